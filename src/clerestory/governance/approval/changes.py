"""What changed since the last release, cell by cell: from what everybody may see, and from nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from clerestory.release.jsonstat import MEASURE, PublishedCube

Cell = tuple[tuple[str, str], ...]  # variable and code, in the order of the variables' names


@dataclass(frozen=True)
class Change:
    """One cell that differs; ``None`` is withheld, a cell that one release has not is not compared."""

    table: str
    cell: Cell
    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        """By how much it differs, where both are shown."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Compared:
    """A table of both releases."""

    table: str
    cells: int
    changes: tuple[Change, ...]
    new: bool = False


def compare(before: Sequence[PublishedCube], after: Sequence[PublishedCube]) -> tuple[Compared, ...]:
    """Every table of the new release against the one of the same name before."""
    known = {_name(cube): cube for cube in before}
    return tuple(_compared(known.get(_name(cube)), cube) for cube in after)


def telling(compared: Sequence[Compared], minimum: int) -> tuple[Change, ...]:
    """The changes by which somebody could count fewer than the minimum: shown twice, with a small difference."""
    return tuple(
        change
        for table in compared
        for change in table.changes
        if change.difference is not None and 0 < abs(change.difference) < minimum
    )


def _compared(before: PublishedCube | None, after: PublishedCube) -> Compared:
    cells = dict(_cells(after))
    if before is None:
        return Compared(_name(after), len(cells), (), new=True)
    old = dict(_cells(before))
    changes = [
        Change(_name(after), cell, old[cell], value)
        for cell, value in cells.items()
        if cell in old and old[cell] != value
    ]
    return Compared(_name(after), len(cells), tuple(changes))


def _cells(cube: PublishedCube) -> Iterator[tuple[Cell, int | None]]:
    variables = [each for each in cube.dimensions if each.id != MEASURE]
    order = sorted(range(len(variables)), key=lambda at: variables[at].id)
    names = [each.id for each in variables]
    measures = cube.dimensions[-1].codes if cube.dimensions[-1].id == MEASURE else ("",)
    every = product(*(each.codes for each in variables), measures)
    for codes, value in zip(every, cube.values, strict=True):
        yield tuple((names[at], codes[at]) for at in order), value


def _name(cube: PublishedCube) -> str:
    return f"{cube.collection}/{cube.table}"


def as_json(compared: Sequence[Compared], most: int = 10_000) -> dict[str, object]:
    """For the reviewers: counts for every table, and the changes themselves, up to so many."""
    changes = [change for table in compared for change in table.changes]
    shown: list[Mapping[str, object]] = [
        {"table": each.table, "cell": dict(each.cell), "before": each.before, "after": each.after}
        for each in changes[:most]
    ]
    return {
        "tables": {
            each.table: {"cells": each.cells, "changed": len(each.changes), "new": each.new}
            for each in compared
        },
        "cells": sum(each.cells for each in compared),
        "changed": len(changes),
        "changes": shown,
    }
