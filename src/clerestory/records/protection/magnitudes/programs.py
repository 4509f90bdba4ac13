"""Alternative tables of magnitudes by linear programming: the cheapest change that moves one cell.

What an intruder cannot rule out is a polytope: sums hold, nothing is negative, published cells stay.
A point of it that gives the cell another value is its proof. The program asks for the point that
touches the cheapest cells (Kelly, Golden and Assad 1992).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
FAR = 1e6  # times what is owed: as far as a cell is moved to help another
TINY = 1e-7  # of what is owed: below, a change is the solver's noise


@dataclass(frozen=True, repr=False)
class Sums:
    """The equations (a row a sum, zero for every additive table) and the true values."""

    matrix: sparse.csr_array
    value: Ints

    def __repr__(self) -> str:
        return f"Sums({self.value.size} cells)"


@dataclass(frozen=True, repr=False)
class Change:
    """A change of the whole table, zero but at some cells."""

    cell: Ints
    amount: Reals

    def __repr__(self) -> str:
        return f"Change({self.cell.size} cells)"

    def at(self, cell: int) -> float:
        """The change of one cell."""
        return float(self.amount[self.cell == cell].sum())


def cheapest_change(sums: Sums, cell: int, wanted: float, free: Flags, price: Reals) -> Change | None:
    """The cheapest change that moves ``cell`` by ``wanted`` (or down, if negative); None if there is none."""
    from scipy import optimize

    inside = np.flatnonzero(free)
    at = int(np.searchsorted(inside, cell))
    owed = abs(wanted)
    matrix = sums.matrix[:, inside]
    matrix = matrix[np.diff(matrix.indptr) > 0]
    up = np.full(inside.size, FAR)
    down = np.minimum(sums.value[inside] / owed, FAR)
    low = np.zeros(2 * inside.size)
    high = np.concatenate([up, down])
    moved, still = (at, inside.size + at) if wanted > 0 else (inside.size + at, at)
    low[moved] = high[moved] = 1.0
    high[still] = 0.0
    answer = optimize.linprog(
        np.concatenate([price[inside], price[inside]]),
        A_eq=_any(sparse.hstack([matrix, -matrix], format="csr")),
        b_eq=np.zeros(matrix.shape[0]),
        bounds=_any(np.column_stack([low, high])),
        method="highs",
    )
    if answer.status != 0 or answer.x is None:
        return None
    moves = answer.x[: inside.size] - answer.x[inside.size :]
    moves[np.abs(moves) < TINY] = 0.0
    return _exact(sums, Change(inside[moves != 0], moves[moves != 0] * owed))


def _exact(sums: Sums, change: Change) -> Change:
    """The change in whole units where that is a change too, which it mostly is."""
    whole = Change(change.cell, np.rint(change.amount))
    return whole if is_change(sums, whole, slack=0.0) else change


def is_change(sums: Sums, change: Change, slack: float) -> bool:
    """Whether every sum still holds and nothing becomes negative, to within ``slack`` units."""
    whole = np.zeros(sums.value.size)
    whole[change.cell] = change.amount
    holds = np.abs(sums.matrix @ whole).max(initial=0) <= slack
    return bool(holds) and bool((sums.value + whole >= -slack).all())


def _any(value: object) -> Any:  # noqa: ANN401  (the stubs know neither sparse matrices nor arrays of bounds)
    return value
