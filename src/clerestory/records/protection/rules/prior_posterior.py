"""The prior-posterior rule (p, q): before publication everybody knows the others to within q per cent."""

from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.records.protection.rules.magnitude import Contributions, Flags, Reals
from clerestory.records.protection.rules.p_percent import PPercent


@dataclass(frozen=True)
class PriorPosterior:
    """Unsafe if X - x1 - x2 < p/q x1: the p % rule with p* = 100 p/q (Handbook, §4.2.1)."""

    p: float
    q: float
    coalition: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.p < self.q:
            raise InputError("prior-posterior rule: give p above 0 and q above p: 10,100")

    @property
    def deepest(self) -> int:
        """How many of the largest contributions the rule looks at."""
        return self._as_percent.deepest

    def unsafe(self, cells: Contributions) -> Flags:
        """The verdict on every cell."""
        return self._as_percent.unsafe(cells)

    def level(self, cells: Contributions) -> Reals:
        """The upper protection level: p/q x1 - (X - x1 - x2)."""
        return self._as_percent.level(cells)

    @property
    def _as_percent(self) -> PPercent:
        return PPercent(100 * self.p / self.q, self.coalition)

    def __str__(self) -> str:
        return f"prior-posterior ({self.p:g}, {self.q:g})"
