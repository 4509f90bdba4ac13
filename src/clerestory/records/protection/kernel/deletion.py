"""Exact deletion: publish again every withheld cell that the unsafe ones can do without.

Two random kernel vectors show all series classes: cells whose values keep one ratio in every kernel
vector vanish together. A class without an unsafe cell can be published; one kernel vector is spent
on each (all others are made zero there). A class is kept if publishing it would leave two counts
of 1 in one class with opposite values: their sum, 2, would be known, and width 2 is too narrow.
"""

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.kernel.elimination import eliminate, kernel_vectors, matrix_of
from clerestory.records.protection.kernel.field import PRIME, inverse
from clerestory.records.protection.layout import Ints

VECTORS = 48
NEVER = -2  # the key of a cell that is zero in every kernel vector


def delete(
    vector: Ints,
    equations: tuple[Ints, Ints, NDArray[np.int8]],
    count: Ints,
    free: NDArray[np.bool_],
    price: NDArray[np.float64],
    seed: int,
    most: int = VECTORS,
) -> Ints:
    """A kernel vector with no class left to publish; ``free`` cells are those that may be published."""
    rounds = 0
    while True:
        pattern = np.flatnonzero(vector)
        matrix = matrix_of(equations, pattern, vector.size)
        echelon = eliminate(matrix, np.ones(pattern.size))
        vectors = kernel_vectors(echelon, pattern.size, most, seed + rounds)
        ones = np.flatnonzero(count[pattern] == 1)
        spent = delete_classes(vectors, ~free[pattern], price[pattern], ones)
        vector = np.zeros_like(vector)
        vector[pattern] = vectors[:, spent]
        rounds += 1
        if spent < most - 2:
            return vector


@compiled
def delete_classes(vectors: Ints, kept: NDArray[np.bool_], price: NDArray[np.float64], ones: Ints) -> int:
    """Publish classes, dearest first, while vectors last; the first vector that is still whole."""
    size, most = vectors.shape
    spent = 0
    blocked = kept.copy()
    while spent < most - 2:
        key = class_keys(vectors, spent)
        cell = dearest_class(key, blocked, price)
        if cell < 0:
            break
        if not lead(vectors, cell, spent):
            break
        unit = inverse(vectors[cell, spent])
        factors = np.zeros(most, np.int64)
        for k in range(spent + 1, most):
            factors[k] = (PRIME - vectors[cell, k] * unit % PRIME) % PRIME
        if leaves_pair(vectors, ones, spent, factors[spent + 1]):
            blocked[cell] = True
            continue
        for n in range(size):
            lost = vectors[n, spent]
            if lost != 0:
                for k in range(spent + 1, most):
                    vectors[n, k] = (vectors[n, k] + lost * factors[k]) % PRIME
        spent += 1
    return spent


@compiled
def class_keys(vectors: Ints, at: int) -> Ints:
    """The ratio of two vectors at every cell: equal in one class (inverses in one batch)."""
    size = len(vectors)
    before = np.empty(size + 1, np.int64)
    before[0] = 1
    for n in range(size):
        low = vectors[n, at + 1]
        before[n + 1] = before[n] * (low if low != 0 else 1) % PRIME
    rest = inverse(before[size])
    key = np.empty(size, np.int64)
    for n in range(size - 1, -1, -1):
        low = vectors[n, at + 1]
        if low == 0:
            key[n] = -1 if vectors[n, at] != 0 else NEVER
            continue
        key[n] = vectors[n, at] * (rest * before[n] % PRIME) % PRIME
        rest = rest * low % PRIME
    return key


@compiled
def dearest_class(key: Ints, blocked: NDArray[np.bool_], price: NDArray[np.float64]) -> int:
    """A cell of the class whose cells readers miss most, none of them blocked; -1: there is none."""
    order = np.argsort(key)
    best, most = -1, 0.0
    n = 0
    while n < order.size:
        own, total, open_ = key[order[n]], 0.0, True
        begin = n
        while n < order.size and key[order[n]] == own:
            open_ = open_ and not blocked[order[n]]
            total += price[order[n]]
            n += 1
        if open_ and own != NEVER and total > most:
            best, most = order[begin], total
    return best


@compiled
def lead(vectors: Ints, cell: int, at: int) -> bool:
    """Bring a vector that is not zero at the cell to the front."""
    for k in range(at, vectors.shape[1]):
        if vectors[cell, k] != 0:
            if k != at:
                for n in range(len(vectors)):
                    vectors[n, k], vectors[n, at] = vectors[n, at], vectors[n, k]
            return True
    return False


@compiled
def leaves_pair(vectors: Ints, ones: Ints, at: int, factor: int) -> bool:
    """Would two counts of 1 become opposite in the vector after ``at``."""
    values = np.empty(ones.size, np.int64)
    for n in range(ones.size):
        values[n] = (vectors[ones[n], at + 1] + vectors[ones[n], at] * factor) % PRIME
    return has_opposites(np.sort(values))


@compiled
def has_opposites(values: Ints) -> bool:
    """Do two of the sorted values (zero left out) sum to zero."""
    low, high = 0, values.size - 1
    while low < values.size and values[low] == 0:
        low += 1
    while low < high:
        total = values[low] + values[high]
        if total == PRIME:
            return True
        if total < PRIME:
            low += 1
        else:
            high -= 1
    return False
