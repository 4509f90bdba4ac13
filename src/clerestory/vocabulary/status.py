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
    """Two columns of one row of which a search would compare one alone, if there are such."""
    first: dict[Identifies, str] = {}
    for name, kind in columns.items():
        if kind in _ONE_IN_A_ROW and first.setdefault(kind, name) != name:
            return first[kind], name
    return None


class Verdict(Enum):
    """What a trial found. ``FOUND`` beats ``INCONCLUSIVE`` beats ``CLEAN``."""

    CLEAN = "clean"
    FOUND = "found"
    INCONCLUSIVE = "inconclusive"
