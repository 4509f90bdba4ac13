"""A release request and all that was said about it, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from clerestory.governance.approval.states import State
from clerestory.vocabulary.roles import Role


class Choice(Enum):
    """A vote on one table."""

    APPROVE = "approve"
    RETURN = "return"


class Haste(Enum):
    """Why a release may hurry; a launch date is no reason, and no reason leaves out a check."""

    CORRECTION = "correction"
    LAW = "law"
    SAFETY = "safety"


@dataclass(frozen=True)
class Digests:
    """What an approval is bound to: any byte that changes, changes one of these."""

    bundle: str  # the manifest of every public file
    evidence: str  # every confidential file of the trials
    configuration: str  # the project's declarations, policy and settings


@dataclass(frozen=True)
class Built:
    """One build of a request: what was made, and what was attached to it by machine."""

    turn: int
    by: str
    at: datetime
    digests: Digests
    tables: tuple[str, ...]
    columns: tuple[str, ...] = ()  # every column that was read: collection.column
    attachments: Mapping[str, str] = field(default_factory=dict)  # what it is -> SHA-256


@dataclass(frozen=True)
class Request:
    """A release on its way; ``turn`` counts its builds, and what was said belongs to one turn."""

    id: str
    release: str
    author: str
    state: State
    turn: int
    built: Built | None = None
    kind: str = "release"  # or "asked from outside", "hot fix"
    asked_by: str = ""
    expedite: str = ""  # a value of ``Haste``
    expedited_by: str = ""


@dataclass(frozen=True)
class Vote:
    """One checker's word on one table."""

    checker: str
    table: str
    choice: Choice
    reason: str
    at: datetime


@dataclass(frozen=True)
class Comment:
    """A remark, on the whole release or one table."""

    by: str
    role: Role
    text: str
    at: datetime
    table: str = ""


@dataclass(frozen=True)
class Signature:
    """That somebody signed, in which role."""

    person: str
    role: Role
    at: datetime
