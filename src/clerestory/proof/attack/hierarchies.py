"""Hierarchies as publishers write them: rows ``code,parent``, up to ``Total``."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from clerestory.errors import InputError
from clerestory.proof.attack.leafsets import TOTAL
from clerestory.proof.attack.shown import Axis

Parents = Mapping[str, str]


def read_hierarchy(path: Path) -> Parents:
    """The parent of every code; ``InputError`` for a cycle, two parents, an orphan."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = (error.strerror or "not a file").lower()
        raise InputError(f"{path}: cannot be read ({why}); give a CSV file of code,parent") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: cannot be read as UTF-8 text; give a CSV file of code,parent") from None
    rows = [[word.strip() for word in row] for row in csv.reader(io.StringIO(text))]
    if not rows or rows[0] != ["code", "parent"]:
        raise InputError(f"{path}:1: the columns must be code,parent; give that header, then a row a code")
    return _checked(((number, row) for number, row in enumerate(rows[1:], start=2) if row), str(path))


def _checked(rows: Iterable[tuple[int, list[str]]], where: str) -> Parents:
    parent: dict[str, str] = {}
    line: dict[str, int] = {}
    for number, row in rows:
        if len(row) != 2 or not all(row):
            raise InputError(f"{where}:{number}: a row must be a code and its parent; give two values")
        if row[0] == TOTAL:
            raise InputError(f"{where}:{number}: {TOTAL} is the root and has no parent; leave the row out")
        if parent.setdefault(row[0], row[1]) != row[1]:
            raise InputError(
                f"{where}:{number}: code {row[0]} has two parents; keep one, or give the second hierarchy as a file of its own"
            )
        line[row[0]] = number
    if not parent:
        raise InputError(f"{where}: has no rows below its header; give rows up to {TOTAL}")
    for code in parent:
        _climb(code, parent, line, where)
    return parent


def _climb(code: str, parent: Parents, line: Mapping[str, int], where: str) -> None:
    seen = {code}
    below, above = code, parent[code]
    while above != TOTAL:
        if above in seen:
            raise InputError(f"{where}:{line[code]}: code {code} is below itself; break the cycle")
        if above not in parent:
            raise InputError(
                f"{where}:{line[below]}: code {above} has no parent; add a row that leads it to {TOTAL}"
            )
        seen.add(above)
        below, above = above, parent[above]


def axis(
    variable: str, present: Sequence[str], trees: Sequence[Parents], where: Callable[[str], str]
) -> Axis:
    """A variable of a table from the categories that the table shows (``where`` each) and its hierarchies, if any."""
    if not trees:
        below = tuple(code for code in present if code != TOTAL)
        flat = {TOTAL: below} if TOTAL in present and below else {}
        return Axis(variable, tuple(present), tuple(flat.items()), flat)
    shown = set(present)
    for code in present:
        if code != TOTAL and not any(code in tree for tree in trees):
            raise InputError(
                f"{where(code)}: category {code} of {variable} is not in its hierarchy; add it there"
            )
    every = [_children(tree) for tree in trees]
    sums = tuple(
        dict.fromkeys(
            (code, shown_below)
            for children in every
            for code in children
            if code in shown
            and (shown_below := _nearest(code, children, shown, partial(_category, code, where)))
        )
    )
    return Axis(variable, _ordered(present, every[0]), sums, _nested(every, variable))


def _category(code: str, where: Callable[[str], str]) -> str:
    return f"{where(code)}: category {code}"


def _nested(every: Sequence[Mapping[str, tuple[str, ...]]], variable: str) -> dict[str, tuple[str, ...]]:
    """Of what each code consists; the finest categories must be the same in every tree."""
    finest = [set().union(*tree.values()) - tree.keys() for tree in every]
    if alone := set().union(*finest) - finest[0].intersection(*finest):
        raise InputError(
            f"--hierarchy {variable}: the files end in different categories, {min(alone)} is not in all of them; give "
            f"each the same"
        )
    nested: dict[str, tuple[str, ...]] = {}
    for tree in every:
        for code, below in tree.items():
            nested.setdefault(code, below)
    return nested


def _children(tree: Parents) -> dict[str, tuple[str, ...]]:
    nested: dict[str, list[str]] = {}
    for code, above in tree.items():
        nested.setdefault(above, []).append(code)
    return {code: tuple(below) for code, below in nested.items()}


def _nearest(
    code: str, children: Mapping[str, tuple[str, ...]], shown: set[str], where: Callable[[], str]
) -> tuple[str, ...]:
    """The shown categories that a code is the sum of; none if the table stops above them all."""
    found: list[str] = []
    missing: list[str] = []
    for below in children[code]:
        if below in shown:
            found.append(below)
        else:
            deeper = _nearest(below, children, shown, where) if below in children else ()
            (found.extend(deeper) if deeper else missing.append(below))
    if found and missing:
        raise InputError(
            f"{where()} is not whole without {missing[0]}, which the table leaves out; add it, or take it out of the hierarchy"
        )
    return tuple(found)


def _ordered(present: Sequence[str], children: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Totals before their parts, as the first tree has them; then what only another tree knows."""
    order: dict[str, None] = {}
    waiting = [TOTAL]
    while waiting:
        code = waiting.pop()
        order[code] = None
        waiting.extend(reversed(children.get(code, ())))
    shown = set(present)
    return tuple(code for code in dict.fromkeys((*order, *present)) if code in shown)
