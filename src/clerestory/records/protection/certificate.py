"""Certificates: whole alternative tables, as changes of cells, and the check that each is one.

The check is written apart from the search: it sees the equations, the counts and the pattern, and
nothing else. Nothing leaves ``protect`` without passing it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.layout import Ints, Layout, Work, work_for
from clerestory.records.protection.moves import changes

CHANGES_AT_ONCE = 1_000_000


@dataclass(frozen=True, repr=False)
class Certificates:
    """Alternative tables over cells: ``start`` (one more than there are tables), ``cell``, ``delta``."""

    start: Ints
    cell: Ints
    delta: Ints

    @property
    def number(self) -> int:
        """How many tables."""
        return self.start.size - 1


def from_moves(moves: Ints, layout: Layout, count: Ints, owed: int) -> Certificates:
    """Two tables a move, up and down as far as counts allow; one where one alone is wide enough."""
    return Certificates(*_tables_of(np.unique(moves, axis=0), layout, count, owed, work_for(layout)))


@compiled
def _tables_of(moves: Ints, layout: Layout, count: Ints, owed: int, work: Work) -> tuple[Ints, Ints, Ints]:
    start = np.zeros(2 * len(moves) + 1, np.int64)
    cell, delta = np.empty(1024, np.int64), np.empty(1024, np.int64)
    tables = used = 0
    for n in range(len(moves)):
        size = changes(moves[n], layout, work)
        up = down = np.int64(owed)
        for m in range(size):
            if work.sign[m] < 0:
                up = min(up, count[work.cell[m]])
            else:
                down = min(down, count[work.cell[m]])
        if used + 2 * size > cell.size:
            cell = np.concatenate((cell, np.empty(cell.size + 2 * size, np.int64)))
            delta = np.concatenate((delta, np.empty(delta.size + 2 * size, np.int64)))
        for amount in (up, np.int64(-down)):
            if amount == 0 or (amount == up and down >= owed > up) or (amount == -down and up >= owed):
                continue
            for m in range(size):
                cell[used], delta[used] = work.cell[m], work.sign[m] * amount
                used += 1
            tables += 1
            start[tables] = used
    return start[: tables + 1].copy(), cell[:used].copy(), delta[:used].copy()


def from_tables(tables: Sequence[tuple[Ints, Ints]]) -> Certificates:
    """Alternative tables given as cells and changes."""
    start = np.cumsum([0, *(cells.size for cells, _ in tables)]).astype(np.int64)
    nothing = [np.empty(0, np.int64)]
    return Certificates(
        start,
        np.concatenate([cells for cells, _ in tables] or nothing),
        np.concatenate([change for _, change in tables] or nothing),
    )


def joined(parts: list[Certificates]) -> Certificates:
    """All tables of several certificates."""
    sizes = np.concatenate([np.diff(part.start) for part in parts])
    return Certificates(
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([part.cell for part in parts]),
        np.concatenate([part.delta for part in parts]),
    )


def proven_intervals(
    certificates: Certificates,
    equations: tuple[Ints, Ints, NDArray[np.int8]],
    count: Ints,
    withheld: NDArray[np.bool_],
) -> tuple[Ints, Ints]:
    """The interval of every cell over the tables that are alternatives indeed.

    A table counts if every equation holds for its changes, no count becomes negative and no
    published cell changes. Anything else proves nothing and widens nothing.
    """
    sound = _sound(certificates, equations, count, withheld)
    low, high = count.copy(), count.copy()
    number = np.repeat(np.arange(certificates.number), np.diff(certificates.start))
    used = sound[number]
    changed = count[certificates.cell[used]] + certificates.delta[used]
    np.minimum.at(low, certificates.cell[used], changed)
    np.maximum.at(high, certificates.cell[used], changed)
    return low, high


def _sound(
    certificates: Certificates,
    equations: tuple[Ints, Ints, NDArray[np.int8]],
    count: Ints,
    withheld: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    number = np.repeat(np.arange(certificates.number), np.diff(certificates.start))
    wrong = (count[certificates.cell] + certificates.delta < 0) | ~withheld[certificates.cell]
    sound = np.ones(certificates.number, np.bool_)
    sound[number[wrong]] = False
    start, cell, sign = equations
    sums = csr_array((sign.astype(np.int64), cell, start), shape=(start.size - 1, count.size)).T.tocsr()
    for first, last in _runs(certificates):
        part = slice(certificates.start[first], certificates.start[last])
        begin = certificates.start[first : last + 1] - certificates.start[first]
        shape = (last - first, count.size)
        change = csr_array((certificates.delta[part], certificates.cell[part], begin), shape=shape)
        left = (change @ sums).tocoo()
        sound[first + left.row[left.data != 0]] = False
    return sound


def _runs(certificates: Certificates) -> Iterator[tuple[int, int]]:
    """Runs of tables with a bounded number of changes: memory, not time."""
    first = 0
    while first < certificates.number:
        most = certificates.start[first] + CHANGES_AT_ONCE
        last = max(first + 1, int(np.searchsorted(certificates.start, most, side="right")) - 1)
        yield first, last
        first = last


def holds(change: Ints, scale: int, sums: csr_array, count: Ints) -> bool:
    """Is ``count + change / scale`` a table: every equation kept exactly, nothing negative."""
    return not (sums @ change).any() and bool((count * scale + change >= 0).all())
