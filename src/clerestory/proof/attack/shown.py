"""A table as the intruder sees it: numbers, gaps, and what a gap's mark says of the count behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube

UNBOUNDED = np.int64(2**62)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Axis:
    """One variable of a table: its categories in order, and which sum to which.

    A category may be a sum in two ways (counties by region, and by court district). ``nested`` says
    of what a category consists where the table itself does not show it.
    """

    id: str
    codes: tuple[str, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    nested: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    level_of: str | None = None  # the finer variable whose hierarchy holds these codes


@dataclass(frozen=True, repr=False)
class ShownTable:
    """Dense, row-major: a count where ``known``, else bounds (``low`` to ``high``).

    ``line_of`` says in which file and line a cell stands, if the table was read from one with lines.
    """

    name: str
    axes: tuple[Axis, ...]
    value: Ints
    known: Flags
    low: Ints
    high: Ints
    line_of: Callable[[int], str] | None = None

    def __repr__(self) -> str:
        return f"ShownTable({self.name!r}, shape={self.shape})"

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of categories of each variable."""
        return tuple(len(axis.codes) for axis in self.axes)

    def categories(self, cell: int) -> dict[str, str]:
        """What a cell is called: every variable and its category there."""
        place = np.unravel_index(cell, self.shape)
        return {axis.id: axis.codes[int(at)] for axis, at in zip(self.axes, place, strict=True)}

    def where(self, cell: int) -> str:
        """``table.csv:7`` for a cell, or else the table's name."""
        return self.line_of(cell) if self.line_of else f"table {self.name}"


def of_cube(cube: PublishedCube) -> ShownTable:
    """A published cube, its gaps without any mark but "a whole number, not negative"."""
    known = np.array([value is not None for value in cube.values], dtype=np.bool_)
    value = np.array([value or 0 for value in cube.values], dtype=np.int64)
    levels = cube.coarsens or {}
    axes = tuple(
        Axis(part.id, part.codes, _sums(part), part.child, levels.get(part.id)) for part in cube.dimensions
    )
    high = np.where(known, value, UNBOUNDED)
    return ShownTable(cube.table, axes, value, known, np.where(known, value, 0), high)


def _sums(part: Dimension) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What adds up; measures are counted apart."""
    return () if part.id == MEASURE else tuple(part.child.items())
