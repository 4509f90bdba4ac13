"""Controlled rounding: every number becomes a multiple of a base, next to the truth, and still adds up.

An integer program chooses (HiGHS). In two dimensions a rounding to the two neighbouring multiples
always exists; with more variables it may not, and then numbers may be one multiple further off,
which the statement says.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from clerestory.errors import InputError, Refused
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods.interface import Altered, Ints, altered
from clerestory.records.protection.system import System, equations, system_of
from clerestory.vocabulary.progress import Progress

STEPS = (0, 1, 2)  # multiples further off than the neighbouring ones
NODES = 20  # of branch and bound: work, not time, so that the table repeats
GAP = 0.01  # from the best there is: near enough
MOST_CELLS = 4_000  # beyond, the program takes minutes


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
    """Multiples of the base that add up, near to the truth in sum; None where none are found."""
    from scipy import optimize

    size, floor, over = system.count.size, system.count // base, system.count % base
    neighbour, none = np.where(over == 0, 0, 1), np.zeros(size)
    further = [np.full(size, step), np.minimum(floor, step)]  # up, down
    start, cell, sign = equations(system)
    sums = sparse.csr_array((sign.astype(np.float64), cell, start), shape=(start.size - 1, size))
    right = -np.asarray(sums @ floor)
    answer = optimize.milp(
        np.concatenate([base - 2 * over, np.full(2 * size, 2 * base)]).astype(np.float64),
        integrality=_any(np.tile(_is_leaf(system), 3)),
        bounds=optimize.Bounds(np.tile(none, 3), np.concatenate([neighbour, *further]).astype(np.float64)),
        constraints=optimize.LinearConstraint(_any(sparse.hstack([sums, sums, -sums])), right, right),
        options={"node_limit": NODES, "mip_rel_gap": GAP},
    )
    if answer.x is None:
        return None
    chosen, up, down = np.rint(answer.x).astype(np.int64).reshape(3, size)
    found: Ints = base * (floor + chosen + up - down)
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
