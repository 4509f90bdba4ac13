"""Structure first: records in the open are told by the shape of their table, without any index.

 * a nearly unique column whose values are made like identifiers (codes of one shape, whole dates),
   in a table that is no aggregate;
 * columns named as what identifies a person, one record a row;
 * a column that the release's declared schema does not name.

Keys of an aggregate table, counts, measures and free text are none of these.
"""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase, ascii_uppercase

import numpy as np
from numpy.typing import NDArray

from clerestory.proof.probe.breaks import count_lines
from clerestory.proof.probe.part import Form

_SAMPLE = 20_000  # rows looked at in one place
_OF_PIECE = 2_000
_SIGNS = str.maketrans("012345678" + ascii_uppercase + ascii_lowercase, "9" * 9 + "A" * 26 + "a" * 26)
_FEW, _MANY = 8, 100  # rows from which on a table is judged: with telling names, without
_UNIQUE = 0.95
_DAY = "day"
_NUMBER = re.compile(r"[-+]?[\d,  ]*\.?\d+(?:[eE][-+]?\d+)?%?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[T ][\d:.+Z-]*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_COUNTED = re.compile(r"count|total|number of|value|amount|population|sales|sum\b|rate", re.IGNORECASE)
_TELLING = {
    "birth": re.compile(r"birth|\bdob\b|geboren|nacimiento", re.IGNORECASE),
    "number": re.compile(
        r"licen[cs]e|passport|\bssn\b|social.?sec|\bcii\b|\bsid\b|\bmrn\b|permit.?n|patient.?(id|no|num)|national.?id",
        re.IGNORECASE,
    ),
    "name": re.compile(
        r"(first|last|given|sur|family|full|middle).?name|^name$|surname|vorname|apellido", re.IGNORECASE
    ),
    "address": re.compile(r"street|address|residence|\bphone\b|e-?mail", re.IGNORECASE),
}


@dataclass(frozen=True)
class Schema:
    """The columns that a release declares."""

    columns: frozenset[str]

    def names(self, column: str) -> bool:
        """Whether the column is declared; spelling of case and spaces aside."""
        return _plain(column) in self.columns


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().lower()


def declared(names: "list[str]") -> Schema:
    """A schema of those columns."""
    return Schema(frozenset(_plain(name) for name in names))


def _shape_of(cell: str) -> str:
    """How a cell is made: a day, ``9`` and how many signs a number has, or ``=`` and which signs are letters and digits."""
    if _DATE.fullmatch(cell):
        return _DAY
    if _NUMBER.fullmatch(cell):
        return f"9{len(cell)}"
    return "=" + cell[:40].translate(_SIGNS)


@dataclass
class _Column:
    name: str
    filled: int = 0
    values: dict[str, str] = field(default_factory=dict)  # and what each is made like
    shapes: Counter[str] = field(default_factory=Counter)
    numbers: int = 0
    dates: int = 0

    def add(self, cell: str) -> None:
        if not cell:
            return
        self.filled += 1
        shape = self.values.get(cell)
        if shape is None:
            shape = self.values[cell] = _shape_of(cell)
        if shape == _DAY:
            self.dates += 1
            return
        self.numbers += shape[0] == "9"
        self.shapes[shape] += 1

    def unique(self, rows: int) -> bool:
        return self.filled >= 0.8 * rows and len(self.values) >= _UNIQUE * self.filled

    def is_code(self) -> bool:
        """Codes of one shape: letters and at least four digits, or bare numbers of one length from six on."""
        common = self.shapes.most_common(3)
        share = sum(count for _, count in common) / max(1, self.filled)
        shape = common[0][0] if common else ""
        if shape.startswith("9") and shape[1:].isdigit() and self.numbers > self.filled // 2:
            return (
                int(shape[1:]) >= 6 and common[0][1] >= 0.97 * self.filled and not _COUNTED.search(self.name)
            )
        return share >= 0.6 and shape.count("9") >= 4 and " " not in shape

    def is_date(self) -> bool:
        return self.dates >= 0.8 * max(1, self.filled)

    def is_measure(self) -> bool:
        return self.numbers >= 0.6 * max(1, self.filled)


class Shape:
    """What the lines of one place look like as a table."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._columns: list[_Column] = []
        self._rows = 0
        self._total = 0
        self._delimiter = "\t"

    def add(self, piece: NDArray[np.uint8]) -> None:
        """Look at the first lines of a piece."""
        self._total += count_lines(piece)
        if self._rows >= _SAMPLE:
            return
        head = piece[: 1 << 20].tobytes()
        text = (head[: head.rfind(b"\n") + 1] or head).decode("utf-8", "replace")
        try:
            for row in itertools.islice(self._parsed(text), _OF_PIECE):
                self._add(row)
        except csv.Error:
            self._rows = _SAMPLE  # no table after all

    def _parsed(self, text: str) -> Iterator[list[str]]:
        if self._form is Form.LINES and not self._columns:
            first = text.split("\n", 1)[0]
            self._delimiter = max(",\t;|", key=first.count)
        csv.field_size_limit(1 << 24)
        if self._form is Form.TABLE:
            return (line.split("\t") for line in text.split("\n") if line)
        return csv.reader(io.StringIO(text), delimiter=self._delimiter)

    def _add(self, row: list[str]) -> None:
        if not self._columns:
            if any(cell.strip() for cell in row):
                self._columns = [_Column(cell.strip()[:120]) for cell in row]
            return
        self._rows += 1
        for column, cell in zip(self._columns, row, strict=False):
            column.add(cell.strip())

    def told(self, schema: Schema | None) -> list[tuple[str, int]]:
        """Findings: a sentence, and the rows it is about."""
        found = [*self._undeclared(schema)]
        rows = max(0, self._total - 1)
        if why := self._records():
            found.append((why, rows))
        return found

    def columns(self) -> list[tuple[str, set[str]]]:
        """The columns' names, and the different values seen of each."""
        return [(column.name, set(column.values)) for column in self._columns]

    def _undeclared(self, schema: Schema | None) -> list[tuple[str, int]]:
        if schema is None or len(self._columns) < 2 or self._rows < 1:
            return []
        other = sum(1 for column in self._columns if column.name and not schema.names(column.name))
        return (
            [(f"{other} columns that the schema does not declare", max(0, self._total - 1))] if other else []
        )

    def _records(self) -> str:
        if len(self._columns) < 2 or self._rows < _FEW:
            return ""
        telling = {kind for kind, sign in _TELLING.items() if any(sign.search(c.name) for c in self._columns)}
        if telling & {"birth", "number"} and len(telling) > 1 and not self._is_aggregate():
            return f"a row-level table: columns named as {', '.join(sorted(telling))}"
        if self._rows < _MANY or self._is_aggregate():
            return ""
        unique = [column for column in self._columns if column.unique(self._rows)]
        if any(column.is_code() or column.is_date() for column in unique):
            return "a row-level table: a nearly unique column of codes or dates"
        return ""

    def _is_aggregate(self) -> bool:
        """Keys and measures, nothing else: at most one column is neither a measure nor repeated."""
        measures = sum(1 for column in self._columns if column.is_measure() and not column.is_code())
        return measures >= 1 and measures >= len(self._columns) - 1
