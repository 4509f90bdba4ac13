"""Why an unknown is determined: a combination of equations in which it alone is left.

The eliminated system is solved for one column by sparse substitution, modulo the prime; the
coefficients are then read as fractions, and the combination is checked in exact arithmetic. What
does not check is not claimed.
"""

import heapq
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from scipy import sparse

from clerestory.proof.attack.elimination import Residues, Triangle
from clerestory.proof.attack.formulas import Number
from clerestory.proof.attack.modular import fraction, inverse, minus, times
from clerestory.proof.attack.shown import Ints


class Lookup(NamedTuple):
    """A triangle, ready to be solved: where each column is pivot, and each row's reductions."""

    step_of: Ints
    order: Ints  # reductions, sorted by the row that was reduced
    begin: Ints


def lookup(triangle: Triangle, rows: int, columns: int) -> Lookup:
    """Index a triangle once for many columns."""
    step_of = np.full(columns, -1, dtype=np.int64)
    step_of[triangle.pivot] = np.arange(triangle.pivot.size)
    order = np.argsort(triangle.reduced, kind="stable").astype(np.int64)
    begin = np.searchsorted(triangle.reduced[order], np.arange(rows + 1)).astype(np.int64)
    return Lookup(step_of, order, begin)


def combinations(
    matrix: sparse.csr_array, triangle: Triangle, columns: Ints
) -> Iterator[tuple[int, Mapping[int, Number]]]:
    """For each column a true combination of rows whose only entry is 1 there."""
    index = lookup(triangle, matrix.shape[0], matrix.shape[1])
    for column in columns:
        rows, residues = _combine(*triangle, *index, int(column))
        weights = {int(row): fraction(int(residue)) for row, residue in zip(rows, residues, strict=True)}
        if _is_true(matrix, weights, int(column)):
            yield int(column), {row: weight for row, weight in weights.items() if weight}


def _is_true(matrix: sparse.csr_array, weights: Mapping[int, Number], column: int) -> bool:
    left: dict[int, Number] = {}
    for row, weight in weights.items():
        for at in range(matrix.indptr[row], matrix.indptr[row + 1]):
            member = int(matrix.indices[at])
            left[member] = left.get(member, 0) + weight * int(matrix.data[at])
    return {member: weight for member, weight in left.items() if weight} == {column: 1}


@njit(cache=True)
def _combine(
    row: Ints,
    pivot: Ints,
    begin: Ints,
    length: Ints,
    column: Ints,
    entry: Residues,
    reduced: Ints,
    by_step: Ints,
    multiple: Residues,
    step_of: Ints,
    order: Ints,
    reductions: Ints,
    target: int,
) -> tuple[Any, ...]:
    """Rows and their multipliers: first through the reduced rows, then back to the given ones."""
    zero = np.uint64(0)
    left = {np.int64(target): np.uint64(1)}
    waiting = [np.int64(step_of[target])]
    weight = {np.int64(0): zero for _ in range(0)}
    while waiting:
        step = heapq.heappop(waiting)
        goal = left.get(pivot[step], zero)
        if goal == zero:
            continue
        scale = zero
        for at in range(begin[step], begin[step] + length[step]):
            if column[at] == pivot[step]:
                scale = entry[at]
        share = times(goal, inverse(scale))
        weight[step] = share
        for at in range(begin[step], begin[step] + length[step]):
            member = column[at]
            if member not in left and step_of[member] >= 0:
                heapq.heappush(waiting, step_of[member])
            left[member] = minus(left.get(member, zero), times(share, entry[at]))
    waiting = [-step for step in weight]
    heapq.heapify(waiting)
    last = np.int64(-1)
    while waiting:
        step = -heapq.heappop(waiting)
        if step == last:
            continue
        last = step
        share = weight[step]
        for k in range(reductions[row[step]], reductions[row[step] + 1]):
            earlier = by_step[order[k]]
            if earlier not in weight:
                heapq.heappush(waiting, -earlier)
            weight[earlier] = minus(weight.get(earlier, zero), times(share, multiple[order[k]]))
    rows = np.empty(len(weight), dtype=np.int64)
    shares = np.empty(len(weight), dtype=np.uint64)
    for at, step in enumerate(weight):
        rows[at], shares[at] = row[step], weight[step]
    return rows, shares
