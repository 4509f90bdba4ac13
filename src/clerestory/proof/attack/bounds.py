"""Bounds that follow from bounds: in every equation, what the others leave for each member.

Sound but not complete: an interval found here holds for every non-negative table that agrees with
what is published; the linear program may narrow it further.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from scipy import sparse

from clerestory.proof.attack.shown import UNBOUNDED, Ints

_VISITS = 60  # how often an equation is looked at again, at most, on average
_INFINITE = np.int64(UNBOUNDED)


class Bounds(NamedTuple):
    """For every unknown the least and greatest value that propagation leaves."""

    low: Ints
    high: Ints
    is_possible: bool


def propagate(matrix: sparse.csr_array, right: Ints, low: Ints, high: Ints) -> Bounds:
    """Tighten bounds through equations with coefficients +1 and -1."""
    columns = sparse.csc_array(matrix)
    found = _propagate(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int64),
        matrix.data.astype(np.int64),
        right,
        columns.indptr.astype(np.int64),
        columns.indices.astype(np.int64),
        low.copy(),
        high.copy(),
        _VISITS * (matrix.shape[0] + 1),
    )
    return Bounds(found[0], found[1], bool(found[2]))


@njit(cache=True)
def _propagate(
    start: Ints,
    member: Ints,
    sign: Ints,
    right: Ints,
    begin: Ints,
    equation: Ints,
    low: Ints,
    high: Ints,
    visits: int,
) -> tuple[Ints, Ints, bool]:
    rows = start.size - 1
    queue = np.empty(rows + 1, dtype=np.int64)
    is_waiting = np.ones(rows, dtype=np.bool_)
    for row in range(rows):
        queue[row] = row
    head, tail = 0, rows
    while head != tail and visits > 0:
        visits -= 1
        row = queue[head]
        head = head + 1 if head < rows else 0
        is_waiting[row] = False
        least, most = -right[row], -right[row]  # of the sum less its right side, finite parts
        free_below, free_above = 0, 0  # members without a finite bound
        for at in range(start[row], start[row + 1]):
            j = member[at]
            down, up = (low[j], high[j]) if sign[at] > 0 else (high[j], low[j])
            if down == _INFINITE:
                free_below += 1
            else:
                least += sign[at] * down
            if up == _INFINITE:
                free_above += 1
            else:
                most += sign[at] * up
        for at in range(start[row], start[row + 1]):
            j = member[at]
            down, up = (low[j], high[j]) if sign[at] > 0 else (high[j], low[j])
            moved = False
            # the others' least gives this member's most, and the other way round
            if free_below == 0 or (free_below == 1 and down == _INFINITE):
                rest = least if down == _INFINITE else least - sign[at] * down
                if sign[at] > 0 and -rest < high[j]:
                    high[j], moved = -rest, True
                elif sign[at] < 0 and rest > low[j]:
                    low[j], moved = rest, True
            if free_above == 0 or (free_above == 1 and up == _INFINITE):
                rest = most if up == _INFINITE else most - sign[at] * up
                if sign[at] > 0 and -rest > low[j]:
                    low[j], moved = -rest, True
                elif sign[at] < 0 and rest < high[j]:
                    high[j], moved = rest, True
            if moved:
                if low[j] > high[j]:
                    return low, high, False
                for k in range(begin[j], begin[j + 1]):
                    other = equation[k]
                    if not is_waiting[other]:
                        is_waiting[other] = True
                        queue[tail] = other
                        tail = tail + 1 if tail < rows else 0
    return low, high, True
