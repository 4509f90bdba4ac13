"""What a search hands over: a pattern, and what proves it: alternative tables, and intervals over the reals."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.certificate import Certificates
from clerestory.records.protection.layout import Ints


@dataclass(frozen=True, repr=False)
class Intervals:
    """Cells that linear programs have proven, and how far each goes over the reals."""

    cell: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    low: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    high: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, repr=False)
class Pattern:
    """Withheld cells, and which unsafe ones have a proof."""

    withheld: NDArray[np.bool_]
    unsafe: Ints
    certified: NDArray[np.bool_]  # in the order of ``unsafe``
    certificates: Certificates
    intervals: Intervals = field(default_factory=Intervals)
    narrow: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def uncertified(self) -> Ints:
        """The cells that nothing proves: unsafe ones, and ``narrow`` ones withheld for their sake."""
        return np.concatenate((self.unsafe[~self.certified], self.narrow))

    @property
    def size(self) -> int:
        """How many cells are withheld."""
        return int(np.count_nonzero(self.withheld))
