"""What changed since the last release, cell by cell: rules over published tables alone, no I/O.

A cell is known by its table and its categories, not by its place in a file: a table with one more
year is compared where both have the cell. Withheld is written ``None``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from clerestory.release.jsonstat import PublishedCube

Cell = tuple[str, ...]


class Change(Enum):
    """What happened to a cell."""

    NOW_SHOWN = "now shown"
    NOW_WITHHELD = "now withheld"
    VALUE = "another number"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Changed:
    """One cell that differs."""

    table: str
    cell: str  # labels of its categories, in words
    change: Change
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        """By how much the number moved."""
        return (self.after or 0) - (self.before or 0) if self.change is Change.VALUE else 0


@dataclass(frozen=True)
class Compared:
    """Two releases, compared."""

    cells: int  # of the newer one
    changed: tuple[Changed, ...]  # status first, then the largest

    def of(self, table: str) -> tuple[Changed, ...]:
        """What changed in one table."""
        return tuple(each for each in self.changed if each.table == table)

    def counted(self) -> Mapping[Change, int]:
        """How many of each kind."""
        return {kind: sum(each.change is kind for each in self.changed) for kind in Change}


def compare(before: Mapping[str, PublishedCube], after: Mapping[str, PublishedCube]) -> Compared:
    """Every cell of either that is not the same in both."""
    found = [each for table in sorted(before.keys() | after.keys()) for each in _table(table, before, after)]
    cells = sum(len(cube.values) for cube in after.values())
    return Compared(cells, tuple(sorted(found, key=_grave)))


def _grave(changed: Changed) -> tuple[int, int, str, str]:
    return list(Change).index(changed.change), -abs(changed.difference), changed.table, changed.cell


def _table(
    table: str, before: Mapping[str, PublishedCube], after: Mapping[str, PublishedCube]
) -> Iterator[Changed]:
    old = dict(_cells(before[table])) if table in before else {}
    new = dict(_cells(after[table])) if table in after else {}
    labels = _labels([cube for cube in (before.get(table), after.get(table)) if cube])
    for cell in old.keys() | new.keys():
        change = _change(cell, old, new)
        if change is not None:
            yield Changed(table, _called(cell, labels), change, old.get(cell), new.get(cell))


def _change(cell: Cell, old: Mapping[Cell, int | None], new: Mapping[Cell, int | None]) -> Change | None:
    if cell not in old:
        return Change.NEW
    if cell not in new:
        return Change.GONE
    if old[cell] == new[cell]:
        return None
    if old[cell] is None:
        return Change.NOW_SHOWN
    return Change.NOW_WITHHELD if new[cell] is None else Change.VALUE


def _cells(cube: PublishedCube) -> Iterator[tuple[Cell, int | None]]:
    names = [[f"{dimension.id}={code}" for code in dimension.codes] for dimension in cube.dimensions]
    return zip((tuple(sorted(cell)) for cell in product(*names)), cube.values, strict=True)


def _labels(cubes: Sequence[PublishedCube]) -> Mapping[str, str]:
    """What each part of a cell is called; the measure is the same for all."""
    return {
        f"{dimension.id}={code}": dimension.labels.get(code, code)
        for cube in cubes
        for dimension in cube.dimensions[:-1]
        for code in dimension.codes
    }


def _called(cell: Cell, labels: Mapping[str, str]) -> str:
    return ", ".join(labels[part] for part in cell if part in labels)
