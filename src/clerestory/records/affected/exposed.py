"""What the exposed rows of each collection say of a person: which columns are filled, and the three verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerestory.errors import ClerestoryError, InputError
from clerestory.records.affected.linkage import Linkage, linkage
from clerestory.records.affected.verdicts import DIRECT, Element, Verdicts, elements, verdicts
from clerestory.records.vault.files import UNREADABLE, opened
from clerestory.records.vault.sql import quoted, text

BY_THEMSELVES = DIRECT | {Element.SURNAME, Element.GIVEN, Element.ADDRESS, Element.RECORD_NUMBER}


@dataclass(frozen=True)
class Collection:
    """One collection of the exposed file: its columns that are filled in any row, and what follows from them."""

    name: str
    rows: int
    columns: tuple[str, ...]
    verdicts: Verdicts
    linkage: Linkage

    def as_json(self) -> dict[str, object]:
        """Names and counts."""
        return {
            "collection": self.name,
            "rows": self.rows,
            "columns": list(self.columns),
            **self.verdicts.as_json(),
            "linkage": self.linkage.as_json(),
        }


def collections(
    file: Path,
    *,
    split_by: str | None = None,
    names: Sequence[str] = (),
    declared: Mapping[str, str] | None = None,
) -> tuple[Collection, ...]:
    """The verdicts on each collection in a file; ``split_by``: the column that holds one of ``names``.

    A name is said only if it was given: what the column holds besides is a value of a record.
    """
    import ibis  # type: ignore[import-untyped]

    backend = ibis.duckdb.connect()
    tables = opened(backend, file, "records")
    try:
        return tuple(
            found
            for table in tables
            for found in _of_table(backend.con, file, table, split_by, names, declared or {})
        )
    except ClerestoryError:
        raise
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise InputError(f"{file}: {UNREADABLE}") from None


def _of_table(
    database: Any,  # noqa: ANN401
    file: Path,
    table: str,
    split_by: str | None,
    names: Sequence[str],
    declared: Mapping[str, str],
) -> list[Collection]:
    columns = database.sql(f"SELECT * FROM {quoted(table)} LIMIT 0").columns  # noqa: S608
    if split_by is None:
        return [_one(database, table, file.stem, columns, "true", declared)]
    if split_by not in columns:
        raise InputError(f"{file}: no column {split_by}; name the one that tells the collections apart")
    there = _values(database, table, split_by)
    if not there <= set(names):
        told = len(there - set(names))
        raise InputError(
            f"{file}: {told} values of {split_by} are no dataset of the state log; add what the probe found"
        )
    rest = [name for name in columns if name != split_by]
    return [
        _one(database, table, name, rest, f"{quoted(split_by)}::VARCHAR = {text(name)}", declared)
        for name in sorted(there)
    ]


def _values(database: Any, table: str, column: str) -> set[str]:  # noqa: ANN401
    query = f"SELECT DISTINCT {quoted(column)}::VARCHAR FROM {quoted(table)}"  # noqa: S608
    return {str(value) for (value,) in database.sql(query).fetchall()}


def _one(
    database: Any,  # noqa: ANN401
    table: str,
    name: str,
    columns: Sequence[str],
    where: str,
    declared: Mapping[str, str],
) -> Collection:
    counts = ", ".join(f"count({quoted(column)})" for column in columns)
    rows, *filled = database.sql(
        f"SELECT count(*), {counts} FROM {quoted(table)} WHERE {where}"  # noqa: S608
    ).fetchall()[0]
    there = tuple(column for column, count in zip(columns, filled, strict=True) if count)
    holds = elements(there, declared)
    around = [column for column, element in holds.items() if element not in BY_THEMSELVES]
    link = linkage(database, quoted(table), around, where)
    return Collection(name, rows, there, verdicts(holds, unique_share=link.unique_share), link)
