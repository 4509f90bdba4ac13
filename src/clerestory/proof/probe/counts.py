"""Published tables inside a file, tried as an intruder would: withheld counts that the file gives away.

A table of counts with marks for what is withheld is attacked alone, and together with every other
table of the file that has the same columns: a hidden sheet or a cache may show what is withheld in view.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import ClerestoryError
from clerestory.proof.probe import scratch
from clerestory.proof.probe.part import Form

if TYPE_CHECKING:  # the attack takes half a second to load: only where a table withholds something
    from clerestory.proof.attack.shown import ShownTable

_BYTES, _ROWS, _COLUMNS = 1 << 20, 3000, 8  # larger is no published table of counts
_FEWEST = 4
_WIDTH, _MINIMUM = 3, 11
_TOTAL = re.compile(r"(grand )?total|all( .*)?|statewide|both( .*)?", re.IGNORECASE)


@dataclass(repr=False)
class Table:
    """The rows of one place; not a table once it is too large."""

    rows: list[list[str]] = field(default_factory=list)
    size: int = 0

    def add(self, piece: NDArray[np.uint8], form: Form) -> None:
        """Take in one piece."""
        self.size += piece.size
        if self.size > _BYTES:
            self.rows = []
            return
        text = piece.tobytes().decode("utf-8", "replace")
        delimiter = "\t" if form is Form.TABLE else max(",\t;|", key=text.split("\n", 1)[0].count)
        try:
            rows: Iterable[list[str]] = csv.reader(io.StringIO(text), delimiter=delimiter)
            if form is Form.TABLE:
                rows = (line.split(delimiter) for line in text.split("\n") if line)
            self.rows += [[_word(cell) for cell in row] for row in rows if row]
        except csv.Error:
            self.size = _BYTES + 1
            self.rows = []

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns; none where it cannot be a table of counts."""
        rows = self.rows
        whole = _FEWEST < len(rows) <= _ROWS and 2 <= len(rows[0]) <= _COLUMNS
        if not whole or any(len(row) != len(rows[0]) for row in rows) or not all(rows[0]):
            return ()
        return tuple(rows[0]) if len(set(rows[0])) == len(rows[0]) else ()

    def withheld(self) -> str:
        """The column of counts some of which are withheld; empty if there is none."""
        for at in reversed(range(len(self.header))):
            shown = [_is_shown(row[at]) for row in self.rows[1:]]
            if None not in shown and True in shown and False in shown:
                return self.rows[0][at]
        return ""


def _word(cell: str) -> str:
    """A cell as another table of the file may have it: 2019 where a sheet gives 2019.0."""
    word = cell.strip()
    return word[:-2] if word.endswith(".0") and word[:-2].isdigit() else word


def _is_shown(cell: str) -> bool | None:
    """Whether a cell shows a count or withholds one; none if it is something else."""
    from clerestory.proof.attack.marks import read_mark

    try:
        return read_mark(cell, "").is_known
    except ClerestoryError:
        return None


def given_away(tables: Sequence[Table]) -> Iterator[tuple[int, int, int]]:
    """Withheld counts that can be worked out: (which table, how many, in which other table they stand or -1)."""
    found = [(at, table.header, table.withheld()) for at, table in enumerate(tables)]
    for at, header, count in found:
        if not count:
            continue
        same = [other for other, names, _ in found if other != at and set(names) == set(header)]
        alone = _recovered([tables[at]], count)
        if alone:
            yield at, alone, -1
        for other in same:
            together = _recovered([tables[at], tables[other]], count)
            if together > alone:
                yield at, together, other


def _recovered(tables: Sequence[Table], count: str) -> int:
    """How many withheld cells of the first table can be worked out."""
    from clerestory.proof.attack.telling import Telling
    from clerestory.proof.attack.trial import attack

    folder = scratch.open_folder()
    try:
        shown = [_shown(table, count, folder / f"{at}.csv") for at, table in enumerate(tables)]
        telling = Telling(attack(shown, _WIDTH, _MINIMUM))
    except ClerestoryError:  # not a table of counts after all, or not of the same records
        return 0
    finally:
        scratch.close_folder(folder)
    return sum(1 for one in telling.told() if telling.name(one.cell).table == "0")


def _shown(table: Table, count: str, path: Path) -> "ShownTable":
    from clerestory.proof.attack.tables import Layout, read_csv

    by = tuple(name for name in table.header if name != count)
    columns = {name: {row[table.header.index(name)] for row in table.rows[1:]} for name in by}
    totals = {name: label for name, words in columns.items() if (label := _total(words))}
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table.rows)
    without = frozenset(by) - set(totals)
    layout = Layout(by, count=count, totals=totals, without_total=without, absent="withheld")
    return read_csv(path, path.stem, layout)


def _total(words: Iterable[str]) -> str:
    return next((word for word in sorted(words) if _TOTAL.fullmatch(word)), "")
