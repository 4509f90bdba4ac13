"""A message from outside: by which door it came, whether it tells of what somebody told already, its receipt.

What was said, the values that were quoted and the attachments never enter the log: they lie sealed, and
the log holds digests and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents.incident import ClaimState

ALIKE = timedelta(hours=24)
SERIOUS = Severity.S2  # until shown otherwise, a stranger's message is serious


class Channel(Enum):
    """The door; all five lead to one queue."""

    WEB = "web form"
    EMAIL = "e-mail"
    PHONE = "phone"
    SOCIAL = "social message"
    SECURITY = "security.txt"


@dataclass(frozen=True)
class Attached:
    """An attachment by its digest; ``verdict`` is what the probe found in it, in its sandbox."""

    digest: str
    size: int
    verdict: str


@dataclass(frozen=True)
class Message:
    """What is logged of a message."""

    channel: Channel
    release: str
    collections: tuple[str, ...]
    path: str
    sealed: str  # SHA-256 of the sealed words
    quoted: int = 0
    attached: tuple[Attached, ...] = ()
    severity: Severity = SERIOUS
    said_at: datetime | None = None  # when it was said, where that was before it was taken down
    receipt: str = ""  # what the stranger holds, where the public server gave it
    digests: tuple[str, ...] = field(default=())  # of the quoted values, under the key of this office


def alike(new: Message, known: Sequence[ClaimState], now: datetime) -> ClaimState | None:
    """The open claim that says the same: of the same release, the same address, within a day.

    A message that names no address joins one that names none; it never hides one that does.
    """
    for each in known:
        same_place = place(new.path) in map(place, each.paths) or (not new.path and not each.paths)
        if each.is_open and each.release == new.release and same_place and now - each.at <= ALIKE:
            return each
    return None


def place(path: str) -> str:
    """The address that a path is of: a query or a last slash makes no other one."""
    return path.partition("?")[0].rstrip("/")


def receipt(incident: str, claim: str, at: datetime) -> str:
    """What the stranger is told at once: that it was received, when, under which number."""
    return (
        f"We received your message at {at:%H:%M:%S} on {at:%B} {at.day}, {at.year}{f' ({at:%Z})' if at.tzinfo else ''}. Its number is {claim} (in {incident}). "
        "A person who did not make the page will look. If they cannot show that it is safe, it comes down. "
        "Please do not post what you saw, and delete any copy."
    )
