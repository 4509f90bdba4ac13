"""What the trial of a collection found: names and numbers of cells, never a count of records."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """Why one cell stands open."""

    SMALL = "published below the minimum"
    SHOWN_ELSEWHERE = "withheld here and published in another table"
    DETERMINED = "the published numbers determine it"
    NARROW = "the published numbers leave it an interval narrower than owed"
    UNPROVEN = "no proof that it is protected was found"


@dataclass(frozen=True)
class OpenCell:
    """A cell through which an intruder gets in."""

    table: str
    categories: Mapping[str, str]
    fault: Fault

    def __str__(self) -> str:
        named = ", ".join(f"{variable} {category}" for variable, category in self.categories.items())
        return f"{self.table}: {named}: {self.fault.value}"


@dataclass(frozen=True)
class Report:
    """The verdict on all tables of one collection jointly.

    ``faults`` are sentences on the tables or the evidence as a whole; each refuses the release, as
    each open cell does.
    """

    collection: str
    tables: tuple[str, ...]
    cells: int
    withheld: int
    unsafe: int | None  # unknown without evidence
    determined: int  # unsafe cells that the published numbers give away
    narrow: int
    unproven: int
    tiers: Mapping[str, int]  # unsafe cells by what proves them protected: integer, continuous
    by_certificate: int  # those of the integer tier that the evidence's certificates prove
    withheld_determined: int  # withheld cells, safe ones too, that the equations give away
    width: int
    minimum: int
    open_cells: tuple[OpenCell, ...]
    faults: tuple[str, ...]

    @property
    def safe(self) -> bool:
        """Whether nothing at all stands open."""
        return not self.open_cells and not self.faults

    def as_json(self) -> dict[str, object]:
        """The report for ``--json`` and for the public evidence: counts of cells only."""
        return {
            "collection": self.collection,
            "tables": list(self.tables),
            "cells": self.cells,
            "withheld": self.withheld,
            "unsafe": self.unsafe,
            "determined": self.determined,
            "narrow": self.narrow,
            "unproven": self.unproven,
            "certified": dict(self.tiers),
            "by_certificate": self.by_certificate,
            "withheld_determined": self.withheld_determined,
            "width": self.width,
            "minimum": self.minimum,
            "safe": self.safe,
            "open": [
                {"table": cell.table, "cell": dict(cell.categories), "fault": cell.fault.value}
                for cell in self.open_cells
            ],
            "faults": list(self.faults),
        }
