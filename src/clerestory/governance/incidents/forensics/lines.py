"""A line of a log as a pattern: what of it is well-formed, and the fields in it.

Patterns are understood alike by DuckDB (RE2, over all lines) and by Python (over the few that matter).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics.hours import MINUTE_OF_CLF, minute_of
from clerestory.governance.incidents.forensics.names import ours
from clerestory.governance.incidents.forensics.request import Request, request_of

DAY = r"(?:0[1-9]|[12]\d|3[01])"
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
CLF_TIME = rf"{DAY}/[A-Z][a-z][a-z]/\d{{4}}:{CLOCK}(?: [+-]\d{{4}})?"
DATE = rf"\d{{4}}-(?:0[1-9]|1[0-2])-{DAY}"
ISO_TIME = rf"{DATE}[T ](?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?(?: ?(?:UTC|Z|[+-]\d\d(?::?\d\d)?))?"
TIME = rf"(?:{ISO_TIME}|{CLF_TIME}|\d{{9,}}(?:\.\d+)?)"
TEXT = r'(?:[^"\\]|\\.)*'
QUOTED = rf'"({TEXT})"'
COMMON = rf"(\S+) \S+ [^\[]*\[({CLF_TIME})\] {QUOTED} (\d{{3}}) (\d+|-)"
COMBINED_NAMES = ("peer", "time", "request", "status", "bytes", "", "agent")


@dataclass(frozen=True)
class Line:
    """How the lines of one file are written."""

    well: str  # SQL over ``line`` and ``parsed``: whether it is well-formed
    read: Callable[[str], Request | None]
    minute: str  # SQL over ``line`` and ``parsed``: see hours.py
    comment: str = "#"  # lines that begin so are no requests
    escapes: str = ""  # what shows that a path may be written in another way than by percent
    parsed: str = "null"  # SQL over ``line``: what ``well`` and ``minute`` look at more than once
    has_header: bool = False  # a #Fields line may come again and tell other columns


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def matches(pattern: str, column: str = "line") -> str:
    """SQL: whether the whole column is as the pattern says; a carriage return may follow."""
    return f"regexp_full_match({column}, {literal(f'(?:{pattern})' + chr(92) + 'r?')})"


def captured(pattern: str, group: int) -> str:
    """SQL: that group of a pattern that the whole line is; empty if it is not."""
    return f"regexp_extract(line, {literal(f'^(?:{pattern})' + chr(92) + 'r?$')}, {group})"


def by_pattern(pattern: str, names: Sequence[str]) -> Line:
    """Lines of which a pattern takes the fields out, in this order; a name may come twice for two ways to write it."""
    whole = re.compile(pattern, re.ASCII)

    def read(line: str) -> Request | None:
        found = whole.fullmatch(line)
        if found is None:
            return None
        texts = {
            name: _unescaped(text) for name, text in zip(names, found.groups(), strict=True) if name and text
        }
        return request_of(texts)

    if pattern.startswith(COMMON):
        return Line(matches(pattern), read, MINUTE_OF_CLF)
    return Line(
        matches(pattern), read, minute_of("parsed"), parsed=captured(pattern, names.index("time") + 1)
    )


def combined(more: Sequence[str] = ()) -> Line:
    """Common or combined; with more, fields that stand behind the combined ones, quoted or not."""
    if not more:
        return by_pattern(rf"{COMMON}(?: {QUOTED} {QUOTED})?", COMBINED_NAMES)
    behind = "".join(rf" (?:{QUOTED}|(\S+))" for _ in more)
    names = [*COMBINED_NAMES, *(ours(name) or "" for name in more for _ in range(2))]
    return by_pattern(rf"{COMMON} {QUOTED} {QUOTED}{behind}", names)


def combined_or_main() -> Line:
    """nginx as it comes: combined, or its "main" format, which adds the forwarded address; more may follow."""
    return by_pattern(rf"{COMMON} {QUOTED} {QUOTED}(?: {QUOTED})?(?: .*)?", (*COMBINED_NAMES, "forwarded"))


def in_order(given: Sequence[str]) -> Line:
    """Every field of a line by name, in order; quotes, brackets and the dash behind the address are seen by themselves."""
    names = [ours(name) or "" for name in given]
    _check(names)
    pattern, groups = "", []
    for at, name in enumerate(names):
        dash = "(?: -)?" if at and names[at - 1] == "peer" else ""
        gap = f"{dash} " if at else ""
        if name == "time":
            pattern += rf'{gap}["\[]?({TIME})["\]]?'
            groups.append(name)
        else:
            bare = r"\S+(?:, ?\S+)*" if name == "forwarded" else r"[^\s\"]\S*"
            pattern += rf"{gap}(?:{QUOTED}|({bare}))"
            groups += [name, name]
    return by_pattern(pattern, groups)


def log_format(text: str) -> Line:
    """nginx's ``log_format``: variables in the text that stands between them."""
    pieces = re.split(r"\$(\w+)", text.strip().strip("'"))
    pattern, names = "", []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            pattern += _escaped(piece)
            continue
        name = ours(piece) or ""
        pattern += f"({_inside(name, pieces[at + 1][:1])})"
        names.append(name)
    _check(names)
    return by_pattern(pattern, names)


def _inside(name: str, after: str) -> str:
    if name == "time":
        return TIME
    if name == "forwarded" and after in ("", " "):
        return r"\S*(?:, ?\S+)*"
    return {'"': TEXT, "]": r"[^\]]*", "'": r"[^']*"}.get(after, r"\S*")


def _check(names: Sequence[str]) -> None:
    if not {"time", "peer"} <= set(names):
        raise InputError(
            "formats: the log_format holds no time or no remote address; give the one the server writes"
        )


def _unescaped(text: str) -> str:
    return text if "\\" not in text else re.sub(r'\\(["\\])', r"\1", text)


def _escaped(text: str) -> str:
    """Escaped alike for RE2 and Python."""
    return "".join(char if char.isalnum() or char in " \"'-_:,=" else f"\\{char}" for char in text)
