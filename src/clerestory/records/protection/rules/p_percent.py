"""The p % rule: somebody who contributes can tell the largest contribution to within p per cent."""

from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.records.protection.rules.magnitude import Contributions, Flags, Reals


@dataclass(frozen=True)
class PPercent:
    """Unsafe if X - x1 - x2 < p/100 x1 (Handbook on Statistical Disclosure Control, §4.2.1).

    The closest guess is that of the second largest contributor, who subtracts its own; a coalition
    of c contributors subtracts x2 + ... + x(c+1).
    """

    p: float
    coalition: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.p <= 1000:
            raise InputError("p % rule: give p above 0: 10")
        if self.coalition < 1:
            raise InputError("coalition: give 1 or more contributors who pool what they know")

    @property
    def deepest(self) -> int:
        """How many of the largest contributions the rule looks at."""
        return self.coalition + 1

    def unsafe(self, cells: Contributions) -> Flags:
        """The verdict on every cell."""
        found: Flags = self.level(cells) > 0
        return found

    def level(self, cells: Contributions) -> Reals:
        """The upper protection level: p/100 x1 - (X - x1 - x2)."""
        rest = cells.total - cells.sum_of(self.coalition + 1)
        found: Reals = self.p / 100 * cells.first - rest
        return found

    def __str__(self) -> str:
        return f"p % ({self.p:g} %)" + (f", coalitions of {self.coalition}" if self.coalition > 1 else "")
