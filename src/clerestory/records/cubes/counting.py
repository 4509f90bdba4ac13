"""Count the records of a collection: only the columns its tables count by are read.

The vault groups; here every value is found among the declared categories, or there is a
``VaultError`` that tells the column and how many records, never the value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import VaultError
from clerestory.project.model import Project, Table, Variable
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.cubes.part import part_of
from clerestory.records.cubes.passes import passes
from clerestory.records.vault.codes import as_text
from clerestory.records.vault.connection import Sealed, Vault
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy
from clerestory.vocabulary.progress import Progress

COUNT = "count of records"  # no column of a vault has this name
MISSING, UNKNOWN = -1, -2


@dataclass(frozen=True, repr=False)
class Tally:
    """Groups of records: for each variable the position of its category, and how many records."""

    positions: Mapping[str, NDArray[np.int64]]
    records: NDArray[np.int64]

    def __repr__(self) -> str:
        return f"Tally({len(self.positions)} variables, {self.records.size} groups)"


def count(vault: Vault, project: Project, collection: str, progress: Progress) -> tuple[UnprotectedCube, ...]:
    """The cubes of a collection, one a table, in the order declared."""
    tables = project.tables_of(collection)
    variables = project.variables[collection]
    sizes = {name: len(variable.hierarchy.leaves) for name, variable in variables.items()}
    nested = _nested(tables, variables)
    sets = passes([*(table.by for table in tables), *nested], sizes)
    tallies = []
    for number, names in enumerate(sets):
        tallies.append(_tally(vault, collection, [variables[name] for name in names]))
        progress.advance(number + 1, len(sets))
    for coarse, fine in nested:
        tally = _holding(tallies, (coarse, fine))
        _check_nesting(tally, variables[coarse], variables[fine], collection)
    return tuple(_cube(table, variables, _holding(tallies, table.by)) for table in tables)


def _nested(tables: Sequence[Table], variables: Mapping[str, Variable]) -> list[tuple[str, str]]:
    """Pairs (coarse, fine) that are both counted by: their records must agree."""
    used = {name for table in tables for name in table.by}
    return [
        (variable.id, variable.coarsens)
        for variable in variables.values()
        if variable.coarsens and variable.id in used and variable.coarsens in used
    ]


def _holding(tallies: Sequence[Tally], names: Sequence[str]) -> Tally:
    return next(tally for tally in tallies if tally.positions.keys() >= set(names))


def _tally(vault: Vault, collection: str, variables: Sequence[Variable]) -> Tally:
    with Sealed(f"the vault's table {collection} cannot be counted"):
        table = vault.table(collection)
        grouped = table.group_by([variable.id for variable in variables]).aggregate(**{COUNT: table.count()})
    groups = vault.read(grouped, f"the counts of the table {collection}")
    records = groups[COUNT].to_numpy().astype(np.int64)
    if not records.sum():
        raise VaultError(f"the vault's table {collection} holds no record; fill it, or remove its source")
    positions = {variable.id: _positions(groups[variable.id], variable.hierarchy) for variable in variables}
    for name, found in positions.items():
        _check_known(found, records, name, collection)
    return Tally(positions, records)


def _positions(column: "pa.ChunkedArray[Any]", hierarchy: Hierarchy) -> NDArray[np.int64]:
    """The position of each value among the leaves; ``MISSING``, ``UNKNOWN`` where it has none."""
    encoded = column.combine_chunks().dictionary_encode()
    place = {code: number for number, code in enumerate(hierarchy.leaves)}
    known = [place.get(as_text(value), UNKNOWN) for value in encoded.dictionary.to_pylist()]
    indices = encoded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
    found: NDArray[np.int64] = np.array([*known, MISSING], dtype=np.int64)[indices]
    return found


def _check_known(found: NDArray[np.int64], records: NDArray[np.int64], name: str, collection: str) -> None:
    if missing := int(records[found == MISSING].sum()):
        raise VaultError(
            f"the vault's table {collection}: {missing:,} of {int(records.sum()):,} records have no {name}; "
            "give them a category of their own, such as Unknown"
        )
    if unknown := int(records[found == UNKNOWN].sum()):
        raise VaultError(
            f"the vault's table {collection}: {unknown:,} of {int(records.sum()):,} records have a {name} "
            f"that tables/{collection}.toml does not declare; declare the category or correct the records"
        )


def _check_nesting(tally: Tally, coarse: Variable, fine: Variable, collection: str) -> None:
    """Each record lies, in the coarse variable, where its fine category says it does."""
    place = {code: number for number, code in enumerate(coarse.hierarchy.leaves)}
    expected = [_first_known(leaf, fine.hierarchy, place) for leaf in fine.hierarchy.leaves]
    found = np.array(expected, dtype=np.int64)[tally.positions[fine.id]]
    if astray := int(tally.records[found != tally.positions[coarse.id]].sum()):
        raise VaultError(
            f"the vault's table {collection}: {astray:,} records have a {coarse.id} that is not the one of "
            f"their {fine.id}; correct the records or the hierarchy of {fine.id}"
        )


def _first_known(code: str, hierarchy: Hierarchy, place: Mapping[str, int]) -> int:
    while code not in place and code != TOTAL:
        code = hierarchy.parent[code]
    return place.get(code, UNKNOWN)


def _cube(table: Table, variables: Mapping[str, Variable], tally: Tally) -> UnprotectedCube:
    whole = [variables[name].hierarchy for name in table.by]
    shown = [
        part_of(hierarchy, table.where[name]) if name in table.where else hierarchy
        for name, hierarchy in zip(table.by, whole, strict=True)
    ]
    leaves = _margin(tally, table.by, [len(hierarchy.leaves) for hierarchy in whole])
    kept = [np.flatnonzero(np.isin(one.leaves, part.leaves)) for one, part in zip(whole, shown, strict=True)]
    return UnprotectedCube(
        table=table.id,
        collection=table.collection,
        variables=table.by,
        hierarchies=tuple(shown),
        leaves=np.ascontiguousarray(leaves[np.ix_(*kept)]),
        minimum=table.minimum,
        coarsens=tuple((name, fine) for name in table.by if (fine := variables[name].coarsens) is not None),
        where=tuple(name for name in table.by if name in table.where),
    )


def _margin(tally: Tally, names: Sequence[str], shape: Sequence[int]) -> NDArray[np.int64]:
    """Sum the groups over all variables but those named."""
    cell = np.ravel_multi_index(tuple(tally.positions[name] for name in names), tuple(shape))
    margin = np.zeros(int(np.prod(shape)), dtype=np.int64)
    np.add.at(margin, cell, tally.records)
    return margin.reshape(shape)
