"""Whole tables by integer programs: for the few cells of a small system that nothing else certifies.

A program asks for the table nearest to the true one, weighed by what newly withheld cells cost
readers, in which one cell is as far away as it is owed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.records.protection.layout import Ints

MOST_CELLS = 3_000  # of a system; beyond, programs take too long
MOST_NODES = 500  # of one program: work, not time
REACH = 40  # how far any count may go
FREE = 1e-3  # the price of a cell already withheld


@dataclass(frozen=True, repr=False)
class Programs:
    """The equations of a system, and the cells that may change."""

    sums: sparse.csr_array
    count: Ints
    fixed: NDArray[np.bool_]

    def widen(self, cell: int, need: int, price: NDArray[np.float64]) -> list[Ints]:
        """Changes that take a cell ``need`` apart: one table, or one up and one down; empty if there are none."""
        sides = [self._nearest(cell, apart, price) for apart in (need, -need)]
        found = [change for change in sides if change is not None]
        if found:
            return [min(found, key=lambda change: float(price[change != 0].sum()))]
        for up in range(1, need):
            both = [self._nearest(cell, apart, price) for apart in (up, up - need)]
            if all(change is not None for change in both):
                return [change for change in both if change is not None]
        return []

    def _nearest(self, cell: int, apart: int, price: NDArray[np.float64]) -> Ints | None:
        from scipy import optimize

        most_up = np.where(self.fixed, 0, REACH)
        most_down = np.where(self.fixed, 0, np.minimum(self.count, REACH))
        least = np.zeros(2 * self.count.size)
        most = np.concatenate((most_up, most_down)).astype(np.float64)
        at, opposite = (cell, cell + self.count.size)[:: 1 if apart > 0 else -1]
        if most[at] < abs(apart):
            return None
        least[at], most[opposite] = abs(apart), 0
        both: Any = sparse.hstack((self.sums, -self.sums), format="csr")
        answer: Any = optimize.milp(
            np.tile(np.maximum(price, FREE), 2),
            constraints=optimize.LinearConstraint(both, 0, 0),
            bounds=optimize.Bounds(least, most),
            integrality=np.ones(least.size, np.int64),
            options={"node_limit": MOST_NODES},
        )
        if answer.x is None:
            return None
        whole = np.rint(answer.x).astype(np.int64)
        change: Ints = whole[: self.count.size] - whole[self.count.size :]
        is_table = not (self.sums @ change).any() and bool((self.count + change >= 0).all())
        return change if is_table and change[cell] * np.sign(apart) >= abs(apart) else None
