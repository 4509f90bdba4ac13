"""Which merge helps most: the siblings whose union leaves room to most uncertified cells.

Once two sibling categories are merged, their cells are withheld and records may move between them:
an unsafe cell in one of them is certified if it and its twin in the other hold enough records.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from clerestory.records.protection.layout import Ints
from clerestory.records.protection.protected import Merge
from clerestory.records.protection.recode import merged_code
from clerestory.records.protection.system import System

MOST_CODES = 200  # categories of one variable that are paired; the rest speak in the next round
MOST_CELLS = 20_000  # looked at in one proposal; the rest speak in the next round


def best_merge(
    system: System, uncertified: Ints, hidden: frozenset[tuple[str, str]], need: int
) -> Merge | None:
    """The merge that certifies most cells for each cell that readers lose; None if none helps."""
    helped = _helped(system, uncertified[:MOST_CELLS], hidden, need)
    if not helped:
        return None
    size = _sizes(system)
    variable, codes = max(
        helped, key=lambda pair: (helped[pair] / sum(size[pair[0], c] for c in pair[1]), pair)
    )
    lost = sum(size[variable, code] for code in codes)
    return Merge(variable, codes, merged_code(codes), lost)


def _helped(
    system: System, uncertified: Ints, hidden: frozenset[tuple[str, str]], need: int
) -> Counter[tuple[str, tuple[str, ...]]]:
    helped: Counter[tuple[str, tuple[str, ...]]] = Counter()
    shown = {variable for cube in system.cubes[: system.shown] for variable in cube.variables}
    place = system.place_of[uncertified]
    home = np.searchsorted(system.first, place, side="right") - 1
    for number, cube in enumerate(system.cubes):
        inside = place[home == number] - system.first[number]
        counts = system.count[system.cells_of(number)]
        coordinates = np.unravel_index(inside, system.shapes[number])
        for axis, variable in enumerate(cube.variables):
            if variable in shown and system.axes.axes[system.axes.axis_of[variable]].id == variable:
                _count_helped(helped, system, number, axis, counts, coordinates, hidden, need)
    return helped


def _count_helped(
    helped: Counter[tuple[str, tuple[str, ...]]],
    system: System,
    number: int,
    axis: int,
    counts: Ints,
    coordinates: Sequence[Ints],
    hidden: frozenset[tuple[str, str]],
    need: int,
) -> None:
    cube = system.cubes[number]
    variable, hierarchy = cube.variables[axis], cube.hierarchies[axis]
    codes = hierarchy.codes[:MOST_CODES]
    for here, code in enumerate(codes):
        mine = coordinates[axis] == here
        if (variable, code) in hidden or not mine.any() or code not in hierarchy.parent:
            continue
        own = [part[mine] for part in coordinates]
        for there, other in enumerate(codes):
            if there == here or not _are_siblings(system, variable, code, other):
                continue
            twin = counts[
                tuple(np.full_like(part, there) if k == axis else part for k, part in enumerate(own))
            ]
            fixed = int(np.count_nonzero(counts[tuple(own)] + twin >= need))
            if fixed:
                helped[variable, tuple(codes[at] for at in sorted((here, there)))] += fixed


def _are_siblings(system: System, variable: str, code: str, other: str) -> bool:
    """Whether both have one parent, in every hierarchy of the variable where several overlap."""
    trees = [
        cube.hierarchies[cube.variables.index(variable)].parent
        for cube in system.cubes
        if variable in cube.variables
    ]
    return all(tree.get(code) is not None and tree.get(code) == tree.get(other) for tree in trees)


def _sizes(system: System) -> dict[tuple[str, str], int]:
    """How many cells show each category, over all cubes."""
    size: dict[tuple[str, str], int] = defaultdict(int)
    for number, cube in enumerate(system.cubes):
        for axis, variable in enumerate(cube.variables):
            for code in cube.hierarchies[axis].codes:
                size[variable, code] += int(np.prod(system.shapes[number])) // system.shapes[number][axis]
    return size
