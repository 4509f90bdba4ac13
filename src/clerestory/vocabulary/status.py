"""The states a cell, a column or a trial can have."""

from enum import Enum


class CellStatus(Enum):
    """Why a cell is shown or withheld. Known inside ``records`` alone: "primary" says "1..10"."""

    PUBLISHED = "published"
    PRIMARY = "primary"
    SECONDARY = "secondary"


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


class Verdict(Enum):
    """What a trial found. ``FOUND`` beats ``INCONCLUSIVE`` beats ``CLEAN``."""

    CLEAN = "clean"
    FOUND = "found"
    INCONCLUSIVE = "inconclusive"
