"""A collection under construction: its rows as columns, and the SQL that finishes them.

Numbers and codes come from numpy as Arrow columns; what joins two of them into one text (a street
address) or follows from a column is an expression for DuckDB.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from clerestory.california.text import Column

JOINED = {"street_address": "house || ' ' || street", "business_address": "work_house || ' ' || work_street"}


@dataclass(frozen=True, repr=False)
class Collection:
    """A table of the vault to be: how many rows, and a function that makes some of them."""

    name: str
    rows: int
    columns: tuple[str, ...]
    part: Callable[[int, int], Mapping[str, Column]]
    chunk: int = 4 * 122_880  # whole row groups of DuckDB

    def __repr__(self) -> str:
        return f"Collection({self.name!r}, {self.rows})"

    def parts(self) -> Iterator[pa.Table]:
        """The rows, some at a time."""
        for start in range(0, self.rows, self.chunk):
            made = self.part(start, min(start + self.chunk, self.rows))
            yield pa.table(dict(made))

    def select(self) -> str:
        """The columns in their order, from a part called ``part``."""
        shown = [f"{JOINED[name]} as {name}" if name in JOINED else name for name in self.columns]
        return f"select {', '.join(shown)} from part"  # noqa: S608  (names of this package)
