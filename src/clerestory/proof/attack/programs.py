"""The seam to HiGHS: a linear or integer program over equations and bounds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from clerestory.proof.attack.shown import UNBOUNDED, Ints

Reals = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Program:
    """``matrix @ x = right`` and ``low <= x <= high``."""

    matrix: sparse.csr_array
    right: Ints
    low: Ints
    high: Ints


class Impossible(Exception):
    """No table agrees with the equations and bounds."""


class Unsolved(Exception):
    """The solver gave up; nothing is known."""


def linear(program: Program, objective: Reals) -> Reals:
    """The least of ``objective @ x``: a solution."""
    upper = np.where(program.high == UNBOUNDED, np.inf, program.high)
    answer = optimize.linprog(
        objective,
        A_eq=_any(program.matrix),
        b_eq=program.right,
        bounds=_any(np.column_stack((program.low, upper))),
        method="highs",
    )
    return _solution(answer)


def _solution(answer: optimize.OptimizeResult) -> Reals:
    if answer.status == 2:
        raise Impossible
    if answer.status != 0 or answer.x is None:
        raise Unsolved
    return np.asarray(answer.x, dtype=np.float64)


def _any(value: object) -> Any:  # noqa: ANN401  (the stubs know neither sparse matrices nor arrays of bounds)
    return value
