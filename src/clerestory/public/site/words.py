"""How dates, sizes and numbers are written for readers; one place, so that they are written alike."""

from collections.abc import Sequence
from datetime import date

KILO = 1000
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def day(when: date) -> str:
    """A date in words: "September 15, 2026"."""
    return f"{_MONTHS[when.month - 1]} {when.day}, {when.year}"


def month(when: date) -> str:
    """A month in words: "September 2026"."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def size(octets: int) -> str:
    """A file's size as people read it: "164 KB", never less than 1 KB."""
    kilobytes = max(1, round(octets / KILO))
    if kilobytes < KILO:
        return f"{kilobytes} KB"
    return f"{octets / KILO**2:.1f} MB"


def number(count: int) -> str:
    """A count with its thousands set apart: "34,193"."""
    return f"{count:,}"


def percent(part: int, whole: int) -> str:
    """A share: "22%", with one decimal under 10, "0%" of nothing."""
    share = 100 * part / whole if whole else 0.0
    return "0%" if share == 0 else f"{share:.1f}%" if round(share, 1) < 10 else f"{share:.0f}%"


def counted(count: int, one: str, many: str) -> str:
    """A count and its noun: "one table", "14 tables"."""
    return f"{_SMALL[count] if count < len(_SMALL) else number(count)} {one if count == 1 else many}"


def joined(parts: Sequence[str], word: str = "and") -> str:
    """A list in a sentence: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def plural(noun: str) -> str:
    """Several of a noun: "counties", "regions"."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"
