"""Files of records as people have them, CSV or Parquet. What is wrong with one is told with its line, never its values."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from clerestory.errors import InputError
from clerestory.project import csv_faults

FILE = b"file"  # where a table was read from, in its metadata
PARQUET, BLOCK = b"PAR1", 1 << 20
CODES = pa.dictionary(pa.int32(), pa.string())


def read_records(file: Path, columns: Iterable[str], coded: Sequence[str] = ()) -> pa.Table:
    """The named columns of a file, as text where it is CSV; ``coded`` ones as codes of their values, where they can be."""
    wanted = list(dict.fromkeys(columns))
    try:
        with file.open("rb") as opened:
            start = opened.read(BLOCK)
        read = _parquet(file, wanted, coded) if start[:4] == PARQUET else _csv(file, wanted, coded, start)
    except OSError as error:
        why = (error.strerror or "unknown trouble").lower()
        raise InputError(f"{file}: cannot be read ({why}); give a CSV or Parquet file") from None
    return read.replace_schema_metadata({FILE: str(file).encode()})


def at_row(records: pa.Table, row: int) -> str:
    """``records.csv:7: `` for a row counted from 0; of a frame nothing, of Parquet the row."""
    name = (records.schema.metadata or {}).get(FILE)
    if name is None:
        return ""
    file = Path(name.decode())
    return f"{file}:{csv_faults.line_of(file, row)}: " if _is_text(file) else f"{file}: row {row + 1}: "


def _parquet(file: Path, columns: Sequence[str], coded: Sequence[str]) -> pa.Table:
    try:
        with pq.ParquetFile(file, read_dictionary=list(coded)) as records:  # read_table would load pandas
            _check_columns(f"{file}", columns, records.schema_arrow.names)
            return records.read(columns=list(columns))
    except pa.ArrowException:
        raise InputError(f"{file}: cannot be read as Parquet; give a whole file") from None


def _csv(file: Path, columns: Sequence[str], coded: Sequence[str], start: bytes) -> pa.Table:
    if b"\0" in start:
        raise InputError(f"{file}: cannot be read as text; give a CSV in UTF-8, or Parquet")
    _check_columns(f"{file}:1", columns, _header(file))
    types = {name: CODES if name in coded else pa.string() for name in columns}
    as_text = pacsv.ConvertOptions(column_types=types, include_columns=list(columns))
    parsing = pacsv.ParseOptions(newlines_in_values=csv_faults.has_quotes(file))
    try:
        return pacsv.read_csv(file, convert_options=as_text, parse_options=parsing)
    except pa.ArrowException:
        raise InputError(csv_faults.fault(file)) from None


def _header(file: Path) -> list[str]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            header = next(csv.reader(lines), [])
    except (UnicodeDecodeError, csv.Error):
        raise InputError(csv_faults.fault(file)) from None
    if not header:
        raise InputError(f"{file}:1: has no header; give the names of the columns, then a row a record")
    return header


def _check_columns(where: str, columns: Sequence[str], have: Sequence[str]) -> None:
    if missing := [name for name in columns if name not in have]:
        raise InputError(f"{where}: has no column {', '.join(missing)}; its columns are {', '.join(have)}")
    if twice := [name for name in columns if have.count(name) > 1]:
        raise InputError(f"{where}: has two columns {twice[0]}; rename one")


def _is_text(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(4) != PARQUET
    except OSError:
        return False
