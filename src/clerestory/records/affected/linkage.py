"""How easily the exposed columns lead to somebody when joined with what else is open: k, and who is alone.

Columns that say who somebody is by themselves are left out; what is counted is how many rows share what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clerestory.records.vault.sql import quoted

SMALL = (1, 2, 5, 10)


@dataclass(frozen=True)
class Linkage:
    """Of the rows with something in every column: the smallest group, and the rows in groups of at most so many."""

    columns: tuple[str, ...]
    rows: int
    smallest: int
    at_most: dict[int, int]

    @property
    def unique_share(self) -> float:
        """The share of rows that are alone with what they say."""
        return self.at_most[1] / self.rows if self.rows else 0.0

    def as_json(self) -> dict[str, object]:
        """Counts only."""
        return {
            "columns": list(self.columns),
            "rows": self.rows,
            "k": self.smallest,
            "unique_share": self.unique_share,
            "rows_in_groups_of_at_most": {str(k): count for k, count in self.at_most.items()},
        }


def linkage(database: Any, table: str, columns: Sequence[str], where: str = "true") -> Linkage:  # noqa: ANN401
    """How many rows of a table (its name quoted already) share the values of some columns."""
    if not columns:
        return Linkage((), 0, 0, dict.fromkeys(SMALL, 0))
    names = ", ".join(quoted(name) for name in columns)
    told = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in columns)
    groups = f"SELECT count(*) AS many FROM {table} WHERE {where} AND {told} GROUP BY {names}"  # noqa: S608
    sums = ", ".join(f"coalesce(sum(many) FILTER (many <= {k}), 0)" for k in SMALL)
    rows, smallest, *few = database.sql(
        f"SELECT coalesce(sum(many), 0), coalesce(min(many), 0), {sums} FROM ({groups})"  # noqa: S608
    ).fetchall()[0]
    return Linkage(tuple(columns), int(rows), int(smallest), dict(zip(SMALL, map(int, few), strict=True)))
