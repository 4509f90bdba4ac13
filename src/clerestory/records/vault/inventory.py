"""The register of sources: which columns of which class are held, of how many records."""

from dataclasses import dataclass

from clerestory.project.model import Project
from clerestory.records.vault.connection import Vault
from clerestory.vocabulary.status import ColumnClass


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    source: str
    column: str
    column_class: ColumnClass
    records: int


def register(vault: Vault, project: Project) -> tuple[Entry, ...]:
    """Every column declared, its class, and how many records it is held of."""
    entries = []
    for source in project.sources:
        records = _records(vault, source.collection)
        entries += [
            Entry(source.collection, column.name, column.column_class, records) for column in source.columns
        ]
    return tuple(entries)


def _records(vault: Vault, collection: str) -> int:
    table = vault.table(collection)
    counted = vault.read(table.aggregate(records=table.count()), f"the size of the table {collection}")
    return int(counted["records"][0].as_py())
