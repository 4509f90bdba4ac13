"""From a file of records, or of leaves with counts, to an unprotected cube.

No message quotes a value: it names the column, and how many rows are meant.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

Ints = NDArray[np.int64]


def read_records(file: Path, columns: Sequence[str], coded: Sequence[str] = ()) -> pa.Table:
    """The named columns of a CSV or Parquet file, as text; ``coded`` ones as a Parquet file encodes them."""
    try:
        if file.suffix == ".parquet":
            with pq.ParquetFile(file, read_dictionary=list(coded)) as records:
                _check_columns(file, columns, records.schema_arrow.names)
                return records.read(columns=list(columns))
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
) -> tuple[tuple[Ints, ...], tuple[Hierarchy, ...]]:
    """For every variable, the leaf that each record lies in, and the hierarchy (flat if none is given)."""
    places, used = [], []
    for variable in by:
        names, which, code = encoded(records, variable)
        hierarchy = hierarchies.get(variable) or Hierarchy.flat(tuple(names))
        places.append(leaf_of(variable, names, hierarchy)[which][code])
        used.append(hierarchy)
    return tuple(places), tuple(used)


def encoded(records: pa.Table, variable: str) -> tuple[list[str], Ints, Ints]:
    """The categories that occur in a column, as text; of every code the category; of every record the code."""
    column = _dictionary(records[variable])
    text = column.dictionary
    if not pa.types.is_string(text.type):
        text = text.cast(pa.string())
    missing = column.indices.null_count or (column.cast(pa.string()).null_count if text.null_count else 0)
    if missing:
        raise InputError(f"column {variable}: {missing} rows have no value; give them a category")
    code: Any = np.from_dlpack(column.indices)  # to_numpy would load pandas, if it is there
    listed = [str(name) for name in text.to_pylist()]
    occurs = np.bincount(code, minlength=len(listed)) > 0
    names = sorted({name for name, does in zip(listed, occurs, strict=True) if does})
    if TOTAL in names:
        raise InputError(
            f"column {variable}: {TOTAL} is the name of totals, which are made here; leave out the rows of totals"
        )
    at = {name: place for place, name in enumerate(names)}
    return names, np.array([at.get(name, 0) for name in listed] or [0], np.int64), code


def _dictionary(column: Any) -> Any:  # noqa: ANN401  (the stubs know no chunks of codes)
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return whole if pa.types.is_dictionary(whole.type) else whole.cast(pa.string()).dictionary_encode()


def leaf_of(variable: str, names: Sequence[str], hierarchy: Hierarchy) -> Ints:
    """For every category the leaf that it is."""
    at = {code: place for place, code in enumerate(hierarchy.leaves)}
    unknown = sum(name not in at for name in names)
    if unknown:
        raise InputError(
            f"column {variable}: {unknown} of its categories are no leaves of its hierarchy; add them"
        )
    return np.array([at[name] for name in names] or [0], np.int64)


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


def key_sums(records: pa.Table, cube: UnprotectedCube, column: str, keys: int) -> Ints:
    """The sum of the records' keys in every leaf, modulo ``keys``."""
    own = dict(zip(cube.variables, cube.hierarchies, strict=True))
    places, _ = places_of(records, cube.variables, own)
    found = np.zeros(cube.leaves.size, np.int64)
    np.add.at(found, np.ravel_multi_index(places, cube.leaves.shape), counts_of(records, column) % keys)
    return (found % keys).reshape(cube.leaves.shape)


def _summed(place: Ints, count: Ints | None, size: int) -> Ints:
    if count is None:
        return np.bincount(place, minlength=size).astype(np.int64)
    leaves = np.zeros(size, np.int64)
    np.add.at(leaves, place, count)
    return leaves


def counts_of(records: pa.Table, count: str | None) -> Ints:
    """How many records every row stands for."""
    if count is None:
        return np.ones(records.num_rows, np.int64)
    try:
        whole: Any = records[count].cast(pa.int64()).combine_chunks()
    except pa.ArrowException:
        raise InputError(
            f"column {count}: holds something that is no whole number; give counts of records"
        ) from None
    numbers: Any = np.empty(0, np.int64) if whole.null_count else np.from_dlpack(whole)
    if whole.null_count or (numbers < 0).any():
        raise InputError(f"column {count}: a count is missing or negative; give counts of records")
    counts: Ints = numbers
    return counts


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
