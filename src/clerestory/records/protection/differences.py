"""What two tables tell by subtraction, where nobody small stands and yet almost nothing is left open.

A difference that counts nobody is owed nothing, and one that counts enough is not small. But where
the published numbers leave it between 0 and 2, an intruder cannot tell it from a small count that
was given away. Such cells are owed the width as well, so that no difference looks recovered.

Most are seen to go far enough in the certificates that the search hands over, or never to move: then
they are told to be nought, and nobody is small. One table takes many of the rest up at once. What is
left is asked one by one: over whole numbers among a few thousand withheld cells that hang together,
over the reals among more, and not at all among so many that a program would take minutes: there the
intruder's trial is what refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from clerestory.records.protection.certificate import Certificates
from clerestory.records.protection.kernel.programs import MOST_CELLS, MOST_NODES
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.system import System, equations

Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]
MOST_LINEAR = 12_000  # withheld cells that hang together, at most, for programs over the reals
MOST_ASKED = 60  # of them that are asked one by one
ROUNDS = 4  # of tables that take many cells up at once
TOLERANCE = 1e-6


def open_differences(system: System, found: Pattern, unsafe: Flags, width: int) -> Ints:
    """Differences that may be small for all that is published, and are known to less than ``width``."""
    minimum = _minimum_of_differences(system, width)
    asked = (minimum > 0) & found.withheld & ~unsafe & ~_goes_far(found.certificates, minimum.size, width)
    if not asked.any():
        return np.empty(0, np.int64)
    narrow = [_narrow(block, asked, minimum, width) for block in _blocks(system, found.withheld, asked)]
    return np.array([cell for own in narrow for cell in own], np.int64)


def _minimum_of_differences(system: System, width: int) -> Ints:
    """For the cells of no table that count nobody, or so many that they might be small, the minimum; else 0."""
    found = np.zeros(system.count.size, np.int64)
    for number, cube in enumerate(system.cubes[system.shown :], system.shown):
        if cube.settled is None:
            cells = system.cells_of(number).ravel()
            count = system.count[cells]
            is_near = (count == 0) | ((count >= cube.minimum) & (count < cube.minimum + width - 1))
            found[cells[is_near]] = cube.minimum
    return np.where(system.hidden, found, 0)


def _goes_far(certificates: Certificates, cells: int, width: int) -> Flags:
    """The cells that alternative tables take the width apart."""
    down, up = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    np.minimum.at(down, certificates.cell, certificates.delta)
    np.maximum.at(up, certificates.cell, certificates.delta)
    wide: Flags = up - down >= width
    return wide


@dataclass(repr=False)
class _Block:
    """Withheld cells that hang together: all tables that agree with everything published are changes of them.

    ``down`` and ``up`` are how far the tables met so far take each.
    """

    cells: Ints
    sums: sparse.csr_array
    count: Ints

    def __post_init__(self) -> None:
        self.down, self.up = np.zeros_like(self.count), np.zeros_like(self.count)

    @property
    def is_whole(self) -> bool:
        """Whether integer programs can bear it."""
        return self.cells.size <= MOST_CELLS

    @property
    def span(self) -> Ints:
        """How far apart the tables met take each cell."""
        return self.down + self.up

    def moving(self, wanted: Ints) -> Ints:
        """Those that move at all: over the reals all such cells do, a little, in the mean of their tables."""
        share = 0.5 / wanted.size
        up, down = (np.abs(self._best(wanted, way, share, over=0)[wanted]) for way in (1, -1))
        return wanted[np.maximum(up, down) > share / 2]

    def lift(self, wanted: Ints, width: int) -> None:
        """Meet a table that counts more in the wanted ones together, of each ``width`` more at most."""
        self._meet(wanted, 1, width)

    def ask(self, wanted: int, width: int) -> None:
        """Meet the tables that count most and least in one cell, or ``width`` more or less."""
        self._meet(np.array([wanted]), 1, width)
        if self.count[wanted] and self.span[wanted] < width:
            self._meet(np.array([wanted]), -1, width)

    def _meet(self, wanted: Ints, way: int, width: int) -> None:
        change = self._best(wanted, way, width, over=0)
        if self.is_whole and not self._is_table(change):
            change = self._best(wanted, way, width, over=1)
        np.maximum(self.up, np.floor(change + TOLERANCE).astype(np.int64), out=self.up)
        np.maximum(self.down, np.floor(TOLERANCE - change).astype(np.int64), out=self.down)

    def _is_table(self, change: Reals) -> bool:
        whole = np.rint(change).astype(np.int64)
        is_near = np.abs(change - whole).max(initial=0.0) < TOLERANCE
        return bool(is_near and not (self.sums @ whole).any() and (self.count + whole >= 0).all())

    def _best(self, wanted: Ints, way: int, most: float, over: int) -> Reals:
        """The changes that gain most in one direction, of each ``most`` at most, over the reals (0) or whole numbers (1).

        None if the program ends before it finds any.
        """
        from scipy import optimize

        size, number = self.cells.size, wanted.size
        pick = sparse.csr_array((np.full(number, -way), (np.arange(number), wanted)), shape=(number, size))
        answer: Any = optimize.milp(
            np.concatenate((np.zeros(size), -np.ones(number))),
            constraints=[
                optimize.LinearConstraint(
                    sparse.hstack((self.sums, _none(self.sums.shape[0], number))), 0, 0
                ),
                optimize.LinearConstraint(sparse.hstack((pick, sparse.eye_array(number))), -np.inf, 0),
            ],
            bounds=optimize.Bounds(
                np.concatenate((-self.count, np.zeros(number))),
                np.concatenate((np.full(size, np.inf), np.full(number, most))),
            ),
            integrality=np.full(size + number, over),
            options={"node_limit": MOST_NODES},
        )
        return np.zeros(size) if answer.x is None else np.asarray(answer.x[:size], np.float64)


def _none(rows: int, columns: int) -> sparse.csr_array:
    return sparse.csr_array((rows, columns), dtype=np.int64)


def _blocks(system: System, withheld: Flags, asked: Flags) -> Iterator[_Block]:
    """The sets of withheld cells that no sum ties to another, as far as anything is asked of them."""
    start, cell, sign = equations(system)
    shape = (start.size - 1, system.count.size)
    cells = np.flatnonzero(withheld)
    sums = sparse.csr_array((sign.astype(np.int64), cell, start), shape=shape)[:, cells]
    tied: Any = sparse.block_array([[None, sums], [sums.T, None]], format="csr")
    label = csgraph.connected_components(tied, directed=False)[1][shape[0] :]
    for one in np.unique(label[asked[cells]]):
        own = np.flatnonzero(label == one)
        if own.size <= MOST_LINEAR:
            part = sparse.csr_array(sums[:, own])
            yield _Block(cells[own], part[np.flatnonzero(np.diff(part.indptr))], system.count[cells[own]])


def _narrow(block: _Block, asked: Flags, minimum: Ints, width: int) -> Iterator[int]:
    left = block.moving(np.flatnonzero(asked[block.cells]))
    for _ in range(ROUNDS if left.size else 0):
        block.lift(left, width)
        before, left = left, left[block.span[left] < width]
        if left.size in (0, before.size):
            break
    for at in left.tolist() if block.is_whole else left[:MOST_ASKED].tolist():
        if block.span[at] < width:
            block.ask(at, width)
        if 0 < block.span[at] < width and block.count[at] - block.down[at] < minimum[block.cells[at]]:
            yield int(block.cells[at])
