"""How much of a claimed dataset recurs in another table, whatever that table calls and how it orders things.

1. Each of the table's columns is paired with the claimed column whose values it holds most of, if it
   holds a fifth of them: names do not matter, and a column stands for one claimed column only.
2. From each confidential column that was paired, the pairing grows by the column that keeps most rows,
   until the cells together tell a row from all others. The share of claimed rows whose cells recur together
   in a row of the table is the answer, the greatest over all beginnings.
3. Where all paired columns together do not tell rows apart, rows are counted: as many of the table's
   as recur, but no more than there are.

A table in which no confidential column was paired shares nothing: the same rows without those columns are
clean. A single column tells rows apart only if it is declared as a number of one's own.
"""

from dataclasses import dataclass

import numpy as np

from clerestory.matching.key import Key
from clerestory.records.content.fingerprint import Fingerprint
from clerestory.records.content.hashing import U64, joined
from clerestory.records.content.table import Table

PAIRED = 0.2  # of the claimed values that a column must hold
APART = 0.9  # of the drawn rows that differ: then the columns tell rows apart


@dataclass(frozen=True)
class Pair:
    """A claimed column, and the table's column that holds its values."""

    claimed: int
    column: str


def share(table: Table, claimed: Fingerprint, key: Key) -> int:
    """The share of the claimed rows that recur, in thousandths."""
    if not claimed.cells or not claimed.cells[0].size or not any(claimed.confidential):
        return 0
    cells = table.cells(table.columns(), key)
    pairs = _paired(cells, claimed)
    begin = [pair for pair in pairs if claimed.confidential[pair.claimed]]
    return round(1000 * max((_grown(pair, pairs, cells, claimed) for pair in begin), default=0.0))


def _paired(cells: dict[str, U64], claimed: Fingerprint) -> list[Pair]:
    found = []
    for column, hashes in cells.items():
        values = np.unique(hashes)
        held = [_held(own, values) for own in claimed.cells]
        best = int(np.argmax(held))
        if held[best] >= PAIRED:
            found += [Pair(at, column) for at, part in enumerate(held) if part == held[best]]
    return found


def _held(own: U64, values: U64) -> float:
    """The part of a claimed column's filled cells that is among the values."""
    filled = own[own != 0]
    return float(np.isin(filled, values).mean()) if filled.size else 0.0


def _grown(begin: Pair, pairs: list[Pair], cells: dict[str, U64], claimed: Fingerprint) -> float:
    """The share of rows that recur, from one confidential column on."""
    chosen = [begin]
    recurring = _recurring(chosen, cells, claimed)
    while not _tells_rows(chosen, claimed):
        used = {each.claimed for each in chosen}, {each.column for each in chosen}
        left = [each for each in pairs if each.claimed not in used[0] and each.column not in used[1]]
        if not left:
            return _counted(chosen, cells, claimed)
        tried = [(_recurring([*chosen, each], cells, claimed), each) for each in left]
        recurring, best = max(tried, key=lambda each: each[0])
        chosen.append(best)
    return recurring


def _tells_rows(chosen: list[Pair], claimed: Fingerprint) -> bool:
    if len(chosen) == 1:
        return claimed.telling[chosen[0].claimed]
    rows = joined([claimed.cells[each.claimed] for each in chosen])
    return bool(np.unique(rows).size >= APART * rows.size)


def _recurring(chosen: list[Pair], cells: dict[str, U64], claimed: Fingerprint) -> float:
    own, others = _rows(chosen, cells, claimed)
    filled = np.any([claimed.cells[each.claimed] != 0 for each in chosen], axis=0)
    return float((np.isin(own, others) & filled).mean())


def _counted(chosen: list[Pair], cells: dict[str, U64], claimed: Fingerprint) -> float:
    """Rows matched one to one: a table of totals has too few rows to be the records again."""
    own, others = _rows(chosen, cells, claimed)
    values, counts = np.unique(own, return_counts=True)
    found, held = np.unique(others, return_counts=True)
    place = np.searchsorted(found, values).clip(0, found.size - 1)
    there = np.where(found[place] == values, held[place], 0)
    scale = claimed.rows / own.size  # the drawing stands for the whole
    matched = np.minimum(counts * scale, there).sum()
    back = there.sum() / others.size  # of the other table's rows, how many look like a claimed one
    return float(min(matched / claimed.rows, back))


def _rows(chosen: list[Pair], cells: dict[str, U64], claimed: Fingerprint) -> tuple[U64, U64]:
    return (
        joined([claimed.cells[each.claimed] for each in chosen]),
        joined([cells[each.column] for each in chosen]),
    )
