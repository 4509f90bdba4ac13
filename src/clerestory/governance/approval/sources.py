"""Source requests: a column enters a project only for a recorded purpose that a privacy officer approved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from clerestory.errors import Refused

SHOWN = 5  # columns named in a refusal


class Decision(Enum):
    """Where a request for a column is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class Wanted:
    """A column as a project declares it."""

    collection: str
    column: str
    column_class: str
    purpose: str


@dataclass(frozen=True)
class Purpose:
    """A purpose that was recorded for a column, and what was decided about it."""

    wanted: Wanted
    number: int
    asked_by: str
    asked_at: datetime
    decision: Decision
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""


def check_approved(wanted: Iterable[Wanted], purposes: Sequence[Purpose]) -> None:
    """Raise unless every column is approved, in this class and for this purpose."""
    if left := unapproved(wanted, purposes):
        named = ", ".join(f"{each.collection}.{each.column}" for each in left[:SHOWN])
        more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        raise Refused(
            f"no purpose was approved for {named}{more}; ask with `clerestory source ask`, "
            "and let a privacy officer decide"
        )


def unapproved(wanted: Iterable[Wanted], purposes: Sequence[Purpose]) -> tuple[Wanted, ...]:
    """The columns for which nothing was approved as they are declared now."""
    approved = {each.wanted for each in purposes if each.decision is Decision.APPROVED}
    return tuple(each for each in wanted if each not in approved)


def unasked(wanted: Iterable[Wanted], purposes: Sequence[Purpose]) -> tuple[Wanted, ...]:
    """The columns for which nobody asked yet, as they are declared now."""
    known = {each.wanted for each in purposes if each.decision is not Decision.REFUSED}
    return tuple(each for each in wanted if each not in known)
