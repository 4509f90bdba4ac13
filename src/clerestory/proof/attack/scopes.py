"""Tables of different scope: a revision and what it revises, a table and the same less an agency.

Files are taken to count the same records unless the caller says that every record of one is also
in the other. Then the difference is a table of its own, never published, of counts that are not
negative: disclosure by differencing is a small number in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from clerestory.errors import InputError
from clerestory.proof.attack.leafsets import TOTAL
from clerestory.proof.attack.shown import UNBOUNDED, Axis, ShownTable

SCOPE = "\0scope"


def with_scopes(tables: Sequence[ShownTable], within: Mapping[str, str]) -> tuple[ShownTable, ...]:
    """The tables, each with its scope, and for each pair the table of their difference."""
    if not within:
        return tuple(tables)
    named = {table.name: table for table in tables}
    for small, large in within.items():
        _check(small, large, named, within)
    scoped = [_scoped(table, table.name if table.name in within else TOTAL) for table in tables]
    differences = [
        _difference(named[small], named[large], large if large in within else TOTAL)
        for small, large in within.items()
    ]
    return (*scoped, *differences)


def difference_names(within: Mapping[str, str]) -> frozenset[str]:
    """How the tables of differences are called."""
    return frozenset(f"{large} less {small}" for small, large in within.items())


def _check(small: str, large: str, named: Mapping[str, ShownTable], within: Mapping[str, str]) -> None:
    for name in (small, large):
        if name not in named:
            raise InputError(
                f"--within {small}={large}: no table is called {name}; use the files' names without .csv"
            )
    seen = {small}
    above: str | None = large
    while above is not None:
        if above in seen:
            raise InputError(f"--within {small}={large}: a table cannot lie within itself")
        seen.add(above)
        above = within.get(above)


def _scoped(table: ShownTable, code: str) -> ShownTable:
    return replace(table, axes=(*table.axes, Axis(SCOPE, (code,), ())))


def _difference(small: ShownTable, large: ShownTable, large_code: str) -> ShownTable:
    """Scope by the variables and categories of both: larger, smaller, and what lies between."""
    name = f"{large.name} less {small.name}"
    axes = [_shared(axis, small) for axis in large.axes if any(axis.id == other.id for other in small.axes)]
    for table in (small, large):
        for axis in table.axes:
            if TOTAL not in axis.codes and all(axis.id != other.id for other in axes):
                raise InputError(
                    f"{table.name}: {axis.id} has no total, so it cannot be compared with the other table"
                )
    scope = Axis(SCOPE, (large_code, small.name, name), ((large_code, (small.name, name)),))
    size = int(np.prod([len(axis.codes) for axis in axes])) * 3
    nothing = np.zeros(size, dtype=np.int64)
    return ShownTable(
        name,
        (*axes, scope),
        nothing,
        np.zeros(size, dtype=np.bool_),
        nothing,
        np.full(size, UNBOUNDED, dtype=np.int64),
    )


def _shared(axis: Axis, small: ShownTable) -> Axis:
    other = next(other for other in small.axes if other.id == axis.id)
    codes = tuple(code for code in axis.codes if code in set(other.codes))
    kept = set(codes)
    sums = tuple((code, below) for code, below in axis.sums if kept.issuperset((code, *below)))
    return Axis(axis.id, codes, sums, axis.nested, axis.level_of)
