"""The two clocks of an incident: the takedown that comes by itself, and the page that moves up.

A claim of S2 or more on something live comes down after 15 minutes unless it is shown to be safe; the machine
begins half a minute before, so that it is down when the time is up. A page that nobody answers moves up
after 10 minutes: incident lead, privacy officer, executive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.incident import ClaimState, Incident
from clerestory.governance.incidents.investigation import is_shown_safe
from clerestory.vocabulary.roles import Role

UNTIL_DOWN = timedelta(minutes=15)
BEGIN_BEFORE = timedelta(seconds=30)
UNANSWERED = timedelta(minutes=10)
FROM = Severity.S2
CAUSE = "TIMER"
ROSTER = (Role.INCIDENT_LEAD, Role.PRIVACY_OFFICER, Role.EXECUTIVE)  # the order in which a page moves up


@dataclass(frozen=True)
class Page:
    """A call to the person on duty in a role; ``level`` is how far up it is."""

    to: str
    role: Role
    level: int
    why: str


@dataclass(frozen=True)
class Duty:
    """Who is on duty in each role of the roster; nobody in a role is told by its absence."""

    people: tuple[tuple[Role, str], ...]

    def person(self, level: int) -> str:
        """Who is called at that level; the last one if it is above the top."""
        return dict(self.people).get(ROSTER[min(level, len(ROSTER) - 1)], "")


def down_at(claim: ClaimState) -> datetime:
    """When it is down by itself, unless it is shown to be safe before."""
    return claim.at + UNTIL_DOWN


def is_counting(claim: ClaimState) -> bool:
    """Whether the clock runs for a claim on something live."""
    waits = claim.is_open and claim.taken_down is None
    return waits and claim.severity.rank >= FROM.rank and not is_shown_safe(claim)


def is_due(claim: ClaimState, now: datetime) -> bool:
    """Whether it has to come down now."""
    return is_counting(claim) and now >= down_at(claim) - BEGIN_BEFORE


def next_page(incident: Incident, duty: Duty, now: datetime) -> Page | None:
    """The page that is to be sent now: the first one, or the one that moves up."""
    pages = only(incident.happened, Machine.PAGED)
    if not incident.is_open:
        return None
    if not pages:
        return _page(duty, 0, f"{incident.id} was opened")
    last = pages[-1]
    answered = any(each.number > pages[0].number for each in only(incident.happened, Act.ACKNOWLEDGE_PAGE))
    level = last.number_of("level")
    if answered or level >= len(ROSTER) - 1 or now - last.at < UNANSWERED:
        return None
    minutes = int(UNANSWERED.total_seconds() // 60)
    return _page(duty, level + 1, f"{last.text('to') or 'nobody'} did not answer within {minutes} minutes")


def _page(duty: Duty, level: int, why: str) -> Page:
    while level < len(ROSTER) - 1 and not duty.person(level):
        level += 1  # nobody on duty there: it moves up at once
    return Page(duty.person(level), ROSTER[level], level, why)


def duty_of(holders: Sequence[tuple[Role, str]]) -> Duty:
    """The first person of each role of the roster."""
    first = [next(((role, person) for held, person in holders if held is role), None) for role in ROSTER]
    return Duty(tuple(each for each in first if each))
