"""The rules of count tables together: what is unsafe, what must be shown, which zeros may be withheld.

A cell is unsafe if any rule says so; rules never outvote each other. A zero is published unless a
rule makes it unsafe; then the zeros below it may be withheld as well, since a total that might be
more than nothing needs a part that might.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.rules.forced import ForcedCell, check_forced, forced_mask
from clerestory.records.protection.rules.frequency import unsafe_counts, unsafe_zeros
from clerestory.records.protection.rules.group import unsafe_zeros_of_groups
from clerestory.records.protection.rules.score import Score, unsafe_by_score
from clerestory.records.protection.rules.weights import CellWeight, Worths, worths
from clerestory.records.protection.system import System
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class CountRules:
    """Rules beyond the minimum; without any, the minimum alone decides and zeros are published."""

    zeros: Literal["publish", "withhold"] = "publish"
    groups: tuple[str, ...] = ()  # variables of which no group may be all in one category
    score: Score | None = None
    forced: tuple[ForcedCell, ...] = ()
    weights: tuple[CellWeight, ...] = ()  # what readers lose; no rule of safety


@dataclass(frozen=True, repr=False)
class Judgement:
    """The verdict on every cell of a system."""

    unsafe: Flags
    forced: Flags
    loose: Flags  # zeros that may be withheld
    worth: Worths  # what readers lose with each

    def __repr__(self) -> str:
        return f"Judgement({self.unsafe.size} cells)"


MINIMUM_ALONE = CountRules()


def judged(system: System, rules: CountRules = MINIMUM_ALONE) -> Judgement:
    """Judge every cell by every rule; ``Refused`` where a forced cell is unsafe."""
    _check_variables(system, rules)
    unsafe = primary_cells(system)
    forced, loose = np.zeros_like(unsafe), np.zeros_like(unsafe)
    for number, cube in enumerate(system.cubes):
        is_shown = number < system.shown
        if not is_shown and not _is_difference(cube):
            continue
        cells = system.cells_of(number)
        count = system.count[cells]
        zeros = _unsafe_zeros(count, cube, rules)
        unsafe[cells[zeros]] = True
        loose[cells[(count == 0) & below(zeros, cube.hierarchies)]] = True
        if rules.score is not None and is_shown:
            unsafe[cells[unsafe_by_score(count, cube, rules.score)]] = True
        if is_shown:
            own = _own(rules.forced, cube)
            forced[cells[forced_mask(own, cube.variables, cube.hierarchies)]] = True
    check_forced(forced, unsafe)
    return Judgement(unsafe, forced, loose, worths(system, rules.weights))


def _is_difference(cube: UnprotectedCube) -> bool:
    """What two tables over parts of the records tell by subtraction is judged like a table."""
    return cube.minimum > 0 and cube.settled is None


def primary_cells(system: System) -> Flags:
    """The small counts; a cell of several tables answers to the strictest of their minimums."""
    minimum = np.zeros(system.count.size, np.int64)
    for number, cube in enumerate(system.cubes):
        np.maximum.at(minimum, system.cell_of[system.places_of(number)], cube.minimum)
    return unsafe_counts(system.count, minimum)


def _unsafe_zeros(count: NDArray[np.int64], cube: UnprotectedCube, rules: CountRules) -> Flags:
    if rules.zeros == "withhold":
        return unsafe_zeros(count)
    found = np.zeros(count.shape, np.bool_)
    for variable in rules.groups:
        if variable in cube.variables:
            axis = cube.variables.index(variable)
            found |= unsafe_zeros_of_groups(count, cube.hierarchies[axis], axis)
    return found


def below(cells: Flags, hierarchies: tuple[Hierarchy, ...]) -> Flags:
    """The cells and everything below them: along each axis, a code and what it is the sum of."""
    spread = cells.copy()
    for axis, hierarchy in enumerate(hierarchies):
        lying = np.moveaxis(spread, axis, 0)
        at = {code: place for place, code in enumerate(hierarchy.codes)}
        for code in hierarchy.codes[1:]:
            lying[at[code]] |= lying[at[hierarchy.parent[code]]]
    return spread


def _own(forced: tuple[ForcedCell, ...], cube: UnprotectedCube) -> tuple[ForcedCell, ...]:
    """The forced cells that lie in a cube: of hierarchies that overlap, only one may have a code."""
    codes = dict(zip(cube.variables, (hierarchy.codes for hierarchy in cube.hierarchies), strict=True))
    return tuple(
        cell for cell in forced if all(code in codes.get(name, ()) for name, code in cell.codes.items())
    )


def _check_variables(system: System, rules: CountRules) -> None:
    known = {variable for cube in system.cubes[: system.shown] for variable in cube.variables}
    named = {*rules.groups, *(variable for cell in rules.forced for variable in cell.codes)}
    if unknown := sorted(named - known):
        raise InputError(
            f"rules: {unknown[0]} is not a variable of any table; its tables count by {', '.join(sorted(known))}"
        )
    for cell in rules.forced:
        if not any(_own((cell,), cube) for cube in system.cubes[: system.shown]):
            raise InputError(f"forced cells: {_why_nowhere(cell, system)}")


def _why_nowhere(cell: ForcedCell, system: System) -> str:
    for name, code in cell.codes.items():
        trees = [
            hierarchy
            for cube in system.cubes[: system.shown]
            for variable, hierarchy in zip(cube.variables, cube.hierarchies, strict=True)
            if variable == name
        ]
        if not any(code in tree.codes for tree in trees):
            return f"{name} has no category {code}; write totals as {TOTAL}"
    return f"no table shows {cell}; name variables of one table"
