"""What every method is and gives back: a whole table, and what the method itself lets a reader say.

``low`` and ``high`` are the true counts that agree with a published number, for somebody who knows
the method and its parameters but not its keys. They are what the intruder's trial starts from, the
same for every method.
"""

from dataclasses import dataclass, field
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.write.columns import cells_bytes
from clerestory.vocabulary.hierarchy import Hierarchy
from clerestory.vocabulary.progress import Progress

Ints = NDArray[np.int64]
SEAL = object()  # the methods of this package hold it
UNBOUNDED = np.int64(2**62)


@dataclass(frozen=True, repr=False)
class Altered:
    """A table that a method made fit to be shown; its repr gives shape only."""

    table: str
    variables: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...]
    counts: Ints  # along each axis the order of ``codes``; noise may take one below nothing
    withheld: NDArray[np.bool_]  # where nothing is shown
    low: Ints
    high: Ints
    additive: bool  # parts sum to totals
    statement: str  # what readers must be told
    seal: object = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not SEAL:
            raise TypeError("only the methods of records.protection.methods make an altered table")

    def __repr__(self) -> str:
        return f"Altered({self.table!r}, shape={self.counts.shape})"


class Method(Protocol):
    """A way to publish a table of counts."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def title(self) -> str:
        """What readers call it, with its parameters."""

    def apply(self, cube: UnprotectedCube, progress: Progress) -> Altered:
        """The table as it may be shown; ``Refused`` where there is none."""


def altered(
    cube: UnprotectedCube,
    counts: Ints,
    bounds: tuple[Ints, Ints],
    statement: str,
    *,
    additive: bool,
    withheld: NDArray[np.bool_] | None = None,
) -> Altered:
    """Seal what a method made of a cube."""
    unseen = np.zeros(counts.shape, np.bool_) if withheld is None else withheld
    own = cube.table, cube.variables, cube.hierarchies
    return Altered(*own, np.where(unseen, 0, counts), unseen, *bounds, additive, statement, seal=SEAL)


def csv_bytes(table: Altered) -> bytes:
    """The variables, ``count`` (blank when withheld), ``status``."""
    counts = zip(table.counts.ravel().tolist(), table.withheld.ravel().tolist(), strict=True)
    shown = (None if withheld else count for count, withheld in counts)
    cells = product(*(hierarchy.codes for hierarchy in table.hierarchies))
    return cells_bytes(table.variables, zip(cells, shown, strict=True))
