"""Cell-key perturbation: every record has a key, a cell's key is the sum of theirs, a table says the rest.

The same records give the same change in every table, so nothing is learned by asking again; but
every cell is changed by itself, so parts no longer sum to totals.
"""

from dataclasses import dataclass

import numpy as np

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods.interface import Altered, Ints, altered
from clerestory.records.protection.methods.parameters import Parameters
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.progress import Progress


@dataclass(frozen=True, repr=False)
class CellKeys:
    """Counts changed by the key of their records."""

    parameters: Parameters
    keys: Ints  # of every leaf: the sum of its records' keys, modulo ``parameters.keys``
    name: str = "cell-key"

    def __repr__(self) -> str:
        return f"CellKeys({self.parameters!r})"

    @property
    def title(self) -> str:
        """What readers call it, with its parameters."""
        return f"Cell-key perturbation, changes to {int(np.abs(self.parameters.change).max())}"

    def apply(self, cube: UnprotectedCube, progress: Progress) -> Altered:
        """Change every cell by its key."""
        if self.keys.shape != cube.leaves.shape:
            raise InputError("record keys: are not of the same records as the counts")
        counts = with_totals(cube.leaves, cube.hierarchies)
        key = with_totals(self.keys, cube.hierarchies) % self.parameters.keys
        shown = counts + self.parameters.changes(counts, key)
        progress.advance(1, 1)
        return altered(
            cube,
            shown,
            self.parameters.bounds(shown),
            f"every number is changed by at most {int(np.abs(self.parameters.change).max())}, always the same way for "
            f"the same records; parts do not sum to totals",
            additive=False,
        )


def drawn_keys(leaves: Ints, keys: int, seed: int) -> Ints:
    """Keys for every leaf where records bring none: as likely as the sum of its records' would be."""
    found: Ints = np.random.default_rng(seed).integers(0, keys, leaves.shape, dtype=np.int64)
    return np.where(leaves > 0, found, 0)
