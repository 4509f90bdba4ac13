"""The states a cell, a column or a trial can have."""

from collections.abc import Mapping
from enum import Enum


class PublicStatus(Enum):
    """What everybody may know of a cell (JSON-stat ``status``)."""

    PUBLISHED = "p"
    WITHHELD = "c"


class ColumnClass(Enum):
    """What a column of the vault can do to a person."""

    DIRECT_IDENTIFIER = "direct identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    PLAIN = "plain"


class Identifies(Enum):
    """How the values of an identifying column are compared (``matching``)."""

    PERSON = "person"
    GIVEN = "given"
    SURNAME = "surname"
    DATE = "date"
    STRONG = "strong"
    ADDRESS = "address"
    POSTCODE = "postcode"


_ONE_IN_A_ROW = frozenset({Identifies.DATE, Identifies.ADDRESS, Identifies.POSTCODE})


def rivals(columns: Mapping[str, Identifies]) -> tuple[str, str] | None:
    """Two columns of one row of which a comparison of rows takes one alone, if there are such."""
    first: dict[Identifies, str] = {}
    for name, kind in columns.items():
        if kind in _ONE_IN_A_ROW and first.setdefault(kind, name) != name:
            return first[kind], name
    return None


def views(columns: Mapping[str, Identifies]) -> tuple[Mapping[str, Identifies], ...]:
    """The columns, as often as one row has dates, addresses or postcodes; each time with the next of them."""
    several = {kind: [name for name, own in columns.items() if own is kind] for kind in _ONE_IN_A_ROW}
    number = max(1, *(len(names) for names in several.values()))
    chosen = [
        {names[min(turn, len(names) - 1)] for names in several.values() if names} for turn in range(number)
    ]
    return tuple(
        {name: kind for name, kind in columns.items() if kind not in _ONE_IN_A_ROW or name in own}
        for own in chosen
    )


class Verdict(Enum):
    """What a trial found. ``FOUND`` beats ``INCONCLUSIVE`` beats ``CLEAN``."""

    CLEAN = "clean"
    FOUND = "found"
    INCONCLUSIVE = "inconclusive"
