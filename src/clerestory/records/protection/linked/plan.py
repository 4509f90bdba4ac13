"""From wanted tables to the cubes of one linked system, the hidden ones that tie them together included.

- A variable with several trees (county in region and in court district) makes a cube for each tree:
  leaves and totals are the same cells, so the cubes are linked by themselves.
- A table over part of the records, or of an earlier release, is a slice along an axis that tells
  records apart; ``ties`` adds the rest of that axis.
- Tables whose variables form a cycle are tied by a hidden cube over all of them, where that is small.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from clerestory.errors import InputError
from clerestory.records.cubes.cube import FREE, UnprotectedCube
from clerestory.records.protection.axes import closed, coarsenings
from clerestory.records.protection.family import remaining_cycle
from clerestory.records.protection.linked.columns import Columns, in_order, leaves_under
from clerestory.records.protection.linked.earlier import Earlier, settled_cells
from clerestory.records.protection.linked.ties import Slice, release_ties, ties
from clerestory.vocabulary.hierarchy import TOTAL

COLLECTION = "table"
MOST_JOINT = 60_000  # cells of a hidden cube over all variables


@dataclass(frozen=True)
class Filter:
    """Part of the records: those with one of these finest categories of a variable."""

    variable: str
    kept: frozenset[str]


@dataclass(frozen=True)
class Wanted:
    """A table to publish: its variables, its part of the records, its minimum."""

    id: str
    by: tuple[str, ...]
    minimum: int
    part: Filter | None = None


def cubes_of(
    columns: Columns, wanted: Sequence[Wanted], earlier: Sequence[Earlier] = ()
) -> tuple[UnprotectedCube, ...]:
    """The cubes of the wanted tables, those of earlier releases, and what ties them."""
    if earlier:
        return _with_earlier(columns, wanted, earlier)
    slices = [_slice(table, columns, wanted) for table in wanted]
    cubes = [cube for one in slices for cube in _cubes(one, columns)]
    cubes += ties(slices, columns)
    return (*cubes, *_joint(cubes, columns))


def _slice(table: Wanted, columns: Columns, wanted: Sequence[Wanted]) -> Slice:
    if table.part is None:
        return Slice(table.id, table.by, table.minimum, columns.margin(table.by))
    part = table.part
    if part.variable in table.by:
        raise InputError(
            f"table {table.id}: {part.variable} is counted by and restricts; leave it out of one of the two"
        )
    codes = columns.leaves(part.variable)
    kept = np.array([code in part.kept for code in codes])[columns.position[part.variable]]
    return Slice(
        table.id, table.by, table.minimum, columns.margin(table.by, kept), part.variable, part.kept,
        whole=any(part.variable in other.by for other in wanted),
    )  # fmt: skip


def _with_earlier(
    columns: Columns, wanted: Sequence[Wanted], earlier: Sequence[Earlier]
) -> tuple[UnprotectedCube, ...]:
    if any(table.part for table in wanted):
        raise InputError(
            "tables over part of the records cannot yet be protected beside an earlier release; "
            "count by the variable that restricts instead"
        )
    last = max(table.release for table in earlier) + 1
    new = [
        Slice(table.id, table.by, table.minimum, columns.margin(table.by), release=last) for table in wanted
    ]
    old = [Slice(f"{table.id} ({table.release + 1})", table.by, table.minimum, table.leaves, release=table.release)
           for table in earlier]  # fmt: skip
    made = release_ties([*old, *new], columns)
    cubes: list[UnprotectedCube] = []
    for one in new:
        cubes += [_sliced(cube, one, settled=None) for cube in _cubes(one, columns)]
    for one, table in zip(old, earlier, strict=True):
        cubes += [_sliced(cube, one, settled=table) for cube in _cubes(one, columns)]
    return (*cubes, *made)


def _sliced(cube: UnprotectedCube, one: Slice, settled: Earlier | None) -> UnprotectedCube:
    """A cube of one release; of an earlier one hidden, with what it settled."""
    states = (
        np.full(tuple(len(h.codes) for h in cube.hierarchies), FREE, np.int8)
        if settled is None
        else settled_cells(settled, cube)
    )
    return one.restricted(cube, states, hidden=settled is not None)


def _cubes(one: Slice, columns: Columns) -> Iterator[UnprotectedCube]:
    """A cube for every choice of trees."""
    for number, trees in enumerate(product(*(columns.trees[name] for name in one.by))):
        cube = UnprotectedCube(
            one.id if number == 0 else f"{one.id}~{number}",
            COLLECTION,
            one.by,
            trees,
            in_order(one.leaves, one.by, trees, columns),
            one.minimum,
            tuple((name, columns.coarsens[name]) for name in one.by if name in columns.coarsens),
        )
        yield (
            cube if one.axis is None or one.release is not None else one.restricted(cube, None, hidden=False)
        )


def _joint(cubes: Sequence[UnprotectedCube], columns: Columns) -> Iterator[UnprotectedCube]:
    """A hidden cube over all variables of a cycle: with it, alternatives of cells are alternatives of records."""
    coarse = coarsenings(cubes)
    cycle = remaining_cycle({cube.table: closed(cube.variables, coarse) for cube in cubes})
    names = frozenset().union(*cycle.values()) if cycle else frozenset()
    finest = [name for name in columns.position if name in names and coarse.get(name) not in names]
    if not cycle or any(name not in columns.position for name in names):
        return
    trees = tuple(columns.trees[name][0] for name in finest)
    if np.prod([len(tree.codes) for tree in trees], dtype=float) <= MOST_JOINT:
        yield UnprotectedCube(
            " all", COLLECTION, tuple(finest), trees, columns.margin(finest), 0,
            tuple((name, columns.coarsens[name]) for name in finest if name in columns.coarsens), hidden=True,
        )  # fmt: skip


def filter_of(variable: str, codes: Sequence[str], columns: Columns, *, without: bool) -> Filter:
    """The part of the records with these categories of a variable, or without them."""
    below = _meanings(columns, variable)
    missing = [code for code in codes if code not in below or code == TOTAL]
    if missing:
        raise InputError(
            f"variable {variable}: has no category {missing[0]} to restrict by; give one of its codes"
        )
    named = frozenset().union(*(below[code] for code in codes))
    kept = frozenset(columns.leaves(variable)) - named if without else named
    if not kept or kept == frozenset(columns.leaves(variable)):
        raise InputError(
            f"variable {variable}: the restriction keeps all records or none; name fewer categories"
        )
    return Filter(variable, kept)


def _meanings(columns: Columns, variable: str) -> Mapping[str, frozenset[str]]:
    return {code: own for tree in columns.trees[variable] for code, own in leaves_under(tree).items()}
