"""Rows of one file in normal form: what identifies, folded as everywhere in ``matching``; nothing else is read.

One row of ``every_row`` for each row of the input: ``n`` (its place, from 1), ``row_id``, ``surname``,
``given``, ``suffix``, ``born`` (eight figures), ``place`` (house number and street), ``street`` (the
address as folded text), ``code`` (postcode) and ``strong_0``, ``strong_1``, ... Empty is null.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import ClerestoryError, InputError
from clerestory.matching import normal
from clerestory.matching.days import NO_DAY
from clerestory.matching.text import folded_of
from clerestory.records.vault.files import UNREADABLE, opened
from clerestory.records.vault.sql import quoted
from clerestory.records.vault.text import Column, days, text_of
from clerestory.vocabulary.status import Identifies, rivals

ROW_IDS = ("row_id", "id")
NAMES = (Identifies.PERSON, Identifies.SURNAME, Identifies.GIVEN)
_HALVES = np.uint64(0), np.uint64(0)  # a place is compared within this run alone: no secret is needed
_SUFFIX = r"\b(JR|SR|II|III|IV|JUNIOR|SENIOR)\b"
_TITLE = r"\b(MR|MRS|MS|DR|MD|PHD|ESQ)\b"
_NOTHING = "('UNKNOWN', 'UNK', 'NONE', 'NULL', 'NA', 'N A', 'NAN', 'NMN', 'REFUSED', 'NOT GIVEN', 'XX', 'XXX', 'TEST')"


@dataclass(frozen=True)
class Opened:
    """Rows that are ready to be compared."""

    database: Any  # a DuckDB connection that holds ``every_row``
    rows: int
    row_ids: str  # the column that names a row, or "position"
    strong: tuple[str, ...]  # the columns of the input, in the order of strong_0, strong_1, ...


def read(
    file: Path, columns: Mapping[str, Identifies], *, truth: str | None = None, keep: Sequence[str] = ()
) -> Opened:
    """Open a file of one table and make ``every_row`` of it; ``InputError`` says what is missing."""
    import ibis  # type: ignore[import-untyped]

    backend = ibis.duckdb.connect()
    tables = opened(backend, file, "records")
    try:
        return _read(backend.con, file, tables, columns, truth, keep)
    except ClerestoryError:
        raise
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise InputError(f"{file}: {UNREADABLE}") from None


def _read(
    database: Any,  # noqa: ANN401
    file: Path,
    tables: list[str],
    columns: Mapping[str, Identifies],
    truth: str | None,
    keep: Sequence[str],
) -> Opened:
    database.execute("SET enable_progress_bar = false")
    table, there = _one(database, file, tables, columns)
    _has_all(file, there, columns, truth, keep)
    given = database.sql(f"SELECT row_number() OVER () AS n, * FROM {quoted(table)}").to_arrow_table()  # noqa: S608
    row_ids = _row_ids(database, file, table, given)
    strong = tuple(name for name, kind in columns.items() if kind is Identifies.STRONG)
    made = _normal(given, columns, strong)
    made["n"] = given.column("n").combine_chunks()
    made["row_id"] = (
        (given.column(row_ids) if row_ids else given.column("n")).cast(pa.string()).combine_chunks()
    )
    for number, name in enumerate(keep):
        made[f"kept_{number}"] = given.column(name).cast(pa.string()).combine_chunks()
    if truth:
        made["truth"] = given.column(truth).cast(pa.string()).combine_chunks()
    database.register("raw_rows", pa.table(made))
    database.execute(
        f"CREATE TABLE every_row AS {_query(columns, len(strong), len(keep), bool(truth))} ORDER BY n"
    )
    return Opened(database, given.num_rows, row_ids or "position", strong)


def _one(
    database: Any,  # noqa: ANN401
    file: Path,
    tables: list[str],
    columns: Mapping[str, Identifies],
) -> tuple[str, list[str]]:
    """The one table that has the columns; of several, that which has them all."""
    have = {name: database.sql(f"SELECT * FROM {quoted(name)} LIMIT 0").columns for name in tables}  # noqa: S608
    fit = [name for name, there in have.items() if set(columns) <= set(there)] or list(have)
    if len(fit) != 1:
        raise InputError(f"{file}: {len(fit)} tables have these columns; give a file with one of them")
    return fit[0], have[fit[0]]


def _has_all(
    file: Path, there: list[str], columns: Mapping[str, Identifies], truth: str | None, keep: Sequence[str]
) -> None:
    missing = sorted(set(columns) - set(there))
    if missing:
        raise InputError(f"--identify: no column {', '.join(missing)} in {file}; name columns that it has")
    if pair := rivals(columns):
        raise InputError(
            f"--identify: {' and '.join(pair)}: of a row one date, address and postcode is compared; name one"
        )
    absent = sorted(set(keep) - set(there))
    if absent:
        raise InputError(f"{file}: no column {', '.join(absent)}; name columns that it has")
    if truth and truth not in there:
        raise InputError(f"--truth: no column {truth} in {file}; name the column that tells the person")
    if not any(kind in NAMES or kind is Identifies.STRONG for kind in columns.values()):
        raise InputError(
            "--identify: neither a name nor a strong identifier; give a column of one of the two"
        )


def _row_ids(database: Any, file: Path, table: str, given: pa.Table) -> str | None:  # noqa: ANN401
    """The column that names each row, or nothing: then its position does. Copies of a row may share its name."""
    name = next((name for name in ROW_IDS if name in given.column_names), None)
    if name is None:
        return None
    column = given.column(name)
    names = len(column.unique())
    if column.null_count == 0 and (names == len(column) or names == _different(database, table)):
        return name
    if name == "row_id":
        raise InputError(
            f"{file}: column row_id names different rows alike, or none; make it unique or rename it"
        )
    return None


def _different(database: Any, table: str) -> int:  # noqa: ANN401
    """How many rows of a table differ from all before."""
    query = f"SELECT count(*) FROM (SELECT DISTINCT * FROM {quoted(table)})"  # noqa: S608
    return int(database.sql(query).fetchall()[0][0])


def _normal(given: pa.Table, columns: Mapping[str, Identifies], strong: tuple[str, ...]) -> dict[str, Column]:
    """The columns folded: ``KIND`` for each kind, ``strong_N`` for each strong identifier."""
    made: dict[str, Column] = {}
    for name, kind in columns.items():
        column = given.column(name).combine_chunks()
        match kind:
            case Identifies.STRONG:
                made[f"strong_{strong.index(name)}"] = folded(column)
            case Identifies.DATE:
                made["date"] = _days(column)
            case Identifies.ADDRESS:
                made["address"], made["place"] = folded(column), _places(column)
            case Identifies.PERSON:
                text = column.cast(pa.string())
                made["person"], made["comma"] = folded(text), _commas(text)
            case Identifies.SURNAME | Identifies.GIVEN | Identifies.POSTCODE:
                made[kind.value] = folded(column)
    return made


def folded(column: Column) -> Column:
    """Each cell as its words in upper case, one space between them."""
    data, begins = folded_of(*text_of(column))
    return pa.LargeStringArray.from_buffers(
        len(column), pa.py_buffer(begins.tobytes()), pa.py_buffer(data.tobytes())
    )


def _days(column: Column) -> Column:
    found = days(column)
    return pa.array(found.clip(-(2**31), 2**31 - 1).astype(np.int32), mask=found == NO_DAY).cast(pa.date32())


def _places(column: Column) -> Column:
    out: NDArray[np.uint64] = np.zeros(len(column), np.uint64)
    normal.addresses_of(*text_of(column), *_HALVES, out)
    return pa.array(out, mask=out == 0)


def _commas(column: Column) -> Column:
    """The part before a comma, folded: then the surname stands there."""
    import pyarrow.compute as pc

    before = pc.if_else(
        pc.match_substring(column, ","),
        pc.list_element(pc.split_pattern(pc.fill_null(column, ""), ","), 0),
        "",
    )
    return folded(before)


def _query(columns: Mapping[str, Identifies], strong: int, kept: int, truth: bool) -> str:  # noqa: FBT001
    kinds = set(columns.values())
    surname, given = _name_parts(kinds)
    whole = f"concat_ws(' ', {', '.join(kind.value for kind in NAMES if kind in kinds) or 'NULL'})"
    place = "coalesce(place::VARCHAR, address)" if Identifies.ADDRESS in kinds else "NULL"
    parts = [
        "n, row_id",
        f"{_some(_bare(surname))} AS surname",
        f"{_some(_bare(given))} AS given",
        f"nullif(replace(replace(regexp_extract({whole}, '{_SUFFIX}'), 'JUNIOR', 'JR'), 'SENIOR', 'SR'), '') AS suffix",
        f"{'strftime(date, $$%Y%m%d$$)' if Identifies.DATE in kinds else 'NULL::VARCHAR'} AS born",
        f"{_some(place)} AS place",
        f"{_some('address') if Identifies.ADDRESS in kinds else 'NULL::VARCHAR'} AS street",
        f"{_some('left(postcode, 5)') if Identifies.POSTCODE in kinds else 'NULL::VARCHAR'} AS code",
        *(f"{_code(f'strong_{number}')} AS strong_{number}" for number in range(strong)),
        *(f"kept_{number}" for number in range(kept)),
        *(["truth"] if truth else []),
    ]
    return f"SELECT {', '.join(parts)} FROM raw_rows"  # noqa: S608  (names of this module)


def _name_parts(kinds: set[Identifies]) -> tuple[str, str]:
    """SQL for the surname and the given names; of a whole name the last word is the surname, or what a comma ends."""
    surname = "surname" if Identifies.SURNAME in kinds else "NULL"
    given = "given" if Identifies.GIVEN in kinds else "NULL"
    if Identifies.PERSON not in kinds:
        return surname, given
    whole = _bare("person")
    last = f"coalesce(nullif({_bare('comma')}, ''), regexp_extract({whole}, '\\S+$'))"
    rest = f"CASE WHEN comma <> '' THEN trim(substr({whole}, length({_bare('comma')}) + 1)) ELSE trim(regexp_replace({whole}, '\\S+$', '')) END"
    return f"coalesce({surname}, {last})", f"coalesce({given}, {rest})"


def _bare(name: str) -> str:
    """A name without what is no part of it: Jr, Sr, titles."""
    return f"trim(regexp_replace(regexp_replace({name}::VARCHAR, '{_SUFFIX}|{_TITLE}', '', 'g'), '\\s+', ' ', 'g'))"


def _some(text: str) -> str:
    """Text, or null where it stands for nothing."""
    return f"CASE WHEN {text} IN {_NOTHING} THEN NULL ELSE nullif({text}, '') END"


def _code(name: str) -> str:
    """A code that can be somebody's: long enough, with a figure, and no placeholder."""
    text = f"replace({name}, ' ', '')"
    figures = f"regexp_replace({text}, '[^0-9]', '', 'g')"
    same = f"regexp_full_match({figures}, '0*|1*|2*|3*|4*|5*|6*|7*|8*|9*')"
    counted = f"contains('0123456789012345', {figures}) OR contains('9876543210', {figures})"
    return f"CASE WHEN length({text}) < 4 OR {same} OR (length({figures}) > 4 AND ({counted})) THEN NULL ELSE {text} END"
