"""The fingerprint of a dataset: the keyed hashes of the cells of some rows, drawn at random.

It stays where the records are, owner-only. A drawing of 20,000 rows tells a share to within one in
a hundred, which is enough for a limit of a fifth.
"""

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from clerestory.errors import InputError
from clerestory.matching.key import Key
from clerestory.project.model import Source
from clerestory.records.content.hashing import U64
from clerestory.records.content.table import Table, in_vault
from clerestory.records.vault.connection import Vault
from clerestory.vocabulary.status import ColumnClass, Identifies

DRAWN = 20_000


@dataclass(frozen=True, repr=False)
class Fingerprint:
    """Hashes of cells, a column each; which columns are confidential, and which single one tells a row."""

    rows: int  # of the whole dataset
    cells: tuple[U64, ...]
    confidential: tuple[bool, ...]
    telling: tuple[bool, ...]  # a number that one row alone has: a licence, a permit

    def __repr__(self) -> str:
        return f"Fingerprint({self.rows} rows, {len(self.cells)} columns)"


def of_vault(vault: Vault, source: Source, key: Key) -> Fingerprint:
    """The fingerprint of a collection, by the classes that the project declares."""
    direct = {
        each.name: each.identifies
        for each in source.columns
        if each.column_class is ColumnClass.DIRECT_IDENTIFIER
    }
    telling = {name for name, kind in direct.items() if kind is Identifies.STRONG}
    return _of_table(in_vault(vault, source.collection), key, direct.keys(), telling)


def to_bytes(fingerprint: Fingerprint) -> bytes:
    """The file of a fingerprint."""
    buffer = io.BytesIO()
    np.savez(
        buffer,
        rows=np.int64(fingerprint.rows),
        cells=np.stack(fingerprint.cells) if fingerprint.cells else np.zeros((0, 0), np.uint64),
        confidential=np.array(fingerprint.confidential, bool),
        telling=np.array(fingerprint.telling, bool),
    )
    return buffer.getvalue()


def from_bytes(content: bytes, where: str) -> Fingerprint:
    """Read it back; ``InputError`` naming ``where`` if it is not whole."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as parts:
            return Fingerprint(
                int(parts["rows"]),
                tuple(parts["cells"]),
                tuple(parts["confidential"].tolist()),
                tuple(parts["telling"].tolist()),
            )
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
        raise InputError(f"{where}: not the fingerprint of a dataset; restore it from its copy") from None


def _of_table(table: Table, key: Key, confidential: Collection[str], telling: Collection[str]) -> Fingerprint:
    columns = table.columns()
    cells = table.cells(columns, key, DRAWN)
    return Fingerprint(
        table.rows(),
        tuple(cells[each] for each in columns),
        tuple(each in confidential for each in columns),
        tuple(each in telling for each in columns),
    )
