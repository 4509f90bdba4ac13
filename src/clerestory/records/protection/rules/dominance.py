"""The (n, k)-dominance rule: the n largest contributions exceed k per cent of the cell."""

from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.records.protection.rules.magnitude import Contributions, Flags, Reals


@dataclass(frozen=True)
class Dominance:
    """Unsafe if x1 + ... + xn > k/100 X (Handbook on Statistical Disclosure Control, §4.2.1)."""

    n: int
    k: float

    def __post_init__(self) -> None:
        if self.n < 1 or not 0 < self.k < 100:
            raise InputError("dominance rule: give n of 1 or more and k between 0 and 100: 1,80")

    @property
    def deepest(self) -> int:
        """How many of the largest contributions the rule looks at."""
        return self.n

    def unsafe(self, cells: Contributions) -> Flags:
        """The verdict on every cell."""
        found: Flags = cells.sum_of(self.n) > self.k / 100 * cells.total
        return found

    def level(self, cells: Contributions) -> Reals:
        """The upper protection level: 100/k (x1 + ... + xn) - X."""
        found: Reals = 100 / self.k * cells.sum_of(self.n) - cells.total
        return found

    def __str__(self) -> str:
        return f"dominance ({self.n}, {self.k:g} %)"
