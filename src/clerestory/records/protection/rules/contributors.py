"""Minimum frequency of a magnitude table: how many contribute to a cell, holdings counted once."""

from dataclasses import dataclass

import numpy as np

from clerestory.errors import InputError
from clerestory.records.protection.rules.magnitude import Contributions, Flags, Reals


@dataclass(frozen=True)
class Contributors:
    """Unsafe if 1 to ``minimum - 1`` contribute.

    The Handbook leaves the protection level of this rule to the publisher ("minimum frequency
    range"); here it is ``share`` per cent of the cell, and where the cell sums to nothing, of what
    as many contributors hold on average.
    """

    minimum: int
    share: float = 20

    def __post_init__(self) -> None:
        if self.minimum < 1:
            raise InputError("minimum: give 1 or more contributors")

    @property
    def deepest(self) -> int:
        """How many of the largest contributions the rule looks at."""
        return 1

    def unsafe(self, cells: Contributions) -> Flags:
        """The verdict on every cell."""
        found: Flags = (cells.number > 0) & (cells.number < self.minimum)
        return found

    def level(self, cells: Contributions) -> Reals:
        """The upper protection level: a share of the cell."""
        mean = cells.total.max(initial=0) / max(1, cells.number.max(initial=1))
        found: Reals = self.share / 100 * np.where(cells.total > 0, cells.total, mean * cells.number)
        return found

    def __str__(self) -> str:
        return f"at least {self.minimum} contributors"
