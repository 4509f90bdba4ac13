"""Counts that nobody has protected yet. There is no way to write one to a file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.vocabulary.hierarchy import Hierarchy

FREE, SHOWN_BEFORE, WITHHELD_BEFORE, UNCHANGED = range(4)


@dataclass(frozen=True, repr=False)
class UnprotectedCube:
    """Counts of the finest cross-classification of one table; its repr gives shape only.

    ``leaves`` has one axis a variable, in the order of ``variables``; along each axis the order of
    ``hierarchies[k].leaves``. Totals are never stored: they are sums. ``coarsens`` maps a variable
    that is a level of a finer one to that one (region: county); its leaf codes are codes of the
    finer one's hierarchy. A ``hidden`` cube is of no table: it ties shown ones together and is never
    written. ``settled`` says, for every cell with its totals, what an earlier release has decided.
    """

    table: str
    collection: str
    variables: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...]
    leaves: NDArray[np.int64]
    minimum: int
    coarsens: tuple[tuple[str, str], ...] = ()
    where: tuple[str, ...] = ()  # variables that restrict: the cube is over part of the records
    hidden: bool = False
    settled: NDArray[np.int8] | None = None  # FREE, SHOWN_BEFORE, WITHHELD_BEFORE or UNCHANGED

    def __repr__(self) -> str:
        return f"UnprotectedCube({self.table!r}, shape={self.leaves.shape})"
