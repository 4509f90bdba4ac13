"""Certificates: whole alternative tables, as changes of cells, and the check that each is one.

The check is written apart from the search: it sees the equations, the counts and the pattern, and
nothing else. Nothing leaves ``protect`` without passing it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.layout import Ints, Layout, work_for
from clerestory.records.protection.moves import changes


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
    starts, cells, deltas = [0], [], []
    for rows in np.unique(moves, axis=0):
        cell, sign = move_cells(rows, layout)
        up = int(count[cell[sign < 0]].min(initial=owed))
        down = int(count[cell[sign > 0]].min(initial=owed))
        for amount in _amounts(up, down, owed):
            cells.append(cell)
            deltas.append(sign * amount)
            starts.append(starts[-1] + cell.size)
    empty = [np.empty(0, np.int64)]
    return Certificates(
        np.array(starts, np.int64), np.concatenate(cells or empty), np.concatenate(deltas or empty)
    )


def from_tables(tables: Sequence[tuple[Ints, Ints]]) -> Certificates:
    """Alternative tables given as cells and changes."""
    start = np.cumsum([0, *(cells.size for cells, _ in tables)]).astype(np.int64)
    nothing = [np.empty(0, np.int64)]
    return Certificates(
        start,
        np.concatenate([cells for cells, _ in tables] or nothing),
        np.concatenate([change for _, change in tables] or nothing),
    )


def move_cells(rows: Ints, layout: Layout) -> tuple[Ints, Ints]:
    """The cells that a move changes, and how."""
    work = work_for(layout)
    size = changes(rows.astype(np.int64), layout, work)
    return work.cell[:size].copy(), work.sign[:size].copy()


def _amounts(up: int, down: int, wanted: int) -> list[int]:
    if up >= wanted:
        return [up]
    if down >= wanted:
        return [-down]
    return [amount for amount in (up, -down) if amount]


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
    sums = csr_array((sign.astype(np.int64), cell, start), shape=(start.size - 1, count.size))
    change = csr_array(
        (certificates.delta, certificates.cell, certificates.start),
        shape=(certificates.number, count.size),
    )
    left = (change @ sums.T).tocoo()
    sound[left.row[left.data != 0]] = False
    return sound


def holds(change: Ints, scale: int, sums: csr_array, count: Ints) -> bool:
    """Is ``count + change / scale`` a table: every equation kept exactly, nothing negative."""
    return not (sums @ change).any() and bool((count * scale + change >= 0).all())
