"""Records in files, opened through Ibis: CSV, Parquet, and the tables of a DuckDB file."""

import warnings
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.records.vault.sql import only, quoted, text

UNREADABLE = "cannot be read as CSV, Parquet or DuckDB; check that it is whole"


def opened(backend: Any, file: Path, name: str) -> list[str]:  # noqa: ANN401  (an Ibis backend)
    """Open a file as tables of the backend and give their names; all that can be wrong is an ``InputError``."""
    if not file.is_file():
        raise InputError(f"{file}: no such file; give records as CSV, Parquet or DuckDB")
    try:
        with warnings.catch_warnings():  # what a library warns of is for its authors, and may quote a record
            warnings.simplefilter("ignore")
            return _opened(backend, file, name)
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise InputError(f"{file}: {UNREADABLE}") from None


def _opened(backend: Any, file: Path, name: str) -> list[str]:  # noqa: ANN401
    ending = file.suffix.lower()
    if ending in {".parquet", ".pq"}:
        backend.read_parquet(only(file), table_name=name)
        return [name]
    if ending in {".duckdb", ".db", ".ddb"}:
        return _of_database(backend.con, file, name)
    backend.read_csv(only(file), table_name=name, all_varchar=True)
    return [name]


def _of_database(own: Any, file: Path, name: str) -> list[str]:  # noqa: ANN401  (a DuckDB connection)
    own.execute(f"ATTACH {text(str(file))} AS {name} (READ_ONLY)")
    tables = own.sql(
        f"SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = {text(name)}"  # noqa: S608
    ).fetchall()
    for at, (schema, table) in enumerate(tables):
        given = f"{name}.{quoted(schema)}.{quoted(table)}"
        own.execute(f"CREATE VIEW {name}_{at} AS SELECT * FROM {given}")  # noqa: S608
    return [f"{name}_{at}" for at in range(len(tables))]
