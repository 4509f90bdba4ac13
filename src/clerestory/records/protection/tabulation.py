"""From a file of records, or of leaves with counts, to an unprotected cube.

No message quotes a value: it names the column, and how many rows are meant.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


def read_records(file: Path, columns: Sequence[str]) -> pa.Table:
    """The named columns of a CSV or Parquet file, as text."""
    try:
        if file.suffix == ".parquet":
            have = pq.read_schema(file).names
            _check_columns(file, columns, have)
            return pq.read_table(file, columns=list(columns))
        with file.open(newline="", encoding="utf-8") as lines:
            have = next(csv.reader(lines), [])
        _check_columns(file, columns, have)
        as_text = pacsv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()), include_columns=list(columns)
        )
        return pacsv.read_csv(file, convert_options=as_text)
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        raise InputError(f"{file}: cannot be read as CSV or Parquet; give a whole file") from None


def read_hierarchy(file: Path) -> Hierarchy:
    """``code,parent`` rows up to ``Total``; every fault is named by its line."""
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{file}: cannot be read; give a CSV of code,parent") from None
    if not rows or rows[0] != ["code", "parent"]:
        raise InputError(f"{file}:1: the header is not code,parent")
    parent: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 2 or not all(row):
            raise InputError(f"{file}:{number}: not a code and its parent")
        if row[0] in parent or row[0] == TOTAL:
            raise InputError(f"{file}:{number}: this code has a parent already; a code has one")
        parent[row[0]] = row[1]
    check_tree(file, parent)
    return Hierarchy(parent)


def tabulate(
    records: pa.Table,
    by: Sequence[str],
    hierarchies: Mapping[str, Hierarchy],
    minimum: int,
    count: str | None,
    table: str,
) -> UnprotectedCube:
    """Count the records (or sum ``count``) by the variables."""
    places, used = places_of(records, by, hierarchies)
    sizes = tuple(len(hierarchy.leaves) for hierarchy in used)
    place = np.ravel_multi_index(places, sizes)
    leaves = _summed(place, None if count is None else counts_of(records, count), int(np.prod(sizes)))
    return UnprotectedCube(table, "table", tuple(by), used, leaves.reshape(sizes), minimum)


def places_of(
    records: pa.Table, by: Sequence[str], hierarchies: Mapping[str, Hierarchy]
) -> tuple[tuple[NDArray[np.int64], ...], tuple[Hierarchy, ...]]:
    """For every variable, the leaf that each record lies in, and the hierarchy (flat if none is given)."""
    places, used = [], []
    for variable in by:
        codes = records[variable].combine_chunks().cast(pa.string()).dictionary_encode()
        if codes.null_count:
            raise InputError(
                f"column {variable}: {codes.null_count} rows have no value; give them a category"
            )
        names = [str(name) for name in codes.dictionary.to_pylist()]
        if TOTAL in names:
            raise InputError(
                f"column {variable}: {TOTAL} is the name of totals, which are made here; leave out the rows of totals"
            )
        hierarchy = hierarchies.get(variable) or Hierarchy.flat(tuple(sorted(names)))
        at = {code: place for place, code in enumerate(hierarchy.leaves)}
        unknown = sum(name not in at for name in names)
        if unknown:
            raise InputError(
                f"column {variable}: {unknown} of its categories are no leaves of its hierarchy; add them"
            )
        places.append(np.array([at[name] for name in names], np.int64)[codes.indices.to_numpy()])
        used.append(hierarchy)
    return tuple(places), tuple(used)


def leaf_sums(
    records: pa.Table, by: Sequence[str], hierarchies: Mapping[str, Hierarchy], column: str
) -> dict[tuple[str, ...], int]:
    """The sum of a column of whole numbers for every combination of leaves."""
    cube = tabulate(records, by, hierarchies, 1, column, "leaves")
    codes = [hierarchy.leaves for hierarchy in cube.hierarchies]
    return {
        tuple(own[at] for own, at in zip(codes, index, strict=True)): int(cube.leaves[index])
        for index in np.ndindex(cube.leaves.shape)
    }


def key_sums(records: pa.Table, cube: UnprotectedCube, column: str, keys: int) -> NDArray[np.int64]:
    """The sum of the records' keys in every leaf, modulo ``keys``."""
    own = dict(zip(cube.variables, cube.hierarchies, strict=True))
    places, _ = places_of(records, cube.variables, own)
    found = np.zeros(cube.leaves.size, np.int64)
    np.add.at(found, np.ravel_multi_index(places, cube.leaves.shape), counts_of(records, column) % keys)
    return (found % keys).reshape(cube.leaves.shape)


def _summed(place: NDArray[np.int64], count: NDArray[np.int64] | None, size: int) -> NDArray[np.int64]:
    if count is None:
        return np.bincount(place, minlength=size).astype(np.int64)
    leaves = np.zeros(size, np.int64)
    np.add.at(leaves, place, count)
    return leaves


def counts_of(records: pa.Table, count: str | None) -> NDArray[np.int64]:
    """How many records every row stands for."""
    if count is None:
        return np.ones(records.num_rows, np.int64)
    try:
        numbers: NDArray[np.int64] = (
            records[count].cast(pa.int64()).combine_chunks().to_numpy(zero_copy_only=False)
        )
    except pa.ArrowException:
        raise InputError(
            f"column {count}: holds something that is no whole number; give counts of records"
        ) from None
    if numbers.dtype != np.int64 or (numbers < 0).any():
        raise InputError(f"column {count}: a count is missing or negative; give counts of records")
    return numbers


def _check_columns(file: Path, columns: Sequence[str], have: Sequence[str]) -> None:
    missing = [name for name in columns if name not in have]
    if missing:
        raise InputError(f"{file}: has no column {', '.join(missing)}; its columns are {', '.join(have)}")


def check_tree(file: Path | str, parent: Mapping[str, str]) -> None:
    """Every way up ends at ``Total``; ``file`` is what the message names."""
    for code in parent:
        above, steps = code, 0
        while above != TOTAL:
            if above not in parent:
                raise InputError(
                    f"{file}: {above} is a parent without a parent of its own; give rows up to Total"
                )
            above, steps = parent[above], steps + 1
            if steps > len(parent):
                raise InputError(f"{file}: the parents of {code} run in a circle; give rows up to Total")
