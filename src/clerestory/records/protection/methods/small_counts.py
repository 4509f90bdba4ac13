"""Additive small-count rounding: the small counts become nothing or ``base``, everything else is summed.

Only the finest counts below the base are changed, so that every table of the same records adds up
and large numbers stay close. Which of them are rounded up is chosen so that all totals together
stray least (Langsrud and Heldal 2018, "An algorithm for small count rounding of tabular data").
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods.interface import Altered, Ints, altered
from clerestory.records.protection.paths import cells_above
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.progress import Progress

Reals = NDArray[np.float64]
MOST_SWAPS = 400  # rounded up here instead of there, at the end


@dataclass(frozen=True)
class SmallCountRounding:
    """Counts under ``base`` become 0 or ``base``."""

    base: int
    name: str = "round"

    def __post_init__(self) -> None:
        if self.base < 2:
            raise InputError("--base: give 2 or more")

    @property
    def title(self) -> str:
        """What readers call it, with its parameters."""
        return f"Small counts rounded to 0 or {self.base}"

    def apply(self, cube: UnprotectedCube, progress: Progress) -> Altered:
        """Round the small leaves, then sum."""
        leaves = cube.leaves.copy()
        small = np.flatnonzero((leaves > 0) & (leaves < self.base))
        up = chosen(cube, small, self.base, progress)
        leaves.flat[small] = np.where(up, self.base, 0)
        bounds = [with_totals(bound, cube.hierarchies) for bound in self._leaf_bounds(leaves)]
        return altered(
            cube,
            with_totals(leaves, cube.hierarchies),
            (bounds[0], bounds[1]),
            f"counts under {self.base} are rounded to 0 or {self.base} so that the table still adds up; "
            f"totals differ from the truth by what was rounded below them",
            additive=True,
        )

    def _leaf_bounds(self, leaves: Ints) -> tuple[Ints, Ints]:
        low = np.select([leaves == 0, leaves == self.base], [0, 1], leaves)
        high = np.select([leaves == 0, leaves == self.base], [self.base - 1, self.base], leaves)
        return low, high


def chosen(cube: UnprotectedCube, small: Ints, base: int, progress: Progress) -> NDArray[np.bool_]:
    """Which small leaves are rounded up: one after another, where all cells together gain most."""
    amount = cube.leaves.flat[small].astype(np.float64)
    above = _membership(cube, small)
    size = np.diff(above.indptr).astype(np.float64)
    up = np.zeros(small.size, np.bool_)
    gain = 2 * base * (above @ (above.T @ amount)) - base**2 * size
    wanted = round(amount.sum() / base)
    for done in range(wanted):
        best = int(np.where(up, -np.inf, gain).argmax())
        up[best] = True
        gain -= 2 * base**2 * _shared(above, best)
        if done % 100 == 0:
            progress.advance(done, wanted)
    _swap(up, gain, above, size, base)
    return up


def _swap(up: NDArray[np.bool_], gain: Reals, above: sparse.csr_array, size: Reals, base: int) -> None:
    """Exchange one rounded up for one rounded down while all cells together gain by it."""
    for _ in range(MOST_SWAPS if up.any() and not up.all() else 0):
        loss = gain + 2 * base**2 * size  # of taking it back: the gain that it would have now
        out = int(np.where(up, loss, np.inf).argmin())
        after = gain + 2 * base**2 * _shared(above, out)
        into = int(np.where(up, -np.inf, after).argmax())
        if after[into] <= loss[out] + 1e-9:
            return
        up[out], up[into] = False, True
        gain[:] = after - 2 * base**2 * _shared(above, into)


def _shared(above: sparse.csr_array, leaf: int) -> Reals:
    """How many cells every leaf shares with one."""
    cells = np.zeros(above.shape[1])
    cells[above.indices[above.indptr[leaf] : above.indptr[leaf + 1]]] = 1.0
    found: Reals = above @ cells
    return found


def _membership(cube: UnprotectedCube, small: Ints) -> sparse.csr_array:
    """A row a small leaf, a column a cell: whether the cell sums over the leaf."""
    leaves = [own.astype(np.int64) for own in np.unravel_index(small, cube.leaves.shape)]
    pairs = list(cells_above(leaves, cube.hierarchies))
    row = np.concatenate([there for there, _ in pairs])
    cell = np.concatenate([cells for _, cells in pairs])
    size = int(np.prod([len(hierarchy.codes) for hierarchy in cube.hierarchies]))
    return sparse.csr_array((np.ones(row.size), (row, cell)), shape=(small.size, size))
