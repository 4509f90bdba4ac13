"""Sparse elimination of the equations of a pattern, and random vectors of their kernel.

The equations of withheld cells hardly fill in: shortest row first, and in it the column that fewest
rows have (weighted by ``wish``: a large wish keeps a cell free).
"""

# ruff: noqa: NPY002  (compiled code has a generator of its own, seeded by the caller)
import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.kernel.field import PRIME, inverse
from clerestory.records.protection.layout import Ints


class Matrix(NamedTuple):
    """Equations over the cells of a pattern: rows in compressed form, columns ascending."""

    start: Ints
    column: Ints
    value: Ints  # modulo PRIME
    columns: int


class Echelon(NamedTuple):
    """Pivot rows in the order of elimination."""

    first: Ints  # pivot -> where its row begins in ``column`` and ``value``
    length: Ints
    pivot: Ints  # its column
    column: Ints
    value: Ints


def matrix_of(equations: tuple[Ints, Ints, NDArray[np.int8]], pattern: Ints, cells: int) -> Matrix:
    """The equations over the cells of a pattern, empty ones left out."""
    start, cell, sign = equations
    at = np.full(cells, -1)
    at[pattern] = np.arange(pattern.size)
    used = at[cell] >= 0
    row = np.repeat(np.arange(start.size - 1), np.diff(start))[used]
    column, value = at[cell[used]], sign[used].astype(np.int64) % PRIME
    order = np.lexsort((column, row))
    _, length = np.unique(row, return_counts=True)
    begin = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    return Matrix(begin, column[order].astype(np.int64), value[order], pattern.size)


@compiled
def eliminate(matrix: Matrix, wish: NDArray[np.float64]) -> Echelon:
    """Row echelon form; rows that are found dependent vanish."""
    rows = matrix.start.size - 1
    column, value = matrix.column.copy(), matrix.value.copy()
    top = column.size
    first, length = matrix.start[:-1].copy(), np.diff(matrix.start)
    head = np.full(matrix.columns, -1)
    where, follow = np.empty(2 * top + 1, np.int64), np.empty(2 * top + 1, np.int64)
    have = np.zeros(matrix.columns, np.int64)
    listed = 0
    for row in range(rows):
        for n in range(first[row], first[row] + length[row]):
            have[column[n]] += 1
            where[listed], follow[listed] = row, head[column[n]]
            head[column[n]] = listed
            listed += 1
    alive, seen = np.ones(rows, np.bool_), np.full(rows, -1)
    waiting = [(length[row], row) for row in range(rows)]
    heapq.heapify(waiting)
    out_first, out_length, pivots = (
        np.empty(rows, np.int64),
        np.empty(rows, np.int64),
        np.empty(rows, np.int64),
    )
    found = 0
    merged_column, merged_value = np.empty(matrix.columns, np.int64), np.empty(matrix.columns, np.int64)
    while len(waiting) > 0:
        size, row = heapq.heappop(waiting)
        if not alive[row] or length[row] != size:
            continue
        alive[row] = False
        if size == 0:
            continue
        best, least = first[row], 1e300
        for n in range(first[row], first[row] + size):
            have[column[n]] -= 1
            cost = (have[column[n]] + 0.5) * wish[column[n]]
            if cost < least:
                best, least = n, cost
        pivot = column[best]
        out_first[found], out_length[found], pivots[found] = first[row], size, pivot
        found += 1
        unit = inverse(value[best])
        entry = head[pivot]
        while entry >= 0:
            other = where[entry]
            entry = follow[entry]
            if not alive[other] or seen[other] == found:
                continue
            place = find(column, first[other], length[other], pivot)
            if place < 0:
                continue
            seen[other] = found
            factor = (PRIME - value[place] * unit % PRIME) % PRIME
            kept = merge(
                column,
                value,
                first[row],
                size,
                first[other],
                length[other],
                factor,
                merged_column,
                merged_value,
            )
            fresh = count_fresh(column, first[row], size, first[other], length[other])
            if listed + fresh > where.size:
                where = np.concatenate((where, np.empty(where.size + fresh, np.int64)))
                follow = np.concatenate((follow, np.empty(follow.size + fresh, np.int64)))
            listed = relist(
                column,
                first[row],
                size,
                first[other],
                length[other],
                other,
                have,
                head,
                where,
                follow,
                listed,
            )
            have_lost(column, first[other], length[other], merged_column, kept, have, first[row], size)
            if kept > length[other]:
                if top + kept > column.size:
                    column = np.concatenate((column, np.empty(column.size + kept, np.int64)))
                    value = np.concatenate((value, np.empty(value.size + kept, np.int64)))
                first[other] = top
                top += kept
            column[first[other] : first[other] + kept] = merged_column[:kept]
            value[first[other] : first[other] + kept] = merged_value[:kept]
            length[other] = kept
            heapq.heappush(waiting, (length[other], other))
    return Echelon(out_first[:found], out_length[:found], pivots[:found], column, value)


@compiled
def find(column: Ints, first: int, length: int, wanted: int) -> int:
    """Where a row has a column; -1 if it has not."""
    low, high = first, first + length
    while low < high:
        middle = (low + high) >> 1
        if column[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < first + length and column[low] == wanted else -1


@compiled
def merge(
    column: Ints,
    value: Ints,
    a: int,
    a_size: int,
    b: int,
    b_size: int,
    factor: int,
    to_column: Ints,
    to_value: Ints,
) -> int:
    """Row b plus ``factor`` times row a; its length."""
    i, j, kept = a, b, 0
    while i < a + a_size or j < b + b_size:
        if j >= b + b_size or (i < a + a_size and column[i] < column[j]):
            to_column[kept], to_value[kept] = column[i], factor * value[i] % PRIME
            kept += 1
            i += 1
        elif i >= a + a_size or column[j] < column[i]:
            to_column[kept], to_value[kept] = column[j], value[j]
            kept += 1
            j += 1
        else:
            total = (value[j] + factor * value[i]) % PRIME
            if total != 0:
                to_column[kept], to_value[kept] = column[i], total
                kept += 1
            i += 1
            j += 1
    return kept


@compiled
def count_fresh(column: Ints, a: int, a_size: int, b: int, b_size: int) -> int:
    """How many columns row a has and row b has not."""
    fresh = 0
    for n in range(a, a + a_size):
        if find(column, b, b_size, column[n]) < 0:
            fresh += 1
    return fresh


@compiled
def relist(
    column: Ints,
    a: int,
    a_size: int,
    b: int,
    b_size: int,
    row: int,
    have: Ints,
    head: Ints,
    where: Ints,
    follow: Ints,
    listed: int,
) -> int:
    """Note the columns that row b gets from row a."""
    for n in range(a, a + a_size):
        own = column[n]
        if find(column, b, b_size, own) < 0:
            have[own] += 1
            where[listed], follow[listed] = row, head[own]
            head[own] = listed
            listed += 1
    return listed


@compiled
def have_lost(
    column: Ints, b: int, b_size: int, merged: Ints, kept: int, have: Ints, a: int, a_size: int
) -> None:
    """Note the columns that row b lost."""
    for n in range(b, b + b_size):
        if find(merged, 0, kept, column[n]) < 0:
            have[column[n]] -= 1


@compiled
def kernel_vectors(echelon: Echelon, columns: int, number: int, seed: int) -> Ints:
    """Random vectors of the kernel, one a column: free cells drawn, pivots solved backwards."""
    np.random.seed(seed)
    vectors = np.zeros((columns, number), np.int64)
    is_pivot = np.zeros(columns, np.bool_)
    is_pivot[echelon.pivot] = True
    for cell in range(columns):
        if not is_pivot[cell]:
            for k in range(number):
                vectors[cell, k] = np.random.randint(1, PRIME)
    for n in range(echelon.pivot.size - 1, -1, -1):
        solve(echelon, n, vectors)
    return vectors


@compiled
def solve(echelon: Echelon, n: int, vectors: Ints) -> None:
    """One pivot from the cells of its row that are known already."""
    pivot, unit = echelon.pivot[n], 1
    for m in range(echelon.first[n], echelon.first[n] + echelon.length[n]):
        cell, factor = echelon.column[m], echelon.value[m]
        if cell == pivot:
            unit = factor
            continue
        for k in range(vectors.shape[1]):
            vectors[pivot, k] = (vectors[pivot, k] + factor * vectors[cell, k]) % PRIME
    factor = PRIME - inverse(unit)
    for k in range(vectors.shape[1]):
        vectors[pivot, k] = vectors[pivot, k] * factor % PRIME
