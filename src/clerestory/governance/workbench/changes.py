"""What changed since the last release, for people: the gravest first, each cell by its labels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from clerestory.governance.approval import changes
from clerestory.governance.approval.changes import Compared
from clerestory.release.jsonstat import PublishedCube


class Kind(Enum):
    """What happened to a cell, the gravest first."""

    NOW_SHOWN = "now shown"
    NOW_WITHHELD = "now withheld"
    NUMBER = "another number"


@dataclass(frozen=True)
class Changed:
    """One cell that differs; ``None`` is withheld."""

    table: str
    cell: str
    kind: Kind
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        """By how much the number moved."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class Comparison:
    """Two releases, compared."""

    cells: int
    tables: Mapping[str, int | None]  # how many cells of each changed; none: the table is new
    changed: tuple[Changed, ...]

    def of(self, table: str) -> tuple[Changed, ...]:
        """What changed in one table."""
        return tuple(each for each in self.changed if each.table == table)

    def counted(self) -> Mapping[Kind, int]:
        """How many of each kind."""
        found = Counter(each.kind for each in self.changed)
        return {kind: found[kind] for kind in Kind}


def compare(before: Mapping[str, PublishedCube], after: Mapping[str, PublishedCube]) -> Comparison:
    """Every cell of the newer release that is not as it was."""
    compared = changes.compare(tuple(before.values()), tuple(after.values()))
    found = [each for table in compared for each in _of_table(table, after[table.table])]
    return Comparison(
        sum(table.cells for table in compared),
        {table.table: None if table.new else len(table.changes) for table in compared},
        tuple(sorted(found, key=_grave)),
    )


def _of_table(table: Compared, cube: PublishedCube) -> Sequence[Changed]:
    labels = {dimension.id: dimension.labels for dimension in cube.dimensions}
    return [
        Changed(
            table.table,
            ", ".join(labels[name].get(code, code) for name, code in each.cell),
            _kind(each.before, each.after),
            each.before,
            each.after,
        )
        for each in table.changes
    ]


def _kind(before: int | None, after: int | None) -> Kind:
    if before is None:
        return Kind.NOW_SHOWN
    return Kind.NOW_WITHHELD if after is None else Kind.NUMBER


def _grave(changed: Changed) -> tuple[int, int, str, str]:
    return list(Kind).index(changed.kind), -abs(changed.difference), changed.table, changed.cell
