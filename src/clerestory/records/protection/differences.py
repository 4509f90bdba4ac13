"""What two tables tell by subtraction, where nobody small stands and yet almost nothing is left open.

A difference that counts nobody is owed nothing, and one that counts enough is not small. But where
the published numbers leave it between 0 and 2, an intruder cannot tell it from a small count that
was given away. Such cells are owed the width as well, so that no difference looks recovered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.records.protection.kernel.programs import MOST_CELLS, MOST_NODES
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.system import System, equations

Flags = NDArray[np.bool_]


def open_differences(system: System, withheld: Flags, unsafe: Flags, width: int) -> Ints:
    """Differences that may be small for all that is published, and are known to less than ``width``.

    In systems beyond the reach of integer programs nothing is looked for; the intruder's trial is.
    """
    asked = np.flatnonzero(_nearly_small(system, width) & withheld & ~unsafe)
    if not asked.size or system.count.size > MOST_CELLS:
        return np.empty(0, np.int64)
    return np.array(list(_narrow(_Tables.of(system, withheld), asked, width)), np.int64)


def _nearly_small(system: System, width: int) -> Flags:
    """The cells of no table that count nobody, or so few more than the minimum that they might be small."""
    found = np.zeros(system.count.size, np.bool_)
    for number, cube in enumerate(system.cubes[system.shown :], system.shown):
        if cube.minimum > 0 and cube.settled is None:
            cells = system.cells_of(number).ravel()
            count = system.count[cells]
            found[cells] |= (count == 0) | ((count >= cube.minimum) & (count < cube.minimum + width))
    return found & system.hidden


@dataclass(frozen=True, repr=False)
class _Tables:
    """All tables of whole numbers that agree with everything published: changes of the withheld cells."""

    cells: Ints
    sums: sparse.csr_array
    count: Ints

    @classmethod
    def of(cls, system: System, withheld: Flags) -> "_Tables":
        start, cell, sign = equations(system)
        sums = sparse.csr_array(
            (sign.astype(np.int64), cell, start), shape=(start.size - 1, system.count.size)
        )
        cells = np.flatnonzero(withheld)
        return cls(cells, sparse.csr_array(sums[:, cells]), system.count[cells])

    def farthest(self, wanted: Ints, width: int) -> Ints:
        """How far the wanted ones (positions) rise together, each counted up to ``width`` at most."""
        return self._best(wanted, 1, width)

    def spread(self, wanted: int, width: int) -> int:
        """How far one goes up and down, up to ``width`` each way."""
        at = np.array([wanted])
        return int(self._best(at, 1, width)[0] + self._best(at, -1, width)[0])

    def _best(self, wanted: Ints, way: int, width: int) -> Ints:
        """The greatest sum of changes in one direction, none counted beyond the width; nothing if none is found."""
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
                np.concatenate((np.full(size, np.inf), np.full(number, width))),
            ),
            integrality=np.ones(size + number, np.int64),
            options={"node_limit": MOST_NODES},
        )
        nothing = np.zeros(number, np.int64)
        return nothing if answer.x is None else np.rint(answer.x[size:]).astype(np.int64)


def _none(rows: int, columns: int) -> sparse.csr_array:
    return sparse.csr_array((rows, columns), dtype=np.int64)


def _narrow(tables: _Tables, asked: Ints, width: int) -> Iterator[int]:
    at = np.searchsorted(tables.cells, asked)
    together = tables.farthest(at, width)
    for cell, place in zip(asked[together < width], at[together < width], strict=True):
        if 0 < tables.spread(int(place), width) < width:
            yield int(cell)
