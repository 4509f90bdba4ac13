"""Do the values that a stranger quoted stand together in one of our records? Only a count leaves.

A value is compared with every column of every record, in the plain form of the fingerprints; dates as
written here and in the American way. Values that recur only in columns that tell nothing of a person count
for nothing: one of them must be a direct identifier.
"""

import re
from collections.abc import Collection, Sequence

import numpy as np

from clerestory.matching.key import Key
from clerestory.records.content import hashing
from clerestory.records.content.table import Table

_AMERICAN = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def together(table: Table, values: Sequence[str], direct: Collection[str], key: Key) -> int:
    """The most of these values that one record holds, a direct identifier among them."""
    wanted = _hashes(table, [each for each in dict.fromkeys(map(_written, values)) if each], key)
    if not wanted.size:
        return 0
    cells = table.cells(table.columns(), key)
    rows = np.zeros(len(next(iter(cells.values()))), np.int64)
    identified = np.zeros(rows.size, bool)
    for value in wanted:
        held = {name: column == value for name, column in cells.items()}
        rows += np.logical_or.reduce(list(held.values()))
        for name in held.keys() & set(direct):
            identified |= held[name]
    return int(rows[identified].max(initial=0))


def _written(value: str) -> str:
    found = _AMERICAN.fullmatch(value.strip())
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else value.strip()


def _hashes(table: Table, values: Sequence[str], key: Key) -> hashing.U64:
    if not values:
        return np.zeros(0, np.uint64)
    found = hashing.hashes(table.plain_of(values), key)
    return np.unique(found[found != 0])  # 12 and 12.0 are one value
