"""Intervals over the reals: what linear programs show where no whole table was found.

One optimum is a table that widens every cell, so an objective pushes many open cells at once, each
towards the side where it lacks most; the last ones get programs of their own. A cell counts as
wide if whole numbers that far apart lie within its interval. An optimum counts only if a rational
table beside it keeps every equation exactly (``certificate.holds``).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.records.protection.certificate import holds
from clerestory.records.protection.kernel.circuits import basis
from clerestory.records.protection.kernel.elimination import Matrix, eliminate, kernel_vectors
from clerestory.records.protection.kernel.field import PRIME
from clerestory.records.protection.layout import Ints

Reals = NDArray[np.float64]
REACH = 12  # how far a program may move a count: bounds only narrow, so what is found is there
TOLERANCE = 1e-6  # of the solver
SCALE = 2**30  # denominators of rational tables
INWARD = 1 - 2**-12  # of the way to an optimum: room for what rounding changes
BESIDE = 0.005  # how near a rational table must be to its optimum
MOST_TOGETHER = 60  # programs that push many cells
MOST_ALONE = 160  # programs of one cell each
FEW = 16  # classes: so few are tried one by one


@dataclass(repr=False)
class Relaxation:
    """The equations over the cells of a pattern, and how far each cell was seen to go."""

    matrix: Matrix
    count: Ints
    asked: NDArray[np.bool_]  # the cells to which a width is owed
    low: Reals
    high: Reals
    need: int
    seed: int

    def __post_init__(self) -> None:
        signs = np.where(self.matrix.value > PRIME // 2, self.matrix.value - PRIME, self.matrix.value)
        shape = (self.matrix.start.size - 1, self.matrix.columns)
        self.sums = sparse.csr_array((signs, self.matrix.column, self.matrix.start), shape=shape)
        echelon = eliminate(self.matrix, np.ones(self.matrix.columns))
        vector = kernel_vectors(echelon, self.matrix.columns, 1, self.seed)[:, 0]
        self.series = np.minimum(vector, PRIME - vector)  # cells of one class move alike
        self.basis = basis(echelon, self.matrix.columns)
        self.draw = np.random.default_rng(self.seed)

    @property
    def open(self) -> Ints:
        """The cells still too narrow."""
        reach = np.floor(self.high + TOLERANCE) - np.ceil(self.low - TOLERANCE)
        return np.flatnonzero(self.asked & (reach < self.need))

    def widen(self) -> None:
        """Push many cells at once while that helps, then one by one."""
        for _ in range(MOST_TOGETHER):
            before = self.open
            classes = self._classes(before)
            if classes.size <= FEW:
                break
            self._push(classes[self.draw.random(classes.size) < 0.5])
            if before.size - self.open.size <= 0.01 * before.size:
                break
        tried = 0
        for cell in self._classes(self.open):
            for side in (1.0, -1.0):
                if tried < MOST_ALONE and np.isin(cell, self.open):
                    tried += 1
                    self._solve(np.array([cell]), np.array([side]))

    def _classes(self, cells: Ints) -> Ints:
        _, first = np.unique(self.series[cells], return_index=True)
        return cells[np.sort(first)]

    def _push(self, cells: Ints) -> None:
        """Upwards, unless there is room below and the draw says so."""
        down = (self.low[cells] >= 1 - TOLERANCE) & (self.draw.random(cells.size) < 0.3)
        self._solve(cells, np.where(down, -1.0, 1.0) * self.draw.uniform(0.2, 1.0, cells.size))

    def _solve(self, cells: Ints, weight: Reals) -> None:
        from scipy import optimize

        reach = max(REACH, 4 * self.need)
        objective = np.zeros(self.count.size)
        objective[cells] = -weight
        answer = optimize.linprog(
            objective,
            A_eq=_any(self.sums.astype(np.float64)),
            b_eq=(self.sums @ self.count).astype(np.float64),
            bounds=_any(np.column_stack((np.maximum(0, self.count - reach), self.count + reach))),
            method="highs-ipm",
        )
        if answer.status != 0:
            return  # not solved: nothing is known
        table = np.asarray(answer.x, dtype=np.float64)
        if self._is_true(table - self.count):
            np.minimum(self.low, table, out=self.low)
            np.maximum(self.high, table, out=self.high)

    def _is_true(self, change: Reals) -> bool:
        """Is there a table of rational numbers beside the optimum, every equation kept exactly."""
        free, unit, vectors = self.basis
        amount = np.rint(change[free] / unit * (INWARD * SCALE)).astype(np.int64)
        table = vectors.T @ amount
        near = np.abs(table / SCALE - change).max(initial=0.0) <= BESIDE
        return bool(near) and holds(table, SCALE, self.sums, self.count)


def _any(value: object) -> Any:  # noqa: ANN401  (the stubs know neither sparse matrices nor arrays of bounds)
    return value
