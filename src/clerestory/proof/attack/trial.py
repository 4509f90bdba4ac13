"""The intruder's trial of any published tables: what can be recovered, and how.

``recoverable`` are the withheld cells whose count is exact, or narrower than asked; and small
counts in the difference of two tables of different scope. Nothing here looks at evidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clerestory.errors import InputError
from clerestory.proof.attack.formulas import Formula, as_number
from clerestory.proof.attack.linked import Linked, link
from clerestory.proof.attack.programs import Impossible
from clerestory.proof.attack.recovery import By, Finding, Recovery, recover
from clerestory.proof.attack.residual import broken_equations
from clerestory.proof.attack.scopes import SCOPE, difference_names, with_scopes
from clerestory.proof.attack.shown import Flags, Ints, ShownTable
from clerestory.vocabulary.progress import Progress


@dataclass(frozen=True, repr=False)
class Attacked:
    """The linked tables and all that was found."""

    linked: Linked
    found: Recovery
    width: int
    minimum: int
    differences: frozenset[str]

    @property
    def withheld(self) -> int:
        """Withheld cells of the tables themselves."""
        return sum(int((~table.known).sum()) for table in self._own)

    @property
    def cells(self) -> int:
        """Cells of the tables themselves."""
        return sum(table.value.size for table in self._own)

    @property
    def _own(self) -> tuple[ShownTable, ...]:
        return tuple(table for table in self.linked.tables if table.name not in self.differences)


def attack(
    tables: Sequence[ShownTable],
    width: int,
    minimum: int,
    within: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Attacked:
    """Try all tables jointly; ``InputError`` if no counts agree with them."""
    scopes = within or {}
    linked = link(with_scopes(tables, scopes))
    _check(linked)
    try:
        found = recover(linked, width, progress)
    except Impossible:
        raise InputError(
            "no whole, non-negative counts agree with these numbers; check totals, hierarchies and marks, "
            "and that the tables count the same records (if one counts more, say --within SMALLER=LARGER)"
        ) from None
    return Attacked(linked, found, width, minimum, difference_names(scopes))


def _check(linked: Linked) -> None:
    shown = np.concatenate([table.known for table in linked.tables])
    told = np.concatenate([table.value for table in linked.tables])
    low = np.concatenate([table.low for table in linked.tables])
    high = np.concatenate([table.high for table in linked.tables])
    value, known = linked.value[linked.unknown_of], linked.known[linked.unknown_of]
    differing = np.flatnonzero((shown & (told != value)) | (known & ((value < low) | (value > high))))
    if differing.size:
        raise InputError(
            f"{_named(linked, int(differing[0]))} stands elsewhere with another count; correct one, or, if the tables "
            "do not count the same records, say --within SMALLER=LARGER"
        )
    broken = broken_equations(linked)
    if broken.size:
        parent = linked.member[linked.start[broken[0]]]
        cell = int(np.flatnonzero(linked.unknown_of == parent)[0])
        raise InputError(
            f"{_named(linked, cell)} is not the sum of the cells below it ({broken.size} sums do not add up); correct "
            "the table or its hierarchy"
        )


def _named(linked: Linked, cell: int) -> str:
    table, categories = linked.place(cell)
    inside = ", ".join(f"{variable} {code}" for variable, code in categories.items() if variable != SCOPE)
    return f"table {table.name}: the cell {inside}"


class Telling:
    """Findings as the words of ``--json``."""

    def __init__(self, attacked: Attacked) -> None:
        self._attacked = attacked
        self._linked = attacked.linked
        shown = np.concatenate([table.known for table in self._linked.tables])
        self._is_gap = ~shown & _is_own(attacked)
        self._published_at = _first_cell(self._linked, np.flatnonzero(shown))
        self._cells: dict[int, tuple[str, dict[str, str]]] = {}
        self._named: dict[int, tuple[str, dict[str, str]]] = {}

    def recoverable(self) -> list[dict[str, Any]]:
        """One entry for every recoverable cell, in the order of the tables."""
        finding_of = np.full(self._linked.size, -1, dtype=np.int64)
        for at, finding in enumerate(self._attacked.found.findings):
            finding_of[finding.unknown] = at
        return list(self._entries(finding_of))

    def _entries(self, finding_of: Ints) -> Iterator[dict[str, Any]]:
        linked = self._linked
        at_once = linked.known[linked.unknown_of] & self._is_gap
        for cell in np.flatnonzero(self._is_gap & ((finding_of[linked.unknown_of] >= 0) | at_once)).tolist():
            unknown = int(linked.unknown_of[cell])
            finding = (
                _shown_elsewhere(linked, unknown)
                if at_once[cell]
                else self._attacked.found.findings[int(finding_of[unknown])]
            )
            if self._is_told(cell, finding):
                yield self._entry(cell, finding)

    def _is_told(self, cell: int, finding: Finding) -> bool:
        """In a difference only small counts tell of anybody; its other cells were never withheld."""
        table, _ = self._at(cell)
        if table in self._attacked.differences:
            return self._is_unsafe(finding) is not False
        return True

    def _entry(self, cell: int, finding: Finding) -> dict[str, Any]:
        table, categories = self._at(cell)
        exact = finding.low == finding.high
        told: dict[str, Any] = {"table": table, "cell": categories}
        told |= {"value": finding.low} if exact else {"interval": [finding.low, finding.high]}
        told |= {"by": finding.by.value, "unsafe": self._is_unsafe(finding)}
        upper = finding.upper or Formula()
        told |= self._formula(upper)
        if finding.by is not By.EQUATIONS:
            told["lower"] = self._formula(finding.lower or Formula())
        return told

    def _formula(self, formula: Formula) -> dict[str, Any]:
        named = [self._published(unknown) for unknown in formula.terms]
        weights = [as_number(weight) for weight in formula.terms.values()]
        told: dict[str, Any] = {
            "formula": [[weight, cell] for weight, (_, cell) in zip(weights, named, strict=True)]
        }
        if len(self._linked.tables) > 1:
            told["formula_tables"] = [table for table, _ in named]
        if formula.constant:
            told["constant"] = as_number(formula.constant)
        return told

    def _is_unsafe(self, finding: Finding) -> bool | None:
        """Whether the count is 1 to ``minimum - 1``; None where the interval leaves it open."""
        if finding.high < 1 or finding.low >= self._attacked.minimum:
            return False
        return True if finding.low >= 1 and finding.high < self._attacked.minimum else None

    def _published(self, unknown: int) -> tuple[str, dict[str, str]]:
        """Where a published unknown stands first."""
        if unknown not in self._named:
            self._named[unknown] = self._at(int(self._published_at[unknown]))
        return self._named[unknown]

    def _at(self, cell: int) -> tuple[str, dict[str, str]]:
        if cell not in self._cells:
            table, categories = self._linked.place(cell)
            categories.pop(SCOPE, None)
            self._cells[cell] = table.name, categories
        return self._cells[cell]


def _is_own(attacked: Attacked) -> Flags:
    """Cells to speak of: of a table of differences only the differences, not the tables beside them."""
    return np.concatenate(
        [
            np.arange(table.value.size) % table.shape[-1] == table.shape[-1] - 1
            if table.name in attacked.differences
            else np.ones(table.value.size, dtype=np.bool_)
            for table in attacked.linked.tables
        ]
    )


def _first_cell(linked: Linked, cells: Ints) -> Ints:
    first = np.full(linked.size, -1, dtype=np.int64)
    first[linked.unknown_of[cells[::-1]]] = cells[::-1]
    return first


def _shown_elsewhere(linked: Linked, unknown: int) -> Finding:
    count = int(linked.value[unknown])
    formula = Formula({unknown: 1} if count else {})
    return Finding(unknown, count, count, By.EQUATIONS, formula, formula)


def summary(attacked: Attacked) -> dict[str, Any]:
    """What was tried and how far it came: counts of distinct withheld cells."""
    found = attacked.found
    by = {kind: sum(finding.by is kind for finding in found.findings) for kind in By}
    return {
        "equations": by[By.EQUATIONS],
        "bounds": by[By.BOUNDS],
        "whole_numbers": by[By.WHOLE_NUMBERS],
        "wide": found.wide,
        "wide_over_reals": found.wide_over_reals,
        "undecided": found.undecided,
        "width": attacked.width,
        "minimum": attacked.minimum,
        "linked_cells": attacked.linked.size,
        "linked_equations": int(attacked.linked.start.size - 1),
    }
