"""What a search hands over: a pattern, and the alternative tables that prove it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.certificate import Certificates
from clerestory.records.protection.layout import Ints


@dataclass(frozen=True, repr=False)
class Pattern:
    """Withheld cells, and which unsafe ones have a certificate."""

    withheld: NDArray[np.bool_]
    unsafe: Ints
    certified: NDArray[np.bool_]  # in the order of ``unsafe``
    certificates: Certificates

    @property
    def uncertified(self) -> Ints:
        """The unsafe cells that nothing certifies."""
        without: Ints = self.unsafe[~self.certified]
        return without

    @property
    def size(self) -> int:
        """How many cells are withheld."""
        return int(np.count_nonzero(self.withheld))
