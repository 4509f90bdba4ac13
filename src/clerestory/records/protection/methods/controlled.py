"""Controlled rounding: every number becomes a multiple of a base, next to the truth, and still adds up.

An integer program chooses (HiGHS). In two dimensions a rounding to the two neighbouring multiples
always exists; with more variables it may not, and then numbers may be one multiple further off,
which the statement says.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, sparse

from clerestory.errors import InputError, Refused
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods.interface import Altered, Ints, altered
from clerestory.records.protection.system import System, equations, system_of
from clerestory.vocabulary.progress import Progress

STEPS = (0, 1, 2)  # multiples further off than the neighbouring ones
NODES = 200  # of branch and bound: work, not time, so that the table repeats
MOST_CELLS = 20_000


@dataclass(frozen=True)
class ControlledRounding:
    """Every count becomes a multiple of ``base``."""

    base: int
    name: str = "controlled-round"

    def __post_init__(self) -> None:
        if self.base < 2:
            raise InputError("--base: give 2 or more")

    @property
    def title(self) -> str:
        """What readers call it, with its parameters."""
        return f"Controlled rounding to base {self.base}"

    def apply(self, cube: UnprotectedCube, progress: Progress) -> Altered:
        """Round all cells at once."""
        system = system_of([cube])
        if system.count.size > MOST_CELLS:
            raise Refused(
                f"table {cube.table}: {system.count.size} cells are more than controlled rounding can do "
                f"({MOST_CELLS}); use --method round, which is additive too"
            )
        for done, step in enumerate(STEPS):
            progress.advance(done, len(STEPS))
            rounded = _rounded(system, self.base, step)
            if rounded is not None:
                return self._altered(cube, rounded[system.cells_of(0)], step)
        raise Refused(
            f"table {cube.table}: no rounding to multiples of {self.base} was found that adds up; "
            f"use --method round, or fewer variables"
        )

    def _altered(self, cube: UnprotectedCube, counts: Ints, step: int) -> Altered:
        reach = self.base * (step + 1) - 1
        return altered(
            cube,
            counts,
            (np.maximum(counts - reach, 0), counts + reach),
            f"every number is rounded to a multiple of {self.base} so that the table adds up; it is less than "
            f"{self.base * (step + 1)} off",
            additive=True,
        )


def _rounded(system: System, base: int, step: int) -> Ints | None:
    """Multiples of the base that add up, nearest to the truth in sum; None where there are none."""
    size, floor = system.count.size, system.count // base
    exact = system.count % base == 0
    low = np.maximum(floor - step, 0).astype(np.float64)
    high = (floor + np.where(exact & (step == 0), 0, 1) + step).astype(np.float64)
    start, cell, sign = equations(system)
    sums = sparse.csr_array((sign.astype(np.float64), cell, start), shape=(start.size - 1, size))
    one, none = sparse.eye_array(size), sparse.csr_array((start.size - 1, size))
    rows = sparse.csr_array(
        sparse.vstack(
            [sparse.hstack([sums, none]), sparse.hstack([base * one, -one]), sparse.hstack([base * one, one])]
        )
    )
    zero, away = np.zeros(start.size - 1), np.full(size, np.inf)
    answer = optimize.milp(
        np.concatenate([np.zeros(size), np.ones(size)]),
        integrality=_any(np.concatenate([_is_leaf(system), np.zeros(size)])),
        bounds=optimize.Bounds(np.concatenate([low, np.zeros(size)]), np.concatenate([high, away])),
        constraints=optimize.LinearConstraint(
            _any(rows),
            np.concatenate([zero, -away, system.count]),
            np.concatenate([zero, system.count, away]),
        ),
        options={"node_limit": NODES, "mip_rel_gap": 0.01},
    )
    if answer.x is None:
        return None
    found: Ints = base * np.rint(answer.x[:size]).astype(np.int64)
    left = np.asarray(sums @ found)
    return None if left.any() else found


def _is_leaf(system: System) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Sums of whole numbers are whole: only what is no sum need be asked to be."""
    start, cell, _ = equations(system)
    leaf = np.ones(system.count.size)
    leaf[cell[start[:-1]]] = 0.0
    return leaf


def _any(value: object) -> Any:  # noqa: ANN401  (the stubs know neither sparse matrices nor arrays of kinds)
    return value
