"""The vault against the declarations: what it holds must be what was declared, all of it.

Every declared column is there with its type; nothing is there that is not declared, since a
column without a class would escape the search for identifying values; dates are believable.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from clerestory.errors import VaultError
from clerestory.project.model import Column, ColumnType, Project, Source
from clerestory.records.vault.connection import DataType, Sealed, Table, Vault, connect

EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)  # believable, where nothing else is declared


def open_vault(project: Project) -> Vault:
    """The project's vault, after every source was compared with its declaration."""
    vault = connect(project.places.vault)
    try:
        for source in project.sources:
            compare(vault, source)
    except BaseException:
        vault.close()
        raise
    return vault


def compare(vault: Vault, source: Source) -> None:
    """``VaultError`` for the first thing in which a table of the vault is not as declared."""
    for told in differences(vault, source):
        raise VaultError(told)


def differences(vault: Vault, source: Source) -> Iterator[str]:
    """Everything in which a table of the vault is not as declared, a sentence each."""
    declared = f"sources/{source.collection}.toml"
    if source.collection not in vault.collections:
        yield f"the vault has no table {source.collection}; make it, or correct {declared}"
        return
    table = vault.table(source.collection)
    wrong = [*_schema_differences(table, source, declared)]
    yield from wrong
    if not wrong:
        yield from _record_differences(vault, table, source, declared)


_IS: dict[ColumnType, Callable[[DataType], bool]] = {
    "text": lambda kind: kind.is_string(),
    "integer": lambda kind: kind.is_integer(),
    "number": lambda kind: kind.is_numeric() and not kind.is_boolean(),
    "date": lambda kind: kind.is_date(),
    "timestamp": lambda kind: kind.is_timestamp(),
    "boolean": lambda kind: kind.is_boolean(),
}


def column_type(kind: DataType) -> ColumnType | None:
    """What a column of the vault is, in the words of a declaration; None: nothing we can count."""
    return next((name for name, is_so in _IS.items() if is_so(kind)), None)


def _schema_differences(table: Table, source: Source, declared: str) -> Iterator[str]:
    schema = table.schema()
    for column in source.columns:
        if column.name not in schema:
            yield (
                f"the vault's table {source.collection} has no column {column.name}, which {declared} declares; "
                "was it renamed?"
            )
        elif not _IS[column.type](schema[column.name]):
            found = column_type(schema[column.name]) or "of another type"
            yield (
                f"the vault's table {source.collection}: the column {column.name} is {found}, "
                f"not {column.type}; correct {declared} or the vault"
            )
    known = {column.name for column in source.columns}
    for name in schema:
        if name not in known:
            yield (
                f"the vault's table {source.collection} has a column {name} that {declared} does not declare; "
                "declare it with its class"
            )


def _record_differences(vault: Vault, table: Table, source: Source, declared: str) -> Iterator[str]:
    dated = [column for column in source.columns if column.type in ("date", "timestamp")]
    with Sealed(f"the vault's table {source.collection} cannot be compared with {declared}"):
        counts = {"records": table.count()}
        for column in dated:
            counts[f"beyond_{column.name}"] = _beyond(table, column).sum().fill_null(0)
        expression = table.aggregate(**counts)
    found = vault.read(expression, f"the dates of the table {source.collection}")
    if not found["records"][0].as_py():
        yield f"the vault's table {source.collection} holds no record; fill it, or remove {declared}"
    for column in dated:
        if beyond := found[f"beyond_{column.name}"][0].as_py():
            yield (
                f"the vault's table {source.collection}: {_records_have(beyond)} a {column.name} out of range; "
                f"correct them, or declare its earliest and latest in {declared}"
            )


def _beyond(table: Table, column: Column) -> Any:  # noqa: ANN401  (an Ibis expression)
    """Whether a record's date lies outside its range; never for a record without one."""
    value = table[column.name]
    day = value.date() if column.type == "timestamp" else value
    return (day < (column.earliest or EARLIEST)) | (day > (column.latest or LATEST))


def _records_have(count: int) -> str:
    return f"{count:,} record has" if count == 1 else f"{count:,} records have"
