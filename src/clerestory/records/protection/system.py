"""All cubes of a collection as one system: every distinct cell once, and every sum between cells.

A *place* is a cell of a cube as published, numbered over the cubes in order of table id, row-major;
a *cell* is a set of records, so two places with the same leaves are one cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.axes import WHOLE, Axes, axes_of
from clerestory.records.protection.complement import complements
from clerestory.vocabulary.hierarchy import Hierarchy

LARGEST_KEY = 2**62


@dataclass(frozen=True, repr=False)
class System:
    """The linked cubes; its repr gives shape only."""

    cubes: tuple[UnprotectedCube, ...]  # those that are shown, then the hidden ones
    shown: int  # how many cubes are shown
    axes: Axes
    shapes: tuple[tuple[int, ...], ...]
    first: NDArray[np.int64]  # the first place of each cube, and one past the last
    cell_of: NDArray[np.int64]  # place -> cell
    place_of: NDArray[np.int64]  # cell -> its first place
    count: NDArray[np.int64]  # of each cell

    def __repr__(self) -> str:
        return f"System({len(self.cubes)} cubes, {self.count.size} cells)"

    @property
    def places(self) -> int:
        """The number of places of the cubes that are shown."""
        return int(self.first[self.shown])

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """The cells of no table that is shown."""
        return self.place_of >= self.places

    def places_of(self, cube: int) -> slice:
        """The places of one cube."""
        return slice(int(self.first[cube]), int(self.first[cube + 1]))

    def cells_of(self, cube: int) -> NDArray[np.int64]:
        """The cells of one cube, in its shape."""
        return self.cell_of[self.places_of(cube)].reshape(self.shapes[cube])


def system_of(cubes: Sequence[UnprotectedCube]) -> System:
    """Link cubes over the same records, sorted by table id, and what they imply about the rest."""
    _checked(cubes)
    shown = sorted((cube for cube in cubes if not cube.hidden), key=lambda cube: cube.table)
    hidden = [cube for cube in cubes if cube.hidden]
    ordered = (*shown, *hidden, *complements([*shown, *hidden]))
    axes = axes_of(ordered)
    shapes = tuple(tuple(len(h.codes) for h in cube.hierarchies) for cube in ordered)
    first = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes)])
    counts = np.concatenate([with_totals(cube.leaves, cube.hierarchies).ravel() for cube in ordered])
    keys = _keys(ordered, axes, shapes, first)
    _, place_of, cell_of = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(place_of, kind="stable")  # number cells as they first appear
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    cell_of, place_of = rank[cell_of.ravel()], place_of[order]
    _agree(ordered, counts, cell_of, place_of, first)
    return System(ordered, len(shown), axes, shapes, first, cell_of, place_of, counts[place_of])


def with_totals(leaves: NDArray[np.int64], hierarchies: Sequence[Hierarchy]) -> NDArray[np.int64]:
    """The counts of every category: along each axis the order of ``hierarchy.codes``."""
    counts = leaves
    for axis, hierarchy in enumerate(hierarchies):
        low, high = spans(hierarchy)
        sums = np.cumsum(np.moveaxis(counts, axis, 0), axis=0, dtype=np.int64)
        sums = np.concatenate([np.zeros_like(sums[:1]), sums])
        counts = np.moveaxis(sums[high] - sums[low], 0, axis)
    return np.ascontiguousarray(counts)


def spans(hierarchy: Hierarchy) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every code, the run of leaves below it: leaves follow the order of codes."""
    children = hierarchy.children
    codes = hierarchy.codes
    is_leaf = np.array([code not in children for code in codes])
    low = np.cumsum(is_leaf) - is_leaf
    size: dict[str, int] = {}
    for code in reversed(codes):
        size[code] = sum(size[child] for child in children[code]) if code in children else 1
    return low, low + np.array([size[code] for code in codes])


def settled(system: System, state: int) -> NDArray[np.bool_]:
    """The cells that an earlier release left in that state."""
    found = np.zeros(system.count.size, np.bool_)
    for number, cube in enumerate(system.cubes):
        if cube.settled is not None:
            found[system.cells_of(number)[cube.settled == state]] = True
    return found


def equations(system: System) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Every parent = sum of children, once: where each begins, its cells, +1 parent and -1 children."""
    blocks = [
        np.column_stack([np.take(grid, at, axis).ravel() for at in (parent, *children)])
        for number, cube in enumerate(system.cubes)
        for grid in [system.cells_of(number)]
        for axis, hierarchy in enumerate(cube.hierarchies)
        for parent, children in _families(hierarchy)
    ]
    blocks = [np.unique(block[block[:, 0] != block[:, 1]], axis=0) for block in blocks]
    sizes = np.concatenate([np.full(len(block), block.shape[1]) for block in blocks] or [np.empty(0, int)])
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    cells = np.concatenate([block.ravel() for block in blocks] or [np.empty(0, np.int64)])
    signs = np.full(cells.size, -1, np.int8)
    signs[start[:-1]] = 1
    return start, cells, signs


def _families(hierarchy: Hierarchy) -> list[tuple[int, list[int]]]:
    at = {code: place for place, code in enumerate(hierarchy.codes)}
    return [(at[code], [at[child] for child in below]) for code, below in hierarchy.children.items()]


def _keys(
    cubes: Sequence[UnprotectedCube],
    axes: Axes,
    shapes: Sequence[tuple[int, ...]],
    first: NDArray[np.int64],
) -> NDArray[np.int64]:
    """A number for every place, the same exactly where the leaves are the same."""
    keys = np.zeros(int(first[-1]), np.int64)
    reach = 1
    for number, axis in enumerate(axes.axes):
        if reach * len(axis.nodes) > LARGEST_KEY:
            distinct, keys = np.unique(keys, return_inverse=True)
            reach = distinct.size
        reach *= len(axis.nodes)
        node = np.concatenate([_nodes(cube, at, axes, number, shapes[at]) for at, cube in enumerate(cubes)])
        keys = keys * len(axis.nodes) + node
    return keys


def _nodes(
    cube: UnprotectedCube, at: int, axes: Axes, axis: int, shape: tuple[int, ...]
) -> NDArray[np.int64]:
    for position, variable in enumerate(cube.variables):
        if axes.axis_of[variable] == axis:
            along = [1] * len(shape)
            along[position] = -1
            nodes = np.array(axes.node_of[at, variable], np.int64).reshape(along)
            return np.broadcast_to(nodes, shape).ravel()
    return np.full(int(np.prod(shape)), WHOLE, np.int64)


def _checked(cubes: Sequence[UnprotectedCube]) -> None:
    if all(cube.hidden for cube in cubes):
        raise InputError("no table to protect; declare at least one")
    if len({cube.collection for cube in cubes}) > 1:
        raise InputError(
            "tables of several collections cannot be protected together; protect each collection"
        )
    if len({cube.table for cube in cubes}) < len(cubes):
        raise InputError("two tables have the same id; give each its own")
    for cube in cubes:
        expected = tuple(len(hierarchy.leaves) for hierarchy in cube.hierarchies)
        if cube.leaves.shape != expected or len(expected) != len(cube.variables):
            raise InputError(f"table {cube.table}: counts do not have the shape of the hierarchies")
        if cube.leaves.size and cube.leaves.min() < 0:
            raise InputError(f"table {cube.table}: a count is negative; give counts of records")


def _agree(
    cubes: Sequence[UnprotectedCube],
    counts: NDArray[np.int64],
    cell_of: NDArray[np.int64],
    place_of: NDArray[np.int64],
    first: NDArray[np.int64],
) -> None:
    wrong = np.flatnonzero(counts != counts[place_of][cell_of])
    if wrong.size:
        here = int(np.searchsorted(first, wrong[0], side="right")) - 1
        other = int(np.searchsorted(first, place_of[cell_of[wrong[0]]], side="right")) - 1
        raise InputError(
            f"tables {cubes[other].table} and {cubes[here].table}: a total that both show differs; "
            f"count both over the same records, or name the restricting variable in where"
        )
