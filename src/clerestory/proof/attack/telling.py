"""Findings as words: one JSON object for each recoverable cell, and one line for people.

Millions of formula terms name the same published cells again and again: each name is encoded once.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from clerestory.proof.attack.formulas import Formula, as_number
from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.recovery import By, Finding
from clerestory.proof.attack.scopes import SCOPE
from clerestory.proof.attack.shown import Flags, Ints
from clerestory.proof.attack.trial import Attacked


class Name(NamedTuple):
    """A cell's table and categories, for people and as JSON."""

    table: str
    categories: dict[str, str]

    @property
    def words(self) -> str:
        """``county a, sex M``."""
        return ", ".join(f"{variable} {code}" for variable, code in self.categories.items())


@dataclass(frozen=True)
class Told:
    """One recoverable cell: where it stands, what it counts, why, and the formulas that say so."""

    cell: int
    finding: Finding
    lower: Formula
    upper: Formula
    unsafe: bool | None  # whether it counts 1 to minimum - 1; None where the interval leaves it open


class Telling:
    """What was recovered from one set of linked tables, in the order of the tables."""

    def __init__(self, attacked: Attacked) -> None:
        self._attacked = attacked
        self._linked = attacked.linked
        shown = np.concatenate([table.known for table in self._linked.tables])
        self._published_at = _first_cell(self._linked, np.flatnonzero(shown))
        self._cells, self._findings = self._recoverable(~shown & _is_own(attacked))

    def __len__(self) -> int:
        return self._cells.size

    @property
    def exact(self) -> int:
        """How many are recovered exactly."""
        return sum(finding.low == finding.high for finding in self._findings)

    @property
    def unsafe(self) -> int:
        """How many are known to count 1 to ``minimum - 1``."""
        return sum(self._is_unsafe(finding) is True for finding in self._findings)

    def told(self, most: int | None = None) -> Iterator[Told]:
        """The recoverable cells, or the first of them."""
        for cell, finding in zip(self._cells[:most].tolist(), self._findings[:most], strict=True):
            lower, upper = (
                self._shown_elsewhere(finding.unknown)
                if self._linked.known[finding.unknown]
                else self._attacked.found.formula_of(finding)
            )
            yield Told(cell, finding, lower, upper, self._is_unsafe(finding))

    def name(self, cell: int) -> Name:
        """What a cell is called."""
        table, categories = self._linked.place(cell)
        categories.pop(SCOPE, None)
        return Name(table.name, categories)

    def published(self, unknown: int) -> Name:
        """What a published unknown is called where it stands first."""
        return self.name(int(self._published_at[unknown]))

    def as_json(self) -> Iterator[str]:
        """One JSON object for each recoverable cell."""
        own = _Encoded(self._linked, self._cells)
        places = np.flatnonzero((self._published_at >= 0) & (self._linked.value != 0))  # a zero adds nothing
        published = _Encoded(self._linked, self._published_at[places], places)
        is_linked = len(self._linked.tables) > 1
        for told in self.told():
            yield _entry(told, own, published, is_linked=is_linked)

    def recoverable(self) -> list[dict[str, Any]]:
        """The same as values."""
        return [json.loads(entry) for entry in self.as_json()]

    def _recoverable(self, is_gap: Flags) -> tuple[Ints, list[Finding]]:
        linked, findings = self._linked, self._attacked.found.findings
        finding_of = np.full(linked.size, -1, dtype=np.int64)
        finding_of[[finding.unknown for finding in findings]] = np.arange(len(findings))
        is_told = is_gap & ((finding_of >= 0) | linked.known)[linked.unknown_of]
        cells, kept = [], []
        for cell in np.flatnonzero(is_told).tolist():
            unknown = int(linked.unknown_of[cell])
            at = int(finding_of[unknown])
            finding = findings[at] if at >= 0 else _stated(linked, unknown)
            if self._tells(cell, finding):
                cells.append(cell)
                kept.append(finding)
        return np.array(cells, dtype=np.int64), kept

    def _tells(self, cell: int, finding: Finding) -> bool:
        """In a difference only small counts tell of anybody; its other cells were never withheld."""
        if not self._attacked.differences:
            return True
        table, _ = self._linked.place(cell)
        return table.name not in self._attacked.differences or self._is_unsafe(finding) is not False

    def _shown_elsewhere(self, unknown: int) -> tuple[Formula, Formula]:
        formula = Formula({unknown: 1} if self._linked.value[unknown] else {})
        return formula, formula

    def _is_unsafe(self, finding: Finding) -> bool | None:
        if finding.high < 1 or finding.low >= self._attacked.minimum:
            return False
        return True if finding.low >= 1 and finding.high < self._attacked.minimum else None


class _Encoded:
    """Names of cells as JSON text, each made once; asked for by cell, or by another number."""

    def __init__(self, linked: Linked, cells: Ints, numbers: Ints | None = None) -> None:
        self.name: dict[int, str] = {}
        self.table: dict[int, str] = {}
        asked = cells if numbers is None else numbers
        at = np.searchsorted(linked.first, cells, side="right") - 1
        for which, table in enumerate(linked.tables):
            inside = np.flatnonzero(at == which)
            place = np.unravel_index(cells[inside] - linked.first[which], table.shape)
            words = [
                [f"{json.dumps(axis.id)}:{json.dumps(code, ensure_ascii=False)}" for code in axis.codes]
                for axis in table.axes
            ]
            columns = [
                [word[code] for code in codes.tolist()]
                for axis, word, codes in zip(table.axes, words, place, strict=True)
                if axis.id != SCOPE
            ]
            own = asked[inside].tolist()
            self.name.update(zip(own, map(",".join, zip(*columns, strict=True)), strict=True))
            self.table.update(dict.fromkeys(own, json.dumps(table.name, ensure_ascii=False)))


def _entry(told: Told, own: _Encoded, published: _Encoded, *, is_linked: bool) -> str:
    low, high = told.finding.low, told.finding.high
    count = f'"value":{low}' if low == high else f'"interval":[{low},{high}]'
    words = [
        f'{{"table":{own.table[told.cell]},"cell":{{{own.name[told.cell]}}}',
        count,
        f'"by":"{told.finding.by.value}","unsafe":{json.dumps(told.unsafe)}',
        _formula(told.upper, published, is_linked=is_linked),
    ]
    if told.finding.by is not By.EQUATIONS:
        words.append(f'"lower":{{{_formula(told.lower, published, is_linked=is_linked)}}}')
    return ",".join(words) + "}"


def _formula(formula: Formula, published: _Encoded, *, is_linked: bool) -> str:
    name = published.name
    terms = ",".join(
        [
            f"[{weight if weight.__class__ is int else as_number(weight)},{{{name[unknown]}}}]"
            for unknown, weight in formula.terms.items()
        ]
    )
    text = f'"formula":[{terms}]'
    if is_linked:
        text += f',"formula_tables":[{",".join(published.table[unknown] for unknown in formula.terms)}]'
    return text + (f',"constant":{as_number(formula.constant)}' if formula.constant else "")


def _stated(linked: Linked, unknown: int) -> Finding:
    """A gap whose count another table, or another place, shows."""
    count = int(linked.value[unknown])
    return Finding(unknown, count, count, By.EQUATIONS)


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
