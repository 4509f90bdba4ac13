"""A table of the relaxation well inside its bounds, to start from: no program is solved for it.

Equation after equation is put right where that takes the smallest share of each member's room to
its bounds, so that the table never leaves them. What is left to put right shrinks by the same
factor every time; once that is so, each sweep goes on a little in the direction of the last.
"""

import numpy as np
from numba import njit

from clerestory.proof.attack.programs import Program, Reals
from clerestory.proof.attack.shown import Ints

CLOSE = 1e-8  # how nearly every equation holds in the end: far nearer than tables are asked to
_SWEEPS = 4_000  # at most: work, not time
_PLAIN = 300  # sweeps before the direction of the last is followed
_FOLLOWED = 0.95  # how much of it
_SHARE = 0.5  # of its room that a member is moved, at most
_FIRST = 10.0  # above the least, where nothing bounds from above


def inner_table(program: Program) -> Reals | None:
    """A table strictly between all bounds; None if there is none, or none was come close to."""
    low, high = program.low.astype(np.float64), program.upper
    room = np.where(np.isinf(high), _FIRST, (high - low) / 4)
    table: Reals = low + room
    matrix = program.matrix
    equations = (
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int64),
        matrix.data.astype(np.int64),
    )
    _settle(*equations, program.right.astype(np.float64), low, high, table)
    is_inside = (table > low).all() and (table < high).all()
    return table if is_inside and np.abs(matrix @ table - program.right).max(initial=0.0) < CLOSE else None


@njit(cache=True)
def _settle(
    start: Ints, member: Ints, sign: Ints, right: Reals, low: Reals, high: Reals, table: Reals
) -> None:
    before = table.copy()
    for turn in range(_SWEEPS):
        for j in range(table.size):
            last, before[j] = table[j] - before[j], table[j]
            if turn > _PLAIN:
                most = _SHARE * min(table[j] - low[j], high[j] - table[j])
                table[j] += max(-most, min(most, _FOLLOWED * last))
        worst = 0.0
        for row in range(start.size - 1):
            short, weight = right[row], 0.0
            for at in range(start[row], start[row + 1]):
                j = member[at]
                short -= sign[at] * table[j]
                weight += min(table[j] - low[j], high[j] - table[j]) ** 2
            worst = max(worst, abs(short))
            if weight == 0.0:
                continue
            for at in range(start[row], start[row + 1]):
                j = member[at]
                room = min(table[j] - low[j], high[j] - table[j])
                change = sign[at] * short / weight * room**2
                table[j] += max(-_SHARE * room, min(_SHARE * room, change))
        if worst < CLOSE / 4:
            return
