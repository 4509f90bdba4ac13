"""Records opened through Ibis: CSV, Parquet, the tables of a DuckDB file, and those of any database at an address."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.records.fingerprints.build import Held, build_held
from clerestory.records.vault.files import UNREADABLE, opened
from clerestory.records.vault.sql import quoted
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.status import Identifies

_ADDRESS = re.compile(r"([a-z][a-z0-9+]*)://")


def build_from_files(
    files: Sequence[str | Path],
    columns: Mapping[str, Identifies],
    key: Key,
    *,
    progress: Progress | None = None,
) -> Index:
    """The index of the records in files or at addresses; every column must be in at least one of them."""
    import ibis  # type: ignore[import-untyped]

    backend = ibis.duckdb.connect()
    held = [one for number, file in enumerate(files) for one in _tables(backend, file, number, columns)]
    missing = set(columns) - {name for one in held for name in one.columns}
    if missing:
        raise InputError(
            f"--identify: no column {', '.join(sorted(missing))} in {', '.join(map(_shown, files))}"
        )
    return build_held(backend, held, key, progress=progress)


def _tables(backend: Any, source: str | Path, number: int, columns: Mapping[str, Identifies]) -> list[Held]:  # noqa: ANN401
    source = str(source).removeprefix("duckdb://")  # a file like others
    if _ADDRESS.match(source):
        return _taken_over(backend, source, number, columns)
    names = opened(backend, Path(source), f"records_{number}")
    try:
        found = [Held(name, _own(backend, name, columns)) for name in names]
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise InputError(f"{source}: {UNREADABLE}") from None
    return [one for one in found if one.columns]


def _taken_over(backend: Any, address: str, number: int, columns: Mapping[str, Identifies]) -> list[Held]:  # noqa: ANN401
    """The tables of another database that have such columns, those columns copied for the time of the build."""
    import ibis

    held = []
    try:
        other = ibis.connect(address)
        for at, name in enumerate(other.list_tables()):
            table = other.table(name)
            own = {column: kind for column, kind in columns.items() if column in table.columns}
            if own:
                copy = f"records_{number}_{at}"
                backend.con.register("incoming", table.select(*own).to_pyarrow_batches())
                backend.con.execute(f"CREATE TABLE {quoted(copy)} AS SELECT * FROM incoming")  # noqa: S608
                held.append(Held(copy, own))
    except Exception:  # noqa: BLE001  (the cause may quote a record, or the address's password)
        raise InputError(
            f"{_shown(address)}: cannot be opened by Ibis; check the address, and that its driver is installed"
        ) from None
    return held


def _shown(source: str | Path) -> str:
    """A source as it may be told: of an address, which may hold a password, its kind alone."""
    address = _ADDRESS.match(str(source))
    return f"the database at {address[1]}://" if address else str(source)


def _own(backend: Any, name: str, columns: Mapping[str, Identifies]) -> dict[str, Identifies]:  # noqa: ANN401
    there = backend.con.sql(f"SELECT * FROM {quoted(name)} LIMIT 0").columns  # noqa: S608
    return {column: kind for column, kind in columns.items() if column in there}
