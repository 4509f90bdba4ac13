"""What becomes of each person: the states, who has to act in each, and the only ways between them.

Every person ends in SENT, SUBSTITUTED, DECEASED or EXCLUDED with a reason; anything else is open.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.notices.addressee import Addressee


class Fate(Enum):
    """Where a person's notice stands; stored, so never renamed without a migration."""

    HELD = "held"  # the address must be checked first
    PENDING = "pending"  # a letter will be made
    PRINTED = "printed"  # it stands in a batch
    SENT = "sent"  # the mail house handed it over
    RETURNED = "returned"  # it came back
    UNDELIVERABLE = "undeliverable"  # no address can be found: substitute notice is owed
    SUBSTITUTED = "substituted"  # substitute notice was given
    DECEASED = "deceased"
    EXCLUDED = "excluded"  # with a reason


FINAL = frozenset({Fate.SENT, Fate.SUBSTITUTED, Fate.DECEASED, Fate.EXCLUDED})

TRANSITIONS: Mapping[Fate, frozenset[Fate]] = {
    Fate.HELD: frozenset({Fate.PENDING, Fate.UNDELIVERABLE, Fate.DECEASED, Fate.EXCLUDED}),
    Fate.PENDING: frozenset({Fate.HELD, Fate.PRINTED, Fate.UNDELIVERABLE, Fate.DECEASED, Fate.EXCLUDED}),
    Fate.PRINTED: frozenset({Fate.SENT}),
    Fate.SENT: frozenset({Fate.RETURNED}),
    Fate.RETURNED: frozenset({Fate.PENDING, Fate.UNDELIVERABLE, Fate.DECEASED, Fate.EXCLUDED}),
    Fate.UNDELIVERABLE: frozenset({Fate.PENDING, Fate.SUBSTITUTED, Fate.DECEASED}),
    Fate.SUBSTITUTED: frozenset({Fate.PENDING}),
    Fate.DECEASED: frozenset(),
    Fate.EXCLUDED: frozenset({Fate.PENDING}),
}


class Task(Enum):
    """Work that a fate opens; closed when the person leaves it."""

    CHECK_ADDRESS = "check the address, then run again with the new date"
    FIND_ADDRESS = "find another address, or record that there is none"
    SUBSTITUTE_NOTICE = "give substitute notice"


TASK_OF: Mapping[Fate, Task] = {
    Fate.HELD: Task.CHECK_ADDRESS,
    Fate.RETURNED: Task.FIND_ADDRESS,
    Fate.UNDELIVERABLE: Task.SUBSTITUTE_NOTICE,
}
GETS_CODE = frozenset(Fate) - {Fate.DECEASED, Fate.EXCLUDED}


def check_step(before: Fate, after: Fate) -> None:
    """A person goes only the ways of the table."""
    if after not in TRANSITIONS[before]:
        ways = ", ".join(sorted(fate.value for fate in TRANSITIONS[before])) or "nowhere"
        raise Refused(
            f"a notice that is {before.value} cannot become {after.value}; from there it goes to: {ways}"
        )


def first_fate(person: Addressee, on: date, fresh_days: int) -> Fate:
    """Where a person begins: an address that is stale is checked before anything is mailed to it."""
    if person.exclude:
        return Fate.EXCLUDED
    if person.deceased:
        return Fate.DECEASED
    if not person.has_address:
        return Fate.UNDELIVERABLE
    if person.checked_on is None or not on - timedelta(days=fresh_days) <= person.checked_on <= on:
        return Fate.HELD
    return Fate.PENDING


def renewed(before: Fate, found: Fate, *, checked_since: bool) -> Fate:
    """Where a person stands after the address file was read again.

    What is printed or final stays; who waited for an address goes on once it was checked anew.
    """
    if before in (Fate.HELD, Fate.PENDING):
        return found
    if before in (Fate.RETURNED, Fate.UNDELIVERABLE) and found in (Fate.DECEASED, Fate.EXCLUDED):
        return found if found in TRANSITIONS[before] else before
    if before in (Fate.RETURNED, Fate.UNDELIVERABLE) and found is Fate.PENDING and checked_since:
        return Fate.PENDING
    return before
