"""The seam to HiGHS: linear and integer programs over equations and bounds."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.proof.attack.shown import UNBOUNDED, Ints

Reals = NDArray[np.float64]
_ROOM = 100
_NODES = 2_000  # of branch and bound, at most: work, not time, so that the answer repeats


@dataclass(frozen=True, repr=False)
class Program:
    """``matrix @ x = right`` and ``low <= x <= high``."""

    matrix: sparse.csr_array
    right: Ints
    low: Ints
    high: Ints

    @property
    def size(self) -> int:
        """The number of unknowns."""
        return int(self.low.size)

    @property
    def upper(self) -> Reals:
        """``high``, infinite where nothing bounds."""
        return np.where(self.high == UNBOUNDED, np.inf, self.high)

    @property
    def is_bounded(self) -> bool:
        """Whether every unknown has a finite upper bound."""
        return bool((self.high < UNBOUNDED).all())

    def capped(self) -> "Program":
        """The same with an upper bound for every unknown, far beyond all that is stated.

        Its tables are tables of this program; what it cannot reach proves nothing.
        """
        finite = np.where(self.high == UNBOUNDED, 0, self.high)
        most = _ROOM * (1 + int(np.abs(self.right).sum()) + int(self.low.sum()) + int(finite.max(initial=0)))
        return replace(self, high=np.minimum(self.high, most))

    def allows(self, table: Ints) -> bool:
        """Whether whole numbers are a table that agrees with everything, exactly."""
        inside = (table >= self.low).all() and (table <= self.high).all()
        return bool(inside) and not (self.matrix @ table - self.right).any()

    def nearly_allows(self, table: Reals, tolerance: float) -> bool:
        """The same over the reals, up to what rounding leaves."""
        inside = (table >= self.low - tolerance).all() and (table <= self.upper + tolerance).all()
        return bool(inside) and bool(np.abs(self.matrix @ table - self.right).max(initial=0.0) <= tolerance)


@dataclass(frozen=True, repr=False)
class Optimum:
    """A table at which the objective is least, and the equations' prices there."""

    table: Reals
    price: Reals


class Impossible(Exception):
    """No table agrees with the equations and bounds; ``unknown`` is where that was seen, if at one of them."""

    def __init__(self, unknown: int | None = None) -> None:
        self.unknown = unknown


class Unsolved(Exception):
    """The solver gave up within its allowance of work; nothing is known."""


class Endless(Exception):
    """The objective has no least value: nothing bounds it."""


def linear(program: Program, objective: Reals) -> Optimum:
    """The least of ``objective @ x`` over the reals."""
    from scipy import optimize

    answer = optimize.linprog(
        objective,
        A_eq=_any(program.matrix),
        b_eq=program.right,
        bounds=_any(np.column_stack((program.low, program.upper))),
        method="highs",
    )
    return Optimum(_solution(answer), np.asarray(answer.eqlin.marginals, dtype=np.float64))


def boxed(program: Program, table: Reals, reach: int) -> Program:
    """The program within a reach of one of its tables: what it finds are tables of the whole program."""
    low = np.maximum(program.low, np.floor(table).astype(np.int64) - reach)
    high = np.minimum(program.high, np.ceil(table).astype(np.int64) + reach)
    return replace(program, low=low, high=high)


def integer(program: Program, objective: Reals) -> Ints:
    """The least of ``objective @ x`` over the whole numbers: a table, checked exactly."""
    from scipy import optimize

    answer = optimize.milp(
        objective,
        integrality=_any(np.ones(program.size)),
        bounds=optimize.Bounds(program.low.astype(np.float64), program.upper),
        constraints=optimize.LinearConstraint(_any(program.matrix), program.right, program.right),
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    table = np.rint(_solution(answer)).astype(np.int64)
    if not program.allows(table):
        raise Unsolved
    return table


def _solution(answer: Any) -> Reals:  # noqa: ANN401
    if answer.status == 2:
        raise Impossible
    if answer.status == 3:
        raise Endless
    if answer.status != 0 or answer.x is None:
        raise Unsolved
    return np.asarray(answer.x, dtype=np.float64)


def _any(value: object) -> Any:  # noqa: ANN401  (the stubs know neither sparse matrices nor arrays of bounds)
    return value
