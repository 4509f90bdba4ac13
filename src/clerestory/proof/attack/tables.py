"""Published tables as files: one row a cell, totals as ``Total``, gaps marked in any usual way."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from clerestory.errors import InputError
from clerestory.project import csv_faults
from clerestory.proof.attack.hierarchies import Parents, axis
from clerestory.proof.attack.leafsets import TOTAL
from clerestory.proof.attack.marks import Reading, read_mark
from clerestory.proof.attack.shown import UNBOUNDED, Axis, Flags, Ints, ShownTable

Absent = Literal["refuse", "zero", "withheld"]


@dataclass(frozen=True)
class Layout:
    """How to read the files: which columns are variables, how totals and gaps are written."""

    by: tuple[str, ...]
    hierarchies: Mapping[str, tuple[Parents, ...]] = field(default_factory=dict)
    count: str | None = None
    totals: Mapping[str, str] = field(default_factory=dict)  # variable -> its category of totals
    without_total: frozenset[str] = frozenset()
    marks: Mapping[str, Reading] = field(default_factory=dict)
    absent: Absent = "refuse"


def read_csv(path: Path, name: str, layout: Layout) -> ShownTable:
    """One table; what is wrong with it is said in a sentence."""
    columns = _columns(path)
    variables = [variable for variable in layout.by if variable in columns.column_names]
    if not variables:
        raise InputError(
            f"{path}: has none of the columns {', '.join(layout.by)}; name its variables with --by"
        )
    axes, places = [], []
    for variable in variables:
        made, place = _axis(columns.column(variable), variable, layout, path)
        axes.append(made)
        places.append(place)
    shape = tuple(len(made.codes) for made in axes)
    if np.prod(shape, dtype=np.float64) > 2**31:
        raise InputError(
            f"{path}: {' x '.join(map(str, shape))} cells are more than can be tried; attack fewer variables"
        )
    cell = np.ravel_multi_index(tuple(places), shape).astype(np.int64)
    _check_once(cell, axes, path)
    value, known, low, high = _dense(
        cell, columns.column(_count_column(columns, layout, path)), axes, layout, path
    )
    return ShownTable(name, tuple(axes), value, known, low, high, partial(_line_of, path, cell))


def _columns(path: Path) -> pa.Table:
    text = arrow_csv.ConvertOptions(strings_can_be_null=False)
    try:
        with path.open("rb") as file:
            header = file.readline().decode("utf-8-sig")
        names = next(csv.reader([header]), [])
        if len(set(names)) != len(names):
            raise InputError(f"{path}:1: two columns have the same name; give each its own")
        text.column_types = dict.fromkeys(names, pa.string())
        parsing = arrow_csv.ParseOptions(newlines_in_values=csv_faults.has_quotes(path))
        found = arrow_csv.read_csv(path, convert_options=text, parse_options=parsing)
    except OSError as error:
        why = (error.strerror or "not a file").lower()
        raise InputError(f"{path}: cannot be read ({why}); give a CSV file, a row a cell") from None
    except (UnicodeDecodeError, csv.Error, pa.ArrowException):
        raise InputError(csv_faults.fault(path)) from None
    if found.num_rows == 0:
        raise InputError(f"{path}: has no rows; give one row a cell")
    return found


def _count_column(columns: pa.Table, layout: Layout, path: Path) -> str:
    left = [name for name in columns.column_names if name not in layout.by and name != "status"]
    wanted = layout.count or ("count" if "count" in left else left[0] if len(left) == 1 else None)
    if wanted is None or wanted not in columns.column_names:
        raise InputError(f"{path}: which column holds the counts is not clear; name it with --count COLUMN")
    return wanted


def _encoded(column: Any) -> tuple[list[str], Ints]:  # noqa: ANN401  (a chunked array of strings)
    """Distinct words, stripped, and each row's."""
    whole = column.combine_chunks().dictionary_encode()
    words = ["" if word is None else word.strip() for word in whole.dictionary.to_pylist()]
    distinct = {word: at for at, word in enumerate(dict.fromkeys(words))}
    number = np.array([distinct[word] for word in words], dtype=np.int64)
    return list(distinct), number[whole.indices.to_numpy(zero_copy_only=False)]


def _axis(column: Any, variable: str, layout: Layout, path: Path) -> tuple[Axis, Ints]:  # noqa: ANN401
    words, number = _encoded(column)
    total = layout.totals.get(variable, layout.totals.get("", TOTAL))
    present = [TOTAL if word == total else word for word in words]
    if "" in present:
        raise InputError(
            f"{_at(path, number == present.index(''))}: a row leaves {variable} empty; write every category, totals as {total}"
        )
    if len(present) > 1 and TOTAL not in present and variable not in layout.without_total:
        raise InputError(
            f"{path}: {variable} has no category {total}; say how its total is called with --total {variable}=LABEL, "
            f"or that none is published with --no-total {variable}"
        )
    made = axis(
        variable,
        present,
        layout.hierarchies.get(variable, ()),
        lambda code: _at(path, number == present.index(code)),
    )
    index = {code: at for at, code in enumerate(made.codes)}
    return made, np.array([index[code] for code in present], dtype=np.int64)[number]


def _check_once(cell: Ints, axes: Sequence[Axis], path: Path) -> None:
    found = np.bincount(cell, minlength=1)
    if found.max() > 1:
        twice = int(np.argmax(found > 1))
        first, again = (csv_faults.line_of(path, int(row)) for row in np.flatnonzero(cell == twice)[:2])
        raise InputError(
            f"{path}:{again}: the cell {_words(twice, axes)} stands in two rows, on line {first} too; keep one, or name "
            f"every variable with --by"
        )


def _words(cell: int, axes: Sequence[Axis]) -> str:
    place = np.unravel_index(cell, [len(made.codes) for made in axes])
    return ", ".join(f"{made.id} {made.codes[int(at)]}" for made, at in zip(axes, place, strict=True))


def _dense(
    cell: Ints,
    column: Any,  # noqa: ANN401
    axes: Sequence[Axis],
    layout: Layout,
    path: Path,
) -> tuple[Ints, Flags, Ints, Ints]:
    words, number = _encoded(column)
    read = _readings(words, number, layout.marks, path)
    size = int(np.prod([len(made.codes) for made in axes]))
    if cell.size < size and layout.absent == "refuse":
        lacking = int(np.argmin(np.bincount(cell, minlength=size)))
        raise InputError(
            f"{path}: {size - cell.size} of {size} cells have no row, {_words(lacking, axes)} for one; say what that "
            f"means with --absent zero or --absent withheld"
        )
    is_zero = layout.absent == "zero"
    low, high = np.zeros(size, dtype=np.int64), np.full(size, 0 if is_zero else UNBOUNDED, dtype=np.int64)
    known = np.full(size, is_zero)
    low[cell] = np.array([reading.low for reading in read], dtype=np.int64)[number]
    high[cell] = np.array([reading.high for reading in read], dtype=np.int64)[number]
    known[cell] = np.array([reading.is_known for reading in read], dtype=np.bool_)[number]
    return np.where(known, low, 0), known, low, high


def _readings(words: Sequence[str], number: Ints, own: Mapping[str, Reading], path: Path) -> list[Reading]:
    """What each distinct word says; where it stands first is looked up only to say that it is wrong."""
    read = []
    for at, word in enumerate(words):
        try:
            read.append(read_mark(word, str(path), own))
        except InputError:
            read_mark(word, _at(path, number == at), own)
    return read


def _line_of(path: Path, cell: Ints, asked: int) -> str:
    """The place of one cell; of one that has no row, the file."""
    rows = cell == asked
    return _at(path, rows) if rows.any() else str(path)


def _at(path: Path, rows: Flags) -> str:
    """The place of the first of some rows."""
    return f"{path}:{csv_faults.line_of(path, int(np.argmax(rows)))}"
