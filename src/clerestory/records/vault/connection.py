"""The one door to the records: DuckDB, read-only, external access off; questions asked in Ibis.

Ibis writes the SQL and DuckDB runs it; neither opens anything else. Nothing a library says leaves
this door, for it may quote a record: every error of a library is caught here and told again,
without its text, as a ``VaultError``.
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import ibis  # type: ignore[import-untyped]
import pyarrow as pa
from ibis.backends.sql.datatypes import DuckDBType  # type: ignore[import-untyped]
from ibis.expr.datatypes import DataType  # type: ignore[import-untyped]
from ibis.expr.types import Table  # type: ignore[import-untyped]

from clerestory.errors import ClerestoryError, VaultError

# Ibis has no types: these stand for its own wherever the vault is used.
__all__ = ["DataType", "Sealed", "Table", "Vault", "connect"]

# Python variables are no tables either: a query reaches what the vault holds, nothing around it.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
}
_SCHEMA = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'main' ORDER BY table_name, ordinal_position
"""


class Vault:
    """An open vault. Use it as a context manager; its repr gives the file and no more."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path) -> None:
        self._connection = connection
        self.file = file
        self._tables = _tables(connection)

    def __repr__(self) -> str:
        return f"Vault({self.file.name!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with Sealed("the vault cannot be closed"):
            self._connection.close()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection itself, for what Ibis cannot ask: who reads through it seals what it says."""
        return self._connection

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of the vault's tables."""
        return tuple(self._tables)

    def table(self, collection: str) -> Table:
        """A table of the vault as an Ibis expression: nothing is read yet."""
        if collection not in self._tables:
            raise VaultError(f"the vault has no table {collection}; make it, or remove its source")
        return self._tables[collection]

    def read(self, expression: Table, what: str) -> pa.Table:
        """The answer to an Ibis expression; ``what`` tells, if it fails, what could not be read."""
        with Sealed(f"{what} cannot be read from the vault"):
            query = str(ibis.to_sql(expression, dialect="duckdb"))
            answer: pa.Table = self._connection.sql(query).to_arrow_table()
            return answer


class Sealed:
    """Lets no text of a library out: whatever it raises becomes a ``VaultError`` of our own words."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, ClerestoryError):
            told = f"{self._what} ({type(error).__name__}); check the vault with `clerestory check`"
            raise VaultError(told) from None


def connect(file: Path) -> Vault:
    """Open a vault's file; ``VaultError`` if it is not there or is no DuckDB file."""
    if not file.is_file():
        raise VaultError(f"{file}: there is no vault; make it, or correct `vault` in project.toml")
    connection: duckdb.DuckDBPyConnection | None = None
    try:
        connection = duckdb.connect(str(file), read_only=True, config=_CLOSED)
        return Vault(connection, file)
    except Exception as error:  # noqa: BLE001  (its text may quote a record)
        if connection is not None:
            connection.close()
        raise VaultError(f"{file}: {_why_not(error)}") from None


def _tables(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Table]:
    columns: dict[str, dict[str, DataType]] = {}
    for table, column, kind in connection.sql(_SCHEMA).fetchall():
        columns.setdefault(table, {})[column] = DuckDBType.from_string(kind)
    return {name: ibis.table(schema, name=name) for name, schema in columns.items()}


def _why_not(error: Exception) -> str:
    if "could not set lock" in str(error).lower():  # not "lock" alone: the text holds the file's name
        return "another program is writing to the vault; wait until it has ended"
    return "the vault is no DuckDB file that can be read; it may be truncated: restore it"
