"""Hierarchies and denominators: small CSV files, one category a line.

A hierarchy is whole when every code has one parent, every way up ends at ``Total``, and nothing
goes round in a circle.
"""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clerestory.project.document import read_text
from clerestory.project.problem import Problem
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


@dataclass(frozen=True)
class _Line:
    number: int
    cells: tuple[str, ...]


def read_hierarchy(root: Path, file: str, problems: list[Problem]) -> Hierarchy | None:
    """The hierarchy of ``code,parent[,label]`` lines; None, and problems noted, if it is broken."""
    found = _read(root, file, (("code", "parent"), ("code", "parent", "label")), problems)
    if found is None:
        return None
    wrong = [*_repeated(file, found), *_malformed(file, found), *_unconnected(file, found)]
    problems.extend(wrong)
    if wrong:
        return None
    labels = {line.cells[0]: line.cells[2] for line in found if len(line.cells) > 2 and line.cells[2]}
    return Hierarchy({line.cells[0]: line.cells[1] for line in found if line.cells[1]}, labels)


def read_denominator(root: Path, file: str, problems: list[Problem]) -> Mapping[str, float] | None:
    """The residents of each code from ``code,value`` lines; None, and problems noted, if it is broken."""
    found = _read(root, file, (("code", "value"),), problems)
    if found is None:
        return None
    wrong = [*_repeated(file, found)]
    values = {}
    for line in found:
        values[line.cells[0]] = _number(line.cells[1])
        if not values[line.cells[0]] > 0:
            wrong.append(Problem(file, line.number, "the value is no number above 0", "give the residents"))
    problems.extend(wrong)
    return None if wrong else values


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _read(
    root: Path, file: str, heads: tuple[tuple[str, ...], ...], problems: list[Problem]
) -> list[_Line] | None:
    text = read_text(root, file, problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        found = [_Line(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader if cells]
    except csv.Error:
        problems.append(Problem(file, reader.line_num, "not CSV", "close the quotes and save it as CSV"))
        return None
    if not found or found[0].cells not in heads:
        head = ",".join(heads[-1])
        problems.append(Problem(file, 1, "the first line does not name the columns", f"begin with {head}"))
        return None
    wrong = [line for line in found[1:] if len(line.cells) != len(found[0].cells)]
    problems.extend(
        Problem(file, line.number, f"{len(line.cells)} cells", f"give {len(found[0].cells)} cells a line")
        for line in wrong
    )
    return None if wrong else found[1:]


def _repeated(file: str, found: list[_Line]) -> Iterator[Problem]:
    first: dict[str, _Line] = {}
    for line in found:
        code = line.cells[0]
        if code in first:
            what = f"the code {code!r} stands on line {first[code].number} too"
            yield Problem(file, line.number, what, "give each code one line, with one parent")
        first.setdefault(code, line)


def _malformed(file: str, found: list[_Line]) -> Iterator[Problem]:
    if not any(line.cells[1] == TOTAL for line in found):
        yield Problem(
            file, 1, f"no code has the parent {TOTAL}", f"let the topmost codes have the parent {TOTAL}"
        )
    for line in found:
        code, parent = line.cells[:2]
        if not code:
            yield Problem(file, line.number, "the code is empty", "give a code")
        elif code == TOTAL and parent:
            yield Problem(file, line.number, f"{TOTAL} has a parent", "leave it out: it is the root")
        elif code != TOTAL and not parent:
            yield Problem(file, line.number, f"the code {code!r} has no parent", f"give a code, or {TOTAL}")


def _unconnected(file: str, found: list[_Line]) -> Iterator[Problem]:
    """Codes whose way up does not end at the root: a parent that is no code, or a circle."""
    parents = {line.cells[0]: line.cells[1] for line in found if line.cells[0] != TOTAL}
    for line in found:
        code, parent = line.cells[:2]
        if parent and parent != TOTAL and parent not in parents:
            what = f"the parent {parent!r} of {code!r} is no code of this file"
            yield Problem(file, line.number, what, f"give it a line of its own, up to {TOTAL}")
        elif code != TOTAL and _goes_round(code, parents):
            what = f"the parents of {code!r} go round in a circle"
            yield Problem(file, line.number, what, f"let every way up end at {TOTAL}")


def _goes_round(code: str, parents: Mapping[str, str]) -> bool:
    """Whether going up from a code comes back to that same code."""
    seen = set()
    above = parents.get(code, TOTAL)
    while above in parents and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents[above]
    return False
