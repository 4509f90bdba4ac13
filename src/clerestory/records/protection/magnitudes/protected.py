"""Protected sums. ``ProtectedMagnitudes`` can be made by ``protect_magnitudes`` alone."""

import csv
import io
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.vocabulary.hierarchy import Hierarchy

SEAL = object()  # protect_magnitudes() holds it
PUBLISHED, SUPPRESSED = "published", "suppressed"


@dataclass(frozen=True, repr=False)
class ProtectedMagnitudes:
    """Sums that may be written out; withheld ones are not in it, and its repr gives shape only."""

    table: str
    variables: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...]
    units: NDArray[np.int64]  # -1 where withheld; a value is units / 10**unit
    unit: int
    seal: object = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not SEAL:
            raise TypeError("only protect_magnitudes() makes protected sums")

    def __repr__(self) -> str:
        return f"ProtectedMagnitudes({self.table!r}, shape={self.units.shape})"


@dataclass(frozen=True)
class MagnitudeSummary:
    """What a protected magnitude table looks like, in counts that may be told to everybody."""

    cells: int
    published: int
    primary: int
    secondary: int
    demands: int  # directions, and contributors who know a cell, that unsafe cells are proven against
    exact: int  # of them proven by a table in whole units
    continuous: int  # of them proven over real numbers
    rules: tuple[str, ...]

    @property
    def withheld(self) -> int:
        """All cells not shown."""
        return self.primary + self.secondary


def csv_bytes(protected: ProtectedMagnitudes) -> bytes:
    """The variables, ``value`` (blank when withheld), ``status``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*protected.variables, "value", "status"])
    codes = [hierarchy.codes for hierarchy in protected.hierarchies]
    for index in np.ndindex(protected.units.shape):
        units = int(protected.units[index])
        cell = [own[at] for own, at in zip(codes, index, strict=True)]
        writer.writerow(
            [*cell, *(["", SUPPRESSED] if units < 0 else [_decimal(units, protected.unit), PUBLISHED])]
        )
    return text.getvalue().encode()


def _decimal(units: int, unit: int) -> str:
    whole, part = divmod(units, 10**unit)
    return f"{whole}.{part:0{unit}d}" if unit else str(whole)
