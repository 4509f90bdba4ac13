"""What is known of a column: its type, how many values it has, and their counts where they are few."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clerestory.project.model import ColumnType

MOST_CATEGORIES = 120  # beyond, the values of a column are not listed


@dataclass(frozen=True, repr=False)
class ColumnProfile:
    """A column of records, summed up; its repr gives the name only."""

    name: str
    type: ColumnType
    records: int
    distinct: int
    missing: int
    lowest: int | None = None  # of whole numbers
    highest: int | None = None
    categories: Mapping[str, int] = field(default_factory=dict)  # value as text -> records; empty: too many

    def __repr__(self) -> str:
        return f"ColumnProfile({self.name!r})"

    @property
    def nearly_unique(self) -> bool:
        """Whether most records have a value of their own."""
        return self.records >= 20 and self.distinct > 0.5 * self.records

    @property
    def running_number(self) -> bool:
        """Whether the values only number the records: 0, 1, 2, ... or 1, 2, 3, ..."""
        whole = self.type == "integer" and self.distinct == self.records > 1 and not self.missing
        return whole and self.lowest in (0, 1) and (self.highest or 0) - self.lowest + 1 == self.records
