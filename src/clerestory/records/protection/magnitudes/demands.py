"""What is owed to whom: a cell must be able to go up and down, also for somebody who knows a cell alone.

A contributor who is the only one of a cell knows that cell, and every other cell of which that is
true; such a cell is no cover against this contributor.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.magnitudes.programs import Change, Sums, is_change

Ints = NDArray[np.int64]
SLACK = 1e-6  # of what is owed: how far a proof over real numbers may be off


@dataclass(frozen=True)
class Demand:
    """``cell`` must be able to change by ``wanted`` (negative: downwards) while ``known`` stays."""

    cell: int
    wanted: float
    knower: int = -1  # the holding that knows some cells alone; -1: the public

    def is_met_by(self, change: Change, known: Ints) -> bool:
        """Whether an alternative gives what is owed and touches nothing that is known."""
        if known.size and np.isin(known, change.cell).any():
            return False
        reached = change.at(self.cell) * np.sign(self.wanted)
        return bool(reached >= abs(self.wanted) * (1 - SLACK))


def demands_of(cell: int, owed: float, value: float) -> list[Demand]:
    """Up by what is owed, and down by as much, or to nothing: nothing can be less."""
    both = [Demand(cell, owed)]
    if value > 0:
        both.append(Demand(cell, -min(owed, value)))
    return both


def stretched(change: Change, sums: Sums) -> tuple[Change, Change]:
    """The change as far as it goes, and the opposite one as far as that goes."""
    value = sums.value[change.cell]
    up = (value[change.amount < 0] / -change.amount[change.amount < 0]).min(initial=np.inf)
    down = (value[change.amount > 0] / change.amount[change.amount > 0]).min(initial=np.inf)
    return _times(change, up, sums), _times(change, -down, sums)


def _times(change: Change, factor: float, sums: Sums) -> Change:
    factor = float(np.clip(factor, -1e3, 1e3))
    whole = Change(change.cell, np.rint(change.amount * factor))
    if is_change(sums, whole, slack=0.0):
        return whole
    return Change(change.cell, change.amount * factor * (1 - 1e-9))
