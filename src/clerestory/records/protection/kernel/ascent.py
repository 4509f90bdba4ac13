"""Ascents: from a table in the midst of all alternatives to one that counts most, or least, at a cell.

All alternatives are one inner table plus combinations of circuits, nothing negative. A step goes the
way that gains most at the cell, measured where a change weighs as much as the share of the count that
it takes (the metric of the logarithmic barrier); it ends where some count becomes zero, and the next
goes along that side. Steps end at the optimum of the linear program, mostly after one to three.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Reals = NDArray[np.float64]
MOST_STEPS = 60
FLAT = 1e-9  # of the largest share that changes: what changes less does not change


@dataclass(repr=False)
class Ascents:
    """An inner table, the circuits as columns and as rows, and the inverse metric over their amounts."""

    inner: Reals
    by_cell: csc_array
    by_circuit: csr_array  # transposed
    inverse: Reals

    def climb(self, cell: int, side: int, goal: float) -> Reals:
        """A table that counts as much (``side`` 1) or as little (-1) at a cell as any, or ``goal`` at least."""
        table, walls = self.inner.copy(), _Walls(self)
        uphill, slope = self.gradient(cell) * side, 0.0
        for _ in range(MOST_STEPS):
            change = self.by_circuit @ walls.along(uphill)
            share = change / self.inner
            flat = FLAT * np.abs(share).max()
            slope = slope or side * change[cell]
            if side * change[cell] <= FLAT * slope:
                break  # the optimum
            falls = share < -flat
            falls[walls.cells] = False
            falling = np.flatnonzero(falls)
            if not falling.size:  # without end: as far as is asked
                table += change * max(0.0, (goal - table[cell]) / change[cell])
                break
            room = table[falling] / -change[falling]
            nearest = int(room.argmin())
            table = np.maximum(table + room[nearest] * change, 0.0)
            wall = int(falling[nearest])
            table[[*walls.cells, wall]] = 0.0
            if side * (table[cell] - goal) >= 0 or wall == cell:
                break
            walls.add(wall)
        return table

    def gradient(self, cell: int) -> Reals:
        """The amounts of circuits that gain most at a cell."""
        at = slice(self.by_cell.indptr[cell], self.by_cell.indptr[cell + 1])
        found: Reals = self.inverse[:, self.by_cell.indices[at]] @ self.by_cell.data[at]
        return found

    def gained(self, amounts: Reals, cell: int) -> float:
        """What amounts of circuits change at a cell."""
        at = slice(self.by_cell.indptr[cell], self.by_cell.indptr[cell + 1])
        return float(self.by_cell.data[at] @ amounts[self.by_cell.indices[at]])


class _Walls:
    """The cells that a way must not make negative, as it stands: they are zero there."""

    def __init__(self, ascents: Ascents) -> None:
        self.cells: list[int] = []
        self._ascents = ascents
        self._gradients: list[Reals] = []
        self._gram = np.zeros((0, 0))

    def add(self, cell: int) -> None:
        """One more."""
        gradient = self._ascents.gradient(cell)
        row = [self._ascents.gained(gradient, other) for other in (*self.cells, cell)]
        gram = np.zeros((len(row), len(row)))
        gram[:-1, :-1], gram[-1], gram[:, -1] = self._gram, row, row
        self.cells.append(cell)
        self._gradients.append(gradient)
        self._gram = gram

    def along(self, uphill: Reals) -> Reals:
        """The part of a way that keeps every wall at zero; walls that it would leave anyway are forgotten."""
        while self.cells:
            against = np.array([self._ascents.gained(uphill, cell) for cell in self.cells])
            share = np.linalg.lstsq(self._gram, against, rcond=1e-12)[0]
            loosest = int(share.argmax())
            if share[loosest] <= FLAT:
                part: Reals = uphill - np.array(self._gradients).T @ share
                return part
            self._forget(loosest)
        return uphill

    def _forget(self, nth: int) -> None:
        del self.cells[nth], self._gradients[nth]
        self._gram = np.delete(np.delete(self._gram, nth, 0), nth, 1)


def ascents_from(vectors: csr_array, inner: Reals) -> Ascents:
    """Ascents over the circuits of a basis, from a table without a zero."""
    vectors = vectors.astype(np.float64)
    weighted = csr_array(vectors.multiply((1 / inner)[None, :]))
    inverse: Reals = np.linalg.inv((weighted @ weighted.T).toarray())
    return Ascents(inner, csc_array(vectors), csr_array(vectors.T), inverse)
