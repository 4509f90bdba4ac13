"""The variables of a collection's tables, each once, with every category as a set of leaves.

A variable that is a level of a finer one (region: county) has no axis of its own where the finer
one is counted: its categories are sets of the finer one's leaves. Two categories with the same
leaves are one node, so a parent with a single child, or a region of one county, is counted once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

WHOLE = 0  # the node that holds every leaf


@dataclass(frozen=True)
class Axis:
    """One variable: its leaves, and the distinct sets of leaves that some table shows."""

    id: str
    leaves: tuple[str, ...]
    nodes: tuple[frozenset[int], ...]  # ``WHOLE`` first


@dataclass(frozen=True)
class Axes:
    """The axes of a collection, and where each table's variables lie on them."""

    axes: tuple[Axis, ...]
    axis_of: Mapping[str, int]  # variable -> axis; a coarse variable lies on the axis of the finer one
    node_of: Mapping[tuple[int, str], tuple[int, ...]]  # cube, variable -> node of each code


def axes_of(cubes: Sequence[UnprotectedCube]) -> Axes:
    """Lay the variables of all cubes on common axes."""
    finest = _finest(cubes)
    order = tuple(dict.fromkeys(finest.values()))
    axis_of = {variable: order.index(fine) for variable, fine in finest.items()}
    below = {fine: _leaves_below(cubes, fine) for fine in order}
    leaves = {fine: _domain(cubes, fine) for fine in order}
    nodes: list[dict[frozenset[int], int]] = [{frozenset(range(len(leaves[fine]))): WHOLE} for fine in order]
    node_of = {}
    for number, cube in enumerate(cubes):
        _each_axis_once(cube, axis_of)
        for variable, hierarchy in zip(cube.variables, cube.hierarchies, strict=True):
            fine = finest[variable]
            place = {leaf: at for at, leaf in enumerate(leaves[fine])}
            known = nodes[axis_of[variable]]
            own = leaves_below(hierarchy)
            meaning = own if variable == fine else _in_finer(own, below[fine], variable, fine)
            node_of[number, variable] = tuple(
                known.setdefault(frozenset(place[leaf] for leaf in meaning[code]), len(known))
                for code in hierarchy.codes
            )
    axes = tuple(Axis(fine, leaves[fine], tuple(nodes[at])) for at, fine in enumerate(order))
    return Axes(axes, axis_of, node_of)


def leaves_below(hierarchy: Hierarchy) -> dict[str, tuple[str, ...]]:
    """The leaves that every code stands for."""
    children = hierarchy.children
    below: dict[str, tuple[str, ...]] = {}
    for code in reversed(hierarchy.codes):
        own = children.get(code, ())
        below[code] = tuple(leaf for child in own for leaf in below[child]) if own else (code,)
    return below


def coarsenings(cubes: Iterable[UnprotectedCube]) -> dict[str, str]:
    """Which variable is a level of which, over all cubes."""
    return {coarse: fine for cube in cubes for coarse, fine in cube.coarsens}


def closed(variables: Sequence[str], coarse: Mapping[str, str]) -> frozenset[str]:
    """The variables and every level of them that is a variable of some table."""
    found = set(variables)
    while more := {level for level, fine in coarse.items() if fine in found} - found:
        found |= more
    return frozenset(found)


def _finest(cubes: Sequence[UnprotectedCube]) -> dict[str, str]:
    coarse = coarsenings(cubes)
    present = dict.fromkeys(variable for cube in cubes for variable in cube.variables)
    found = {}
    for variable in present:
        fine = above = variable
        while above in coarse:
            above = coarse[above]
            fine = above if above in present else fine
        found[variable] = fine
    return found


def _domain(cubes: Sequence[UnprotectedCube], variable: str) -> tuple[str, ...]:
    """Every leaf of a variable; one more, unnamed, where all its tables are over part of the records."""
    holders = [cube for cube in cubes if variable in cube.variables]
    leaves = dict.fromkeys(
        leaf for cube in holders for leaf in cube.hierarchies[cube.variables.index(variable)].leaves
    )
    if all(variable in cube.where for cube in holders):
        leaves[""] = None
    return tuple(leaves)


def _leaves_below(cubes: Sequence[UnprotectedCube], variable: str) -> dict[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for cube in cubes:
        if variable in cube.variables:
            merged |= leaves_below(cube.hierarchies[cube.variables.index(variable)])
    return merged


def _in_finer(
    own: Mapping[str, tuple[str, ...]], finer: Mapping[str, tuple[str, ...]], variable: str, fine: str
) -> dict[str, tuple[str, ...]]:
    missing = [code for code, leaves in own.items() if code != TOTAL and not finer.keys() >= set(leaves)]
    if missing:
        raise InputError(
            f"variable {variable}: declared as a level of {fine}, whose hierarchy lacks a category of it; "
            f"give both the same codes or drop coarsens"
        )
    return {code: tuple(leaf for part in leaves for leaf in finer[part]) for code, leaves in own.items()}


def _each_axis_once(cube: UnprotectedCube, axis_of: Mapping[str, int]) -> None:
    held = [axis_of[variable] for variable in cube.variables]
    if len(set(held)) < len(held):
        raise InputError(
            f"table {cube.table}: counts by a variable and by a level of it; the totals of the finer one "
            f"already show the level: drop the coarser variable"
        )
