"""The linked system: one unknown for each distinct cell, and every sum that the tables promise.

Built from what is published and nothing else. An equation says parent = sum of children; in its
row the parent comes first. Cells of several tables that stand for the same records are one unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clerestory.proof.attack.leafsets import number_cells
from clerestory.proof.attack.shown import UNBOUNDED, Flags, Ints, ShownTable


@dataclass(frozen=True, repr=False)
class Linked:
    """Unknowns, what is known of each, and the equations in compressed rows."""

    tables: tuple[ShownTable, ...]
    first: Ints  # where each table's cells begin, and the end
    unknown_of: Ints  # cell -> unknown
    size: int
    known: Flags
    value: Ints
    low: Ints
    high: Ints
    start: Ints  # where each equation begins in ``member``, and the end
    member: Ints  # unknowns, the parent first

    def __repr__(self) -> str:
        return f"Linked({self.unknown_of.size} cells, {self.size} unknowns, {self.start.size - 1} equations)"

    @property
    def coefficient(self) -> Ints:
        """+1 for a child, -1 for the parent, beside ``member``."""
        signs = np.ones(self.member.size, dtype=np.int64)
        signs[self.start[:-1]] = -1
        return signs

    @property
    def matrix(self) -> sparse.csr_array:
        """The equations: ``matrix @ counts`` is zero for every additive table."""
        shape = (self.start.size - 1, self.size)
        # a copy: scipy sorts rows where they lie, and in ``member`` the parent comes first
        return sparse.csr_array((self.coefficient, self.member.copy(), self.start.copy()), shape=shape)

    def place(self, cell: int) -> tuple[ShownTable, dict[str, str]]:
        """The table that a cell lies in and the cell's categories there."""
        at = int(np.searchsorted(self.first, cell, side="right")) - 1
        return self.tables[at], self.tables[at].categories(cell - int(self.first[at]))

    def where(self, cell: int) -> str:
        """In which file and line a cell stands."""
        at = int(np.searchsorted(self.first, cell, side="right")) - 1
        return self.tables[at].where(cell - int(self.first[at]))

    def sum_of(self, equation: int) -> Ints:
        """The cells of one equation in the table that shows the sum, the parent first."""
        for table, offset in zip(self.tables, self.first, strict=False):
            for block in sums(table):
                if equation < len(block):
                    shown: Ints = block[equation] + offset
                    return shown
                equation -= len(block)
        raise ValueError("no such equation")


def link(tables: Sequence[ShownTable]) -> Linked:
    """The system over all tables jointly."""
    unknown_of, size = number_cells(tables)
    first = np.concatenate([[0], np.cumsum([table.value.size for table in tables])]).astype(np.int64)
    known, value, low, high = _what_is_known(tables, unknown_of, size)
    start, member = _equations(tables, first, unknown_of)
    return Linked(tuple(tables), first, unknown_of, size, known, value, low, high, start, member)


def _what_is_known(
    tables: Sequence[ShownTable], unknown_of: Ints, size: int
) -> tuple[Flags, Ints, Ints, Ints]:
    shown = np.concatenate([table.known for table in tables])
    known = np.zeros(size, dtype=np.bool_)
    known[unknown_of[shown]] = True
    value = np.zeros(size, dtype=np.int64)
    value[unknown_of[shown]] = np.concatenate([table.value for table in tables])[shown]
    low = np.zeros(size, dtype=np.int64)
    high = np.full(size, UNBOUNDED, dtype=np.int64)
    np.maximum.at(low, unknown_of, np.concatenate([table.low for table in tables]))
    np.minimum.at(high, unknown_of, np.concatenate([table.high for table in tables]))
    return known, value, np.where(known, value, low), np.where(known, value, high)


def _equations(tables: Sequence[ShownTable], first: Ints, unknown_of: Ints) -> tuple[Ints, Ints]:
    blocks = [
        unknown_of[block + offset]
        for table, offset in zip(tables, first, strict=False)
        for block in sums(table)
    ]
    lengths = np.concatenate(
        [np.zeros(1, dtype=np.int64), *(np.full(len(block), block.shape[1]) for block in blocks)]
    )
    members = [block.ravel() for block in blocks] or [np.zeros(0, dtype=np.int64)]
    return np.cumsum(lengths).astype(np.int64), np.concatenate(members)


def sums(table: ShownTable) -> Iterator[Ints]:
    """Blocks of equations of one table: each row a parent and its children, as cells of the table.

    A category with one child is that child's twin: the two are one unknown and need no equation.
    """
    cells = np.arange(table.value.size, dtype=np.int64).reshape(table.shape)
    for k, axis in enumerate(table.axes):
        index = {code: at for at, code in enumerate(axis.codes)}
        for code, below in axis.sums:
            if len(below) > 1 and code in index and all(child in index for child in below):
                members = np.take(cells, [index[code], *(index[child] for child in below)], axis=k)
                yield np.moveaxis(members, k, -1).reshape(-1, len(below) + 1)
