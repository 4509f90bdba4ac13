"""What the rules of magnitude tables look at: the largest contributions to every cell.

A contribution is what one holding adds to a cell: several records of one holding count as one. With
sampling weights a record stands for as many equal contributors as its weight says (Handbook on
Statistical Disclosure Control, §4.2.1, "Sampling weights"): 100 with weight 4 and 10 with weight 7
are the contributions 100, 100, 100, 100, 10, ...
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, repr=False)
class Contributions:
    """For every cell: its total X, its largest contributions x1 >= x2 >= ..., and how many there are."""

    total: Reals
    largest: Reals  # a row a cell; zero where there are no more contributors
    number: NDArray[np.int64]

    def __repr__(self) -> str:
        return f"Contributions({self.total.size} cells)"

    def sum_of(self, first: int) -> Reals:
        """x1 + ... + xn."""
        found: Reals = self.largest[:, :first].sum(axis=1)
        return found

    @property
    def first(self) -> Reals:
        """x1."""
        found: Reals = self.largest[:, 0]
        return found
