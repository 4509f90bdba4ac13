"""How much a reader loses with a cell: the search withholds the dear ones last.

A weight names categories and how many ordinary cells one of them is worth to readers. A cell to which
several weights speak is worth their product; a cell of several tables what it is worth in the one where
it is worth most. Weights decide which cells are withheld for others' sake, never whether one is safe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.system import System
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

Worths = NDArray[np.float64]


@dataclass(frozen=True)
class CellWeight:
    """The cells with these categories; a variable that is not named may have any, its total included."""

    codes: Mapping[str, str]
    weight: float
    table: str | None = None  # of this table alone


def worths(system: System, weights: Sequence[CellWeight]) -> Worths:
    """What each cell is worth to readers; 1 where nothing is said."""
    worth = np.zeros(system.count.size)
    for number, cube in enumerate(system.cubes[: system.shown]):
        np.maximum.at(worth, system.cells_of(number), _of_cube(cube, weights))
    worth[worth == 0] = 1.0
    return worth


def check_weights(cubes: Sequence[UnprotectedCube], weights: Sequence[CellWeight]) -> None:
    """``InputError`` where a weight is none, or names what no table has; merging may take a category later."""
    codes: dict[str, set[str]] = {}
    for cube in cubes:
        for variable, hierarchy in zip(cube.variables, cube.hierarchies, strict=True):
            codes.setdefault(variable, set()).update(hierarchy.codes)
    for one in weights:
        if not 0 < one.weight < np.inf:
            raise InputError("weights: a weight is not above 0; give how many ordinary cells one is worth")
        if unknown := [name for name in one.codes if name not in codes]:
            raise InputError(
                f"weights: {unknown[0]} is not a variable of any table; its tables count by {', '.join(sorted(codes))}"
            )
        if strange := [(name, code) for name, code in one.codes.items() if code not in codes[name]]:
            name, code = strange[0]
            raise InputError(f"weights: {name} has no category {code}; write totals as {TOTAL}")


def _of_cube(cube: UnprotectedCube, weights: Sequence[CellWeight]) -> Worths:
    worth = np.ones(tuple(len(hierarchy.codes) for hierarchy in cube.hierarchies))
    own = dict(zip(cube.variables, cube.hierarchies, strict=True))
    for one in weights:
        if one.table in {None, cube.table.partition("~")[0]} and _speaks(one, own):
            worth[tuple(_places(one, name, tree) for name, tree in own.items())] *= one.weight
    return worth


def _speaks(one: CellWeight, own: Mapping[str, Hierarchy]) -> bool:
    """A table that does not count by a variable shows its total."""
    return all(code in own[name].codes if name in own else code == TOTAL for name, code in one.codes.items())


def _places(one: CellWeight, name: str, tree: Hierarchy) -> slice:
    if name not in one.codes:
        return slice(None)
    at = tree.codes.index(one.codes[name])
    return slice(at, at + 1)
