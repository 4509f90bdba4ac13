"""Climbs: from a table in the midst of all others to one that counts far more, or less, in one cell.

Every table is the inner one plus a combination of kernel vectors. A climb goes where the cell gains
most while the others change by small shares of their room, until some cell reaches a bound; from
there on along that bound. It mostly takes one or two such steps, each of which costs as much as one
product with the kernel: thousands of cells are tried in the time of a few linear programs.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clerestory.proof.attack.inner import inner_table
from clerestory.proof.attack.kernel import kernel_vectors
from clerestory.proof.attack.programs import Program, Reals

_STEPS = 40  # of a climb, at most
_FREE = 4_000  # kernel vectors, at most: the inverse of their metric is dense
_WORK = 2_500_000_000  # entries of kernel vectors, about, that all climbs of a block may touch
_FLAT = 1e-9  # of the largest change: what changes less does not change


@dataclass(frozen=True, repr=False)
class Climbs:
    """An inner table, the kernel vectors as columns, and the inverse of their metric there."""

    low: Reals
    high: Reals
    inner: Reals
    vectors: sparse.csr_array
    inverse: Reals

    @property
    def most(self) -> int:
        """How many climbs may be made: work, not time."""
        return _WORK // max(1, int(self.vectors.nnz))

    def climb(self, cell: int, side: int, goal: float) -> Reals:
        """A table that counts more (``side`` 1) or less (-1) in a cell, up to ``goal`` or a little beyond."""
        table: Reals = self.inner
        uphill: Reals = side * self._toward(cell)
        bound: list[int] = []
        toward: list[Reals] = []
        for _ in range(_STEPS):
            change = self._change(self._along(uphill, bound, toward), bound)
            if side * change[cell] <= _FLAT:
                return table
            steps = self._steps(table, change)
            nearest = int(steps.argmin())
            is_endless = bool(np.isinf(steps[nearest]))  # as far as one likes: to the goal
            step = max(0.0, (goal - table[cell]) / change[cell]) if is_endless else steps[nearest]
            table = table + step * change
            if is_endless or side * (table[cell] - goal) >= 0 or nearest == cell:
                return table
            bound.append(nearest)
            toward.append(self._toward(nearest))
        return table

    def _toward(self, cell: int) -> Reals:
        """The amounts of kernel vectors that change a cell most for what they change elsewhere."""
        at = slice(self.vectors.indptr[cell], self.vectors.indptr[cell + 1])
        found: Reals = self.vectors.data[at] @ self.inverse[self.vectors.indices[at]]
        return found

    def _gain(self, amounts: Reals, cell: int) -> float:
        at = slice(self.vectors.indptr[cell], self.vectors.indptr[cell + 1])
        return float(self.vectors.data[at] @ amounts[self.vectors.indices[at]])

    def _along(self, uphill: Reals, bound: list[int], toward: list[Reals]) -> Reals:
        """The part of a way that leaves the cells at their bounds as they are."""
        if not bound:
            return uphill
        against = np.array([self._gain(uphill, cell) for cell in bound])
        between = np.array([[self._gain(way, cell) for cell in bound] for way in toward])
        part: Reals = uphill - np.linalg.lstsq(between, against, rcond=1e-10)[0] @ np.array(toward)
        return part

    def _change(self, amounts: Reals, bound: list[int]) -> Reals:
        change: Reals = self.vectors @ amounts
        change[np.abs(change) <= _FLAT * np.abs(change).max(initial=0.0)] = 0.0
        change[bound] = 0.0
        return change

    def _steps(self, table: Reals, change: Reals) -> Reals:
        """How often the change can be made before each cell reaches a bound."""
        left = np.where(change > 0, self.high - table, np.where(change < 0, self.low - table, np.inf))
        steps: Reals = left / np.where(change == 0, 1.0, change)
        return steps


def climbs_in(program: Program) -> Climbs | None:
    """Climbs of a block; None where there is no inner table, or the kernel is too large."""
    inner = inner_table(program)
    vectors = None if inner is None else kernel_vectors(program.matrix, _FREE)
    if inner is None or vectors is None:
        return None
    low, high = program.low.astype(np.float64), program.upper
    shares = sparse.csr_array(vectors.multiply(1 / np.minimum(inner - low, high - inner)[:, None]))
    try:
        inverse: Reals = np.linalg.inv((shares.T @ shares).toarray())
    except np.linalg.LinAlgError:
        return None
    return Climbs(low, high, inner, vectors, inverse)
