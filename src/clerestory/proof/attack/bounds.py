"""Bounds that follow from bounds: in every equation, what the others leave for each member.

Sound but not complete: an interval found here holds for every non-negative table that agrees with
what is published; the linear program may narrow it further. Each step is kept, so that a bound can
be told as a formula over published cells.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from scipy import sparse

from clerestory.proof.attack.shown import UNBOUNDED, Ints

_VISITS = 60  # how often an equation is looked at again, at most, on average
_INFINITE = np.int64(UNBOUNDED)


class Steps(NamedTuple):
    """One entry for each time a bound was tightened, in order of time.

    A bound is named by its unknown, or by that plus the number of unknowns for the upper one.
    """

    bound: Ints
    row: Ints  # the equation that tightened it
    since: Ints  # the step rests on bounds as they stood before this step
    before: Ints  # the step that this one replaces; -1: the bound given at the start
    last: Ints  # for each bound its last step


class Bounds(NamedTuple):
    """For every unknown the least and greatest value that propagation leaves."""

    low: Ints
    high: Ints
    is_possible: bool
    steps: Steps


def propagate(matrix: sparse.csr_array, right: Ints, low: Ints, high: Ints) -> Bounds:
    """Tighten bounds through equations with coefficients +1 and -1."""
    columns = sparse.csc_array(matrix)
    low, high, is_possible, *steps = _propagate(
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
    return Bounds(low, high, bool(is_possible), Steps(*steps))


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
) -> tuple[Any, ...]:
    rows, size = start.size - 1, low.size
    queue = np.arange(rows + 1)
    is_waiting = np.ones(rows, dtype=np.bool_)
    head, tail = 0, rows
    step_bound, step_row = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    step_since, step_before = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    last = np.full(2 * size, -1, dtype=np.int64)
    is_possible = True
    while head != tail and visits > 0 and is_possible:
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
        first_step = len(step_row)
        for at in range(start[row], start[row + 1]):
            j = member[at]
            # bounds as they were when the sums were made: a member appears once in a row
            down, up = (low[j], high[j]) if sign[at] > 0 else (high[j], low[j])
            new_low, new_high = low[j], high[j]
            # the others' least gives this member's most, and the other way round
            if free_below == 0 or (free_below == 1 and down == _INFINITE):
                rest = least if down == _INFINITE else least - sign[at] * down
                if sign[at] > 0:
                    new_high = min(new_high, -rest)
                else:
                    new_low = max(new_low, rest)
            if free_above == 0 or (free_above == 1 and up == _INFINITE):
                rest = most if up == _INFINITE else most - sign[at] * up
                if sign[at] > 0:
                    new_low = max(new_low, -rest)
                else:
                    new_high = min(new_high, rest)
            moved = False
            if new_low > low[j]:
                step_bound.append(j)
                step_row.append(row)
                step_since.append(np.int64(first_step))
                step_before.append(last[j])
                last[j] = len(step_row) - 1
                low[j], moved = new_low, True
            if new_high < high[j]:
                step_bound.append(np.int64(size + j))
                step_row.append(row)
                step_since.append(np.int64(first_step))
                step_before.append(last[size + j])
                last[size + j] = len(step_row) - 1
                high[j], moved = new_high, True
            if low[j] > high[j]:
                is_possible = False
                break
            if moved:
                for k in range(begin[j], begin[j + 1]):
                    other = equation[k]
                    if not is_waiting[other]:
                        is_waiting[other] = True
                        queue[tail] = other
                        tail = tail + 1 if tail < rows else 0
    return (
        low,
        high,
        is_possible,
        np.array(step_bound),
        np.array(step_row),
        np.array(step_since),
        np.array(step_before),
        last,
    )
