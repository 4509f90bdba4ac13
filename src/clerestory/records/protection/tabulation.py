"""From a file of records, or of leaves with counts, to an unprotected cube.

No message quotes a value: it names the column, and how many rows are meant.
"""

import csv
import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.record_files import at_row
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

WHOLE = re.compile(r"[+-]?\d{1,18}")
LARGEST = 2**53
ROWS = 1 << 16  # at a time, at least


def read_hierarchy(file: Path) -> Hierarchy:
    """``code,parent`` rows up to ``Total``; every fault is named by its line."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{file}: cannot be read; give a CSV of code,parent in UTF-8") from None
    if not rows or rows[0] != ["code", "parent"]:
        raise InputError(f"{file}:1: the header is not code,parent; give that, then a row a code")
    parent: dict[str, str] = {}
    line: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) != 2 or not all(row):
            raise InputError(f"{file}:{number}: not a code and its parent; give two values, none blank")
        if row[0] == TOTAL:
            raise InputError(f"{file}:{number}: {TOTAL} is the root of every hierarchy; leave this row out")
        if row[0] in parent:
            raise InputError(f"{file}:{number}: this code has a parent already; a code has one")
        parent[row[0]], line[row[0]] = row[1], number
    if not parent:
        raise InputError(f"{file}: has no rows below its header; give rows up to Total")
    check_tree(file, parent, line)
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
    coded = [_coded(records, variable, hierarchies.get(variable)) for variable in by]
    counts = None if count is None else counts_of(records, count)
    used = tuple(own.hierarchy for own in coded)
    return UnprotectedCube(table, "table", tuple(by), used, _counted(coded, counts), minimum)


def places_of(
    records: pa.Table, by: Sequence[str], hierarchies: Mapping[str, Hierarchy]
) -> tuple[tuple[NDArray[np.int64], ...], tuple[Hierarchy, ...]]:
    """For every variable, the leaf that each record lies in, and the hierarchy (flat if none is given)."""
    coded = [_coded(records, variable, hierarchies.get(variable)) for variable in by]
    return tuple(own.leaf[own.number] for own in coded), tuple(own.hierarchy for own in coded)


class _Coded(NamedTuple):
    """A variable of the records: the code of each, the leaf of each code, and the hierarchy."""

    number: NDArray[np.int32]
    leaf: NDArray[np.int64]
    hierarchy: Hierarchy


def _coded(records: pa.Table, variable: str, hierarchy: Hierarchy | None) -> _Coded:
    names, number = categories(records, variable)
    hierarchy = hierarchy or flat(variable, names)
    at = {code: place for place, code in enumerate(hierarchy.leaves)}
    check_leaves(records, variable, names, number, at)
    return _Coded(number, np.array([at[name] for name in names] or [0], np.int64), hierarchy)


def _counted(coded: Sequence[_Coded], counts: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The counts of all leaves, some rows at a time: what is made for them stays small."""
    sizes = tuple(len(own.hierarchy.leaves) for own in coded)
    leaves = np.zeros(int(np.prod(sizes)), np.int64)
    rows = max(ROWS, leaves.size)
    for first in range(0, coded[0].number.size, rows):
        part = slice(first, first + rows)
        place = np.ravel_multi_index(tuple(own.leaf[own.number[part]] for own in coded), sizes)
        if counts is None:
            leaves += np.bincount(place, minlength=leaves.size)
        else:
            np.add.at(leaves, place, counts[part])
    return leaves.reshape(sizes)


def categories(records: pa.Table, variable: str) -> tuple[list[str], NDArray[np.int32]]:
    """The distinct values of a column, and the number of each row's."""
    codes = _codes(records[variable])
    names = [str(name) for name in codes.dictionary.to_pylist()]
    number: Any = np.from_dlpack(codes.indices)  # to_numpy would load pandas, if it is there
    if "" in names:
        rows = np.flatnonzero(number == names.index(""))
        raise InputError(
            f"{at_row(records, int(rows[0]))}column {variable}: {rows.size} rows have no value; give them a category"
        )
    if TOTAL in names:
        row = int(np.flatnonzero(number == names.index(TOTAL))[0])
        raise InputError(
            f"{at_row(records, row)}column {variable}: {TOTAL} is the name of totals, which are made here; leave out "
            f"the rows of totals"
        )
    if len({name.strip() for name in names}) < len(names):
        raise InputError(f"column {variable}: two categories differ by blanks alone; trim them")
    return names, number


def _codes(column: Any) -> Any:  # noqa: ANN401  (the stubs know no chunks of codes)
    """The column as codes of values that occur; those that a Parquet file has, where they are."""
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if pa.types.is_dictionary(whole.type) and pa.types.is_string(whole.dictionary.type):
        values, missing = whole.dictionary, whole.null_count + whole.dictionary.null_count
        is_once = len(set(values.to_pylist())) == len(values)
        if not missing and is_once and _occur(whole):
            return whole
    text = whole.cast(pa.string())
    return (text.fill_null("") if text.null_count else text).dictionary_encode()


def _occur(column: Any) -> bool:  # noqa: ANN401
    """Whether every value occurs; mostly the first rows tell."""
    codes: Any = np.from_dlpack(column.indices)
    seen = np.zeros(len(column.dictionary), np.bool_)
    for first in range(0, codes.size, ROWS):
        seen[codes[first : first + ROWS]] = True
        if seen.all():
            break
    return bool(seen.all())


def flat(variable: str, names: Sequence[str]) -> Hierarchy:
    """The categories that records have, one level below the total."""
    if not names:
        raise InputError(
            f"column {variable}: without records its categories are not known; give its hierarchy, or records"
        )
    return Hierarchy.flat(tuple(sorted(names)))


def check_leaves(
    records: pa.Table, variable: str, names: Sequence[str], number: NDArray[np.int32], leaves: Container[str]
) -> None:
    """Every category is a leaf of the hierarchy."""
    unknown = [at for at, name in enumerate(names) if name not in leaves]
    if unknown:
        row = int(np.flatnonzero(np.isin(number, unknown))[0])
        raise InputError(
            f"{at_row(records, row)}column {variable}: {len(unknown)} of its categories are no leaves of its hierarchy; "
            f"add them, each as a leaf"
        )


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


def counts_of(records: pa.Table, count: str | None) -> NDArray[np.int64]:
    """How many records every row stands for."""
    if count is None:
        return np.ones(records.num_rows, np.int64)
    given = records[count].combine_chunks()
    try:
        numbers = given.cast(pa.int64())
    except pa.ArrowException:
        words = given.cast(pa.string()).to_pylist()
        row = next((at for at, word in enumerate(words) if word and not WHOLE.fullmatch(word)), 0)
        raise InputError(
            f"{at_row(records, row)}column {count}: holds something that is no whole number; give counts of records"
        ) from None
    held: Any = np.from_dlpack(numbers.fill_null(-1))
    if (held < 0).any():
        row = int(np.flatnonzero(held < 0)[0])
        raise InputError(
            f"{at_row(records, row)}column {count}: a count is missing or negative; give counts of records"
        )
    if held.sum(dtype=np.float64) > LARGEST:
        raise InputError(f"column {count}: counts more records than 2^53; give counts of records")
    counted: NDArray[np.int64] = held
    return counted


def check_tree(file: Path | str, parent: Mapping[str, str], line: Mapping[str, int] | None = None) -> None:
    """Every way up ends at ``Total``; ``file`` is what the message names, with the line of the code."""
    for code in parent:
        above, below, steps = code, code, 0
        while above != TOTAL:
            if above not in parent:
                raise InputError(
                    f"{_at(file, line, below)}: {above} is a parent without a parent of its own; give rows up to Total"
                )
            above, below, steps = parent[above], above, steps + 1
            if steps > len(parent):
                raise InputError(
                    f"{_at(file, line, code)}: the parents of {code} run in a circle; give rows up to Total"
                )


def _at(file: Path | str, line: Mapping[str, int] | None, code: str) -> str:
    return f"{file}:{line[code]}" if line else str(file)
