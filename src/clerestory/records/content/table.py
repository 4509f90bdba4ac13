"""A table of records to be fingerprinted or compared: in the vault, or in a file that was handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from clerestory.errors import InputError, VaultError
from clerestory.matching.key import Key
from clerestory.records.content import form, hashing
from clerestory.records.vault.connection import Vault
from clerestory.records.vault.sql import quoted


@dataclass(frozen=True, repr=False)
class Table:
    """Where the rows are; ``what`` names them in messages."""

    connection: Any
    name: str  # quoted
    what: str

    def __repr__(self) -> str:
        return f"Table({self.what!r})"

    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self._answer(f"SELECT * FROM {self.name} LIMIT 0").column_names)  # noqa: S608  (quoted)

    def rows(self) -> int:
        """How many rows it has."""
        return int(self._answer(f"SELECT count(*) AS rows FROM {self.name}")["rows"][0].as_py())  # noqa: S608

    def cells(self, columns: Sequence[str], key: Key, at_most: int = 0) -> dict[str, hashing.U64]:
        """The hashes of these columns' cells: of all rows, or of so many drawn at random."""
        texts = ", ".join(f"{hashing.plain(quoted(each))} AS {quoted(each)}" for each in columns)
        drawn = f" USING SAMPLE reservoir({at_most} ROWS)" if at_most else ""
        answer = self._answer(f"SELECT {texts} FROM (SELECT * FROM {self.name}{drawn})")  # noqa: S608
        return {each: hashing.hashes(answer[each].combine_chunks(), key) for each in columns}

    def plain_of(self, values: Sequence[str]) -> Any:  # noqa: ANN401  (an Arrow array: its stubs do not know its types apart)
        """Values from elsewhere in the plain form in which cells are hashed."""
        query = f"SELECT {hashing.plain('given')} AS given FROM (SELECT unnest(?) AS given)"  # noqa: S608  (no value in it)
        try:
            answer: pa.Table = self.connection.sql(query, params=[list(values)]).to_arrow_table()
        except Exception:  # noqa: BLE001  (the cause may quote a record)
            raise VaultError(f"{self.what}: the quoted values cannot be compared with it") from None
        return answer["given"].combine_chunks()

    def _answer(self, query: str) -> pa.Table:
        try:
            answer: pa.Table = self.connection.sql(query).to_arrow_table()
        except Exception:  # noqa: BLE001  (the cause may quote a record)
            told = f"{self.what}: cannot be read for its fingerprints; check that it is whole"
            raise VaultError(told) from None
        return answer


def in_vault(vault: Vault, collection: str) -> Table:
    """A table of the vault."""
    if collection not in vault.collections:
        raise VaultError(f"the vault has no table {collection}; make it, or remove its source")
    return Table(vault.con, quoted(collection), f"the vault's table {collection}")


def in_file(file: Path) -> Table:
    """A CSV, Parquet or JSON file, whatever it is called; records inside of records are no table."""
    import ibis  # type: ignore[import-untyped]

    own = ibis.duckdb.connect().con
    try:
        own.execute(f"CREATE VIEW handed_in AS SELECT * FROM {form.reader(file)}")  # noqa: S608
        kinds = own.sql("SELECT * FROM handed_in LIMIT 0").types
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise InputError(f"{file}: cannot be read as CSV, Parquet or JSON; check that it is whole") from None
    if any(str(kind).endswith(("]", ")")) and not str(kind).startswith("DECIMAL") for kind in kinds):
        raise InputError(f"{file}: holds records inside of records; hand in plain tables, a file each")
    return Table(own, quoted("handed_in"), file.name)
