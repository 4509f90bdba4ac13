"""Circuits: integer vectors with small entries that change withheld cells alone, every equation kept.

Each free cell of an echelon form gives one: 1 at the free cell, 0 at the other free cells, and what
the pivots need. Several eliminations with different wishes give different circuits; counts of 1
are wished free, so that few circuits run through them.
"""

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.certificate import Certificates, joined
from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.kernel.elimination import Echelon, Matrix, eliminate
from clerestory.records.protection.kernel.field import PRIME, inverse
from clerestory.records.protection.layout import Ints

MOST_CELLS = 3_000
LARGEST_ENTRY = 8
LARGEST_OF_BASIS = 100_000
MOST_FACTOR = 4
SMALL = 11


def circuits_of(matrix: Matrix, count: Ints, bases: int, seed: int) -> Certificates:
    """The circuits of several bases, over the columns of the matrix."""
    draw = np.random.default_rng(seed)
    found = []
    for base in range(bases):
        wish = draw.uniform(0.7, 1.4, matrix.columns)
        if (base + seed) % 2 == 1:
            wish *= np.where(count == 1, 30.0, np.where(count == 2, 4.0, 1.0))
        start, cell, value = fundamental(eliminate(matrix, wish), matrix.columns, MOST_CELLS, LARGEST_ENTRY)
        found.append(Certificates(start, cell, value))
    return joined(found)


def wish_of(count: Ints) -> NDArray[np.float64]:
    """Small counts as pivots: the circuits of a basis become shorter, and fewer have entries too large."""
    return np.where(count < SMALL, 0.1, 1.0)


def basis(echelon: Echelon, columns: int) -> tuple[Ints, Ints, csr_array]:
    """Free cells, their entries, and their circuits in whole numbers: a basis, if none is too large."""
    start, cell, value = fundamental(echelon, columns, columns, LARGEST_OF_BASIS)
    free = np.setdiff1d(np.arange(columns), echelon.pivot)
    vectors = csr_array((value, cell, start), shape=(start.size - 1, columns))
    is_free = np.isin(cell, free)
    number = np.repeat(np.arange(start.size - 1), np.diff(start))
    own, unit = np.zeros(start.size - 1, np.int64), np.zeros(start.size - 1, np.int64)
    own[number[is_free]], unit[number[is_free]] = cell[is_free], value[is_free]
    return own, unit, vectors


@compiled
def fundamental(echelon: Echelon, columns: int, longest: int, largest: int) -> tuple[Ints, Ints, Ints]:
    """The circuit of every free cell whose entries are small whole numbers."""
    first, users = rows_of_columns(echelon, columns)
    units = np.empty(echelon.pivot.size, np.int64)
    is_pivot = np.zeros(columns, np.bool_)
    for n in range(echelon.pivot.size):
        is_pivot[echelon.pivot[n]] = True
        for m in range(echelon.first[n], echelon.first[n] + echelon.length[n]):
            if echelon.column[m] == echelon.pivot[n]:
                units[n] = PRIME - inverse(echelon.value[m])
    start, cells, values = (
        np.zeros(columns + 1, np.int64),
        np.empty(65_536, np.int64),
        np.empty(65_536, np.int64),
    )
    kept = used = 0
    vector, support = np.zeros(columns, np.int64), np.empty(columns, np.int64)
    marked = np.zeros(echelon.pivot.size, np.bool_)
    for free in range(columns):
        if is_pivot[free]:
            continue
        size = follow_up(free, echelon, first, users, units, vector, support, marked)
        factor = lifted(vector, support, size, longest, largest)
        if factor > 0:
            if used + size > cells.size:
                cells = np.concatenate((cells, np.empty(cells.size + size, np.int64)))
                values = np.concatenate((values, np.empty(values.size + size, np.int64)))
            for n in range(size):
                value = vector[support[n]] * factor % PRIME
                cells[used], values[used] = support[n], value - PRIME if value > PRIME // 2 else value
                used += 1
            kept += 1
            start[kept] = used
        for n in range(size):
            vector[support[n]] = 0
    return start[: kept + 1].copy(), cells[:used].copy(), values[:used].copy()


@compiled
def rows_of_columns(echelon: Echelon, columns: int) -> tuple[Ints, Ints]:
    """For every column, the pivot rows that use it."""
    first = np.zeros(columns + 1, np.int64)
    for n in range(echelon.pivot.size):
        for m in range(echelon.first[n], echelon.first[n] + echelon.length[n]):
            first[echelon.column[m] + 1] += echelon.column[m] != echelon.pivot[n]
    first = np.cumsum(first)
    users, at = np.empty(first[-1], np.int64), first[:-1].copy()
    for n in range(echelon.pivot.size):
        for m in range(echelon.first[n], echelon.first[n] + echelon.length[n]):
            column = echelon.column[m]
            if column != echelon.pivot[n]:
                users[at[column]] = n
                at[column] += 1
    return first, users


@compiled
def follow_up(
    free: int,
    echelon: Echelon,
    first: Ints,
    users: Ints,
    units: Ints,
    vector: Ints,
    support: Ints,
    marked: NDArray[np.bool_],
) -> int:
    """What the pivots must be if one free cell is 1: later pivots first; the size of the support."""
    vector[free], support[0], size = 1, free, 1
    waiting = [np.int64(0) for _ in range(0)]
    for q in range(first[free], first[free + 1]):
        if not marked[users[q]]:
            marked[users[q]] = True
            heapq.heappush(waiting, -users[q])
    while len(waiting) > 0:
        row = -heapq.heappop(waiting)
        marked[row] = False
        pivot, total = echelon.pivot[row], 0
        for m in range(echelon.first[row], echelon.first[row] + echelon.length[row]):
            if echelon.column[m] != pivot:
                total = (total + echelon.value[m] * vector[echelon.column[m]]) % PRIME
        total = total * units[row] % PRIME
        if total == 0:
            continue
        vector[pivot], support[size] = total, pivot
        size += 1
        for q in range(first[pivot], first[pivot + 1]):
            if not marked[users[q]]:
                marked[users[q]] = True
                heapq.heappush(waiting, -users[q])
    return size


@compiled
def lifted(vector: Ints, support: Ints, size: int, longest: int, largest: int) -> int:
    """The factor that makes all entries small whole numbers; 0: none, or too many cells."""
    if size > longest:
        return 0
    for factor in range(1, MOST_FACTOR + 1):
        small = True
        for n in range(size):
            value = vector[support[n]] * factor % PRIME
            if largest < value < PRIME - largest:
                small = False
                break
        if small:
            return factor
    return 0
