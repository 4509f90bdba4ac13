"""People and what they were trained for, as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Officer:
    """Somebody appointed here; ``active`` until they leave."""

    id: str
    name: str
    roles: frozenset[Role]
    active: bool = True


@dataclass(frozen=True)
class Qualification:
    """A passed training: for one role, with one version of the program, for a time."""

    person: str
    role: Role
    tool_version: str
    score: int  # of a hundred
    training: str  # SHA-256 of the lesson and its questions
    passed_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Waiver:
    """An emergency: two people let a third act unqualified, for hours, in one role; it shows in every report."""

    id: int
    person: str
    role: Role
    reason: str
    first: str
    second: str | None
    until: datetime

    @property
    def granted(self) -> bool:
        """Whether both have agreed."""
        return self.second is not None


@dataclass(frozen=True)
class Standing:
    """All that a permission asks about a person at a moment."""

    officer: Officer
    qualifications: Sequence[Qualification]
    waivers: Sequence[Waiver]
    tool_version: str
    now: datetime
