"""Sparse elimination modulo a prime: which withheld cells the equations alone determine.

A cell is determined exactly when it is zero in every vector of the kernel, and a random vector of
the kernel is zero elsewhere with chance 2^-61. Rows are taken shortest first, the pivot is the
rarest column in the row: the equations of tables hardly fill in.
"""

import heapq
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import sparse

from clerestory.proof.attack.modular import PRIME, fold, inverse, minus, times
from clerestory.proof.attack.shown import Flags, Ints

Residues = NDArray[np.uint64]
_LOW, _HIGH = np.int64(2**32 - 1), np.int64(32)


class Triangle(NamedTuple):
    """The eliminated system: pivot rows in order, and how each row was reduced."""

    row: Ints  # the equation of each step
    pivot: Ints  # its pivot column
    begin: Ints  # where the step's reduced row lies in ``column`` and ``entry``
    length: Ints
    column: Ints
    entry: Residues
    reduced: Ints  # rows from which a multiple of a step's row was taken, in order of time
    by_step: Ints
    multiple: Residues


def eliminate(matrix: sparse.csr_array) -> Triangle:
    """Reduce the rows of a matrix of small whole numbers."""
    entries = np.mod(matrix.data.astype(np.int64), PRIME).astype(np.uint64)
    ordered = sparse.csr_array((entries, matrix.indices, matrix.indptr), shape=matrix.shape)
    ordered.sort_indices()
    return Triangle(
        *_eliminate(
            ordered.indptr.astype(np.int64), ordered.indices.astype(np.int64), ordered.data, matrix.shape[1]
        )
    )


def determined(matrix: sparse.csr_array, seed: int = 1) -> Flags:
    """The columns whose value the equations fix."""
    triangle = eliminate(matrix)
    draw = np.random.default_rng(seed).integers(1, PRIME, matrix.shape[1], dtype=np.uint64)
    fixed: Flags = kernel_vector(triangle, draw) == 0
    return fixed


def kernel_vector(triangle: Triangle, free: Residues) -> Residues:
    """The kernel vector that takes the given values on the columns without a pivot."""
    vector: Residues = _back_substitute(
        triangle.pivot, triangle.begin, triangle.length, triangle.column, triangle.entry, free.copy()
    )
    return vector


@njit(cache=True)
def _back_substitute(
    pivot: Ints, begin: Ints, length: Ints, column: Ints, entry: Residues, vector: Residues
) -> Residues:
    for step in range(pivot.size - 1, -1, -1):
        total, scale = np.uint64(0), np.uint64(0)
        for at in range(begin[step], begin[step] + length[step]):
            if column[at] == pivot[step]:
                scale = entry[at]
            else:
                total = fold(total + times(entry[at], vector[column[at]]))
        vector[pivot[step]] = times(minus(np.uint64(0), total), inverse(scale))
    return vector


@njit(cache=True)
def _eliminate(indptr: Ints, indices: Ints, data: Residues, columns: int) -> tuple[Any, ...]:
    rows = indptr.size - 1
    begin, length = indptr[:-1].copy(), np.diff(indptr)
    room = length.copy()
    column = np.empty(indices.size * 2 + 64, dtype=np.int64)
    entry = np.empty(column.size, dtype=np.uint64)
    column[: indices.size], entry[: indices.size] = indices, data
    end: Any = np.int64(indices.size)

    head = np.full(columns, -1, dtype=np.int64)  # for each column a chain of the rows that may hold it
    link = np.empty(column.size, dtype=np.int64)
    holder = np.empty(column.size, dtype=np.int64)
    links = 0
    count = np.zeros(columns, dtype=np.int64)
    for each in range(rows):
        for at in range(begin[each], begin[each] + length[each]):
            link[links], holder[links], head[indices[at]] = head[indices[at]], each, links
            links += 1
            count[indices[at]] += 1

    waiting = [np.int64(length[each] * 2**32 + each) for each in range(rows)]
    heapq.heapify(waiting)
    is_done = np.zeros(rows, dtype=np.bool_)
    step_row, step_pivot = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    step_begin, step_length = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    reduced, by_step = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    multiple = [np.uint64(0) for _ in range(0)]
    new_column, new_entry = np.empty(columns, dtype=np.int64), np.empty(columns, dtype=np.uint64)

    while waiting:
        key = np.int64(heapq.heappop(waiting))
        row = key & _LOW
        if is_done[row] or length[row] != key >> _HIGH:
            continue
        is_done[row] = True
        if length[row] == 0:
            continue
        first, last = begin[row], begin[row] + length[row]
        chosen = first
        for at in range(first, last):
            count[column[at]] -= 1
            if count[column[at]] < count[column[chosen]]:
                chosen = at
        pivot = column[chosen]
        over_pivot = inverse(entry[chosen])
        step: Any = np.int64(len(step_row))
        step_row.append(row)
        step_pivot.append(pivot)
        step_begin.append(first)
        step_length.append(length[row])
        chain = head[pivot]
        while chain != -1:
            other = holder[chain]
            chain = link[chain]
            if is_done[other]:
                continue
            at = begin[other] + np.searchsorted(column[begin[other] : begin[other] + length[other]], pivot)
            if at == begin[other] + length[other] or column[at] != pivot:
                continue
            factor = times(entry[at], over_pivot)
            reduced.append(other)
            by_step.append(step)
            multiple.append(factor)
            # merge: other - factor * row, both sorted by column
            size, one, two = 0, begin[other], first
            one_end = begin[other] + length[other]
            while one < one_end or two < last:
                if two == last or (one < one_end and column[one] < column[two]):
                    new_column[size], new_entry[size] = column[one], entry[one]
                    one += 1
                    size += 1
                elif one == one_end or column[two] < column[one]:
                    new_column[size] = column[two]
                    new_entry[size] = minus(np.uint64(0), times(factor, entry[two]))
                    count[column[two]] += 1
                    if links == link.size:
                        link = np.concatenate((link, np.empty(link.size, dtype=np.int64)))
                        holder = np.concatenate((holder, np.empty(holder.size, dtype=np.int64)))
                    link[links], holder[links], head[column[two]] = head[column[two]], other, links
                    links += 1
                    two += 1
                    size += 1
                else:
                    left = minus(entry[one], times(factor, entry[two]))
                    if left != 0:
                        new_column[size], new_entry[size] = column[one], left
                        size += 1
                    elif column[one] != pivot:
                        count[column[one]] -= 1
                    one += 1
                    two += 1
            if size > room[other]:
                room[other] = size + size // 4 + 2
                while end + room[other] > column.size:
                    column = np.concatenate((column, np.empty(column.size, dtype=np.int64)))
                    entry = np.concatenate((entry, np.empty(entry.size, dtype=np.uint64)))
                begin[other] = end
                end += room[other]
            column[begin[other] : begin[other] + size] = new_column[:size]
            entry[begin[other] : begin[other] + size] = new_entry[:size]
            length[other] = size
            heapq.heappush(waiting, np.int64(size * 2**32 + other))
    return (
        np.array(step_row),
        np.array(step_pivot),
        np.array(step_begin),
        np.array(step_length),
        column[:end].copy(),
        entry[:end].copy(),
        np.array(reduced),
        np.array(by_step),
        np.array(multiple),
    )
