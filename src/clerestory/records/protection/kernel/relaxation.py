"""Intervals over the reals: what ascents show where no whole table was found.

The cells of one class move alike, so one of each is taken as far up, and down, as tables go, until it
is wide; every table met widens every cell. A cell counts as wide if whole numbers that far apart lie
within its interval. A table counts only if a rational one beside it keeps every equation exactly
(``certificate.holds``).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.records.protection.certificate import holds
from clerestory.records.protection.kernel.ascent import Reals, ascents_from
from clerestory.records.protection.kernel.circuits import basis, wish_of
from clerestory.records.protection.kernel.elimination import Matrix, eliminate, kernel_vectors
from clerestory.records.protection.kernel.field import PRIME
from clerestory.records.protection.layout import Ints

TOLERANCE = 1e-6  # of sums of fractions
SCALE = 2**30  # denominators of rational tables
INWARD = 1 - 2**-12  # of the way to an optimum: room for what rounding changes
BESIDE = 0.005  # how near a rational table must be to what it shows
MOST_FREE = 5_000  # circuits of a basis: beyond, their metric takes gigabytes
LIFTED = 1.0  # how far a program lifts a zero, at the most


@dataclass(repr=False)
class Relaxation:
    """The equations over the cells of a pattern, a table without a zero, and how far each cell was seen to go."""

    matrix: Matrix
    count: Ints
    inner: Reals
    asked: NDArray[np.bool_]  # the cells to which a width is owed
    low: Reals
    high: Reals
    need: int
    seed: int

    def __post_init__(self) -> None:
        self.sums = sums_of(self.matrix)
        echelon = eliminate(self.matrix, wish_of(self.count))
        vector = kernel_vectors(echelon, self.matrix.columns, 1, self.seed)[:, 0]
        self.series = np.minimum(vector, PRIME - vector)  # cells of one class move alike
        self.basis = basis(echelon, self.matrix.columns)

    @property
    def open(self) -> Ints:
        """The cells still too narrow."""
        return np.flatnonzero(self.asked & (_whole_width(self.low, self.high) < self.need))

    def widen(self) -> None:
        """Climb from the inner table, up and down, for one cell of every class still too narrow."""
        vectors = self.basis[2]
        if not 0 < vectors.shape[0] <= MOST_FREE:
            return
        try:
            ascents = ascents_from(vectors, self.inner)
        except np.linalg.LinAlgError:
            return  # not solved: nothing is known
        for cell in self._classes(self.open):
            for side in (1, -1):
                if _whole_width(self.low[cell], self.high[cell]) < self.need:
                    self._take(ascents.climb(cell, side, self._goal(cell, side)))

    def _classes(self, cells: Ints) -> Ints:
        _, first = np.unique(self.series[cells], return_index=True)
        return cells[np.sort(first)]

    def _goal(self, cell: int, side: int) -> float:
        """What the cell must count to be wide."""
        if side > 0:
            return float(np.ceil(self.low[cell] - TOLERANCE)) + self.need
        return float(np.floor(self.high[cell] + TOLERANCE)) - self.need

    def _take(self, table: Reals) -> None:
        """Widen every cell by a table, if there is one of rational numbers beside it that keeps every equation."""
        free, unit, vectors = self.basis
        whole = np.rint(table)
        table = np.where(np.abs(table - whole) <= TOLERANCE, whole, table)
        amount = np.rint((table - self.count)[free] / unit * (INWARD * SCALE)).astype(np.int64)
        change = vectors.T @ amount
        if not holds(change, SCALE, self.sums, self.count):
            return
        beside = self.count + change / SCALE
        shown = np.where(np.abs(beside - table) <= BESIDE, table, beside)
        np.minimum(self.low, shown, out=self.low)
        np.maximum(self.high, shown, out=self.high)


def _whole_width(low: Reals, high: Reals) -> Reals:
    """How far apart whole numbers lie within an interval."""
    width: Reals = np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE)
    return width


def sums_of(matrix: Matrix) -> sparse.csr_array:
    """The equations in signs."""
    signs = np.where(matrix.value > PRIME // 2, matrix.value - PRIME, matrix.value)
    return sparse.csr_array(
        (signs, matrix.column, matrix.start), shape=(matrix.start.size - 1, matrix.columns)
    )


def lifted(matrix: Matrix, count: Ints, inner: Reals) -> Reals:
    """An inner table with as few zeros as one program finds: halfway to a table that lifts them."""
    from scipy import optimize

    sums, zero = sums_of(matrix), inner <= 0
    answer = optimize.linprog(
        np.where(zero, -1.0, 0.0),
        A_eq=_any(sums.astype(np.float64)),
        b_eq=(sums @ count).astype(np.float64),
        bounds=_any(np.column_stack((np.zeros(count.size), np.where(zero, LIFTED, np.inf)))),
        method="highs-ipm",
    )
    if answer.status != 0:
        return inner
    half: Reals = (inner + np.maximum(np.asarray(answer.x), 0.0)) / 2
    return np.where(half > BESIDE, half, 0.0)


def _any(value: object) -> Any:  # noqa: ANN401  (the stubs know neither sparse matrices nor arrays of bounds)
    return value
