"""The intruder's trial of any published tables: what can be recovered, and how.

``recoverable`` are the withheld cells whose count is exact, or narrower than asked; and small
counts in the difference of two tables of different scope. Nothing here looks at evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clerestory.errors import InputError
from clerestory.proof.attack.linked import Linked, link
from clerestory.proof.attack.programs import Impossible
from clerestory.proof.attack.recovery import By, Recovery, recover
from clerestory.proof.attack.residual import broken_equations
from clerestory.proof.attack.scopes import SCOPE, difference_names, with_scopes
from clerestory.proof.attack.shown import Ints, ShownTable
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
    except Impossible as seen:
        raise InputError(_impossible(linked, seen.unknown)) from None
    return Attacked(linked, found, width, minimum, difference_names(scopes))


def _check(linked: Linked) -> None:
    shown = np.concatenate([table.known for table in linked.tables])
    told = np.concatenate([table.value for table in linked.tables])
    low = np.concatenate([table.low for table in linked.tables])
    high = np.concatenate([table.high for table in linked.tables])
    value, known = linked.value[linked.unknown_of], linked.known[linked.unknown_of]
    differing = np.flatnonzero((shown & (told != value)) | (known & ((value < low) | (value > high))))
    if differing.size:
        cell = int(differing[0])
        same = shown & (linked.unknown_of == linked.unknown_of[cell])
        raise InputError(
            _differing(linked, cell, int(np.argmax(same & (~shown[cell] | (told != told[cell])))))
        )
    broken = broken_equations(linked)
    if broken.size:
        raise InputError(_not_additive(linked, broken))


def _differing(linked: Linked, cell: int, other: int) -> str:
    return (
        f"{linked.where(cell)}: the cell {_words(linked, cell)} says another count than {_words(linked, other)} "
        f"({linked.where(other)}), which is of the same records; correct one, or, if the tables do not count the same "
        "records, say --within SMALLER=LARGER"
    )


def _not_additive(linked: Linked, broken: Ints) -> str:
    parent, child, *_ = linked.sum_of(int(broken[0])).tolist()
    whole, part = linked.place(parent)[1], linked.place(child)[1]
    over = next(variable for variable in whole if whole[variable] != part[variable])
    more = f" (one of {broken.size:,} sums that do not add up)" if broken.size > 1 else ""
    return (
        f"{linked.where(parent)}: the cell {_words(linked, parent)} is not the sum of the cells below it by {over}{more}; "
        "correct the table or its hierarchy"
    )


def _impossible(linked: Linked, unknown: int | None) -> str:
    where = seen = ""
    if unknown is not None:
        cell = int(np.argmax(linked.unknown_of == unknown))
        where, seen = f"{linked.where(cell)}: ", f", as the cell {_words(linked, cell)} shows"
    return (
        f"{where}no whole, non-negative counts agree with these numbers{seen}; check totals, hierarchies and marks, "
        "and that the tables count the same records (if one counts more, say --within SMALLER=LARGER)"
    )


def _words(linked: Linked, cell: int) -> str:
    _, categories = linked.place(cell)
    return ", ".join(f"{variable} {code}" for variable, code in categories.items() if variable != SCOPE)


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
