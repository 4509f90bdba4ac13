"""The duty roster: who is called in which role, by a calendar; and which role does what while an incident is where it is.

A shift is one line of the log. Where shifts of a role overlap, the one that was set last counts; where none
covers a moment, the first who holds the role is called. Whoever left, or lost the role, is passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.people import Officer
from clerestory.governance.incidents.happening import Happening, only
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.incidents.investigation import is_shown_safe
from clerestory.governance.incidents.timers import ROSTER, Duty, duty_of
from clerestory.vocabulary.roles import Role

ABOUT = "duty"


@dataclass(frozen=True)
class Shift:
    """Somebody is called first in a role, from one moment until another."""

    id: str
    role: Role
    person: str
    begins: datetime
    ends: datetime

    def covers(self, at: datetime) -> bool:
        """Whether it is on at that moment."""
        return self.begins <= at < self.ends


class Stage(Enum):
    """Where an incident is."""

    COUNTING = "an open claim, and something is live"
    DOWN = "an open claim, and it is down"
    SAFE = "an open claim, shown to be safe"
    OUTAGE = "an outage alone"
    ANSWERED = "every claim is answered"


class Part(Enum):
    """What a role does there."""

    DECIDES = "decides and answers for it"
    DOES = "does the work"
    ASKED = "is asked"
    TOLD = "is told"


_DOES, _DECIDES, _ASKED, _TOLD = Part.DOES, Part.DECIDES, Part.ASKED, Part.TOLD
PARTS: Mapping[Stage, Mapping[Role, Part]] = {
    Stage.COUNTING: {
        Role.INCIDENT_LEAD: _DECIDES, Role.PRIVACY_OFFICER: _DOES, Role.OUTPUT_CHECKER: _DOES,
        Role.PUBLISHER: _DOES, Role.ANALYST: _ASKED, Role.EXECUTIVE: _TOLD, Role.LOG_AUDITOR: _TOLD,
    },
    Stage.DOWN: {
        Role.INCIDENT_LEAD: _DECIDES, Role.PRIVACY_OFFICER: _DOES, Role.LOG_AUDITOR: _DOES,
        Role.PUBLISHER: _TOLD, Role.ANALYST: _ASKED, Role.OUTPUT_CHECKER: _ASKED, Role.EXECUTIVE: _TOLD,
    },
    Stage.SAFE: {
        Role.INCIDENT_LEAD: _DECIDES, Role.PRIVACY_OFFICER: _DOES, Role.OUTPUT_CHECKER: _ASKED,
        Role.PUBLISHER: _TOLD, Role.ANALYST: _TOLD, Role.EXECUTIVE: _TOLD, Role.LOG_AUDITOR: _TOLD,
    },
    Stage.OUTAGE: {
        Role.PUBLISHER: _DOES, Role.INCIDENT_LEAD: _DECIDES, Role.PRIVACY_OFFICER: _ASKED,
        Role.ANALYST: _TOLD, Role.OUTPUT_CHECKER: _TOLD, Role.EXECUTIVE: _TOLD, Role.LOG_AUDITOR: _TOLD,
    },
    Stage.ANSWERED: {
        Role.PRIVACY_OFFICER: _DOES, Role.EXECUTIVE: _DECIDES, Role.INCIDENT_LEAD: _DOES,
        Role.LOG_AUDITOR: _DOES, Role.ANALYST: _TOLD, Role.OUTPUT_CHECKER: _TOLD, Role.PUBLISHER: _TOLD,
    },
}  # fmt: skip


def shifts_in(happened: Sequence[Happening]) -> tuple[Shift, ...]:
    """The shifts that stand, the earliest first."""
    told = only(happened, Act.SET_DUTY)
    ended = {each.text("ended") for each in told}
    made = [_shift(each) for each in told if not each.text("ended") and each.id not in ended]
    return tuple(sorted(made, key=lambda each: (each.begins, ROSTER.index(each.role), _line(each))))


def on_duty(shifts: Sequence[Shift], officers: Sequence[Officer], now: datetime) -> Duty:
    """Who is called in each role of the roster at that moment."""
    holders = [(role, each.id) for each in officers if each.active for role in ROSTER if role in each.roles]
    set_last = sorted((each for each in shifts if each.covers(now)), key=_line, reverse=True)
    called = [(each.role, each.person) for each in set_last if (each.role, each.person) in holders]
    return duty_of([*called, *holders])


def check_shift(officer: Officer, role: Role, begins: datetime, ends: datetime) -> None:
    """Raise unless the person is here, holds a role that is called, and the time is one."""
    if role not in ROSTER:
        raise Refused(
            f"nobody is called as {role.value}; the roster has {', '.join(each.value for each in ROSTER)}"
        )
    if not officer.active or role not in officer.roles:
        raise Refused(f"{officer.name} is not {role.value} here; appoint them first, or name somebody who is")
    if ends <= begins:
        raise Refused("a shift ends after it begins")


def stage(incident: Incident, *, live: bool) -> Stage:
    """Where an incident is now."""
    if not incident.open_claims:
        return Stage.OUTAGE if incident.is_open else Stage.ANSWERED
    if all(is_shown_safe(each) for each in incident.open_claims):
        return Stage.SAFE
    return Stage.COUNTING if live else Stage.DOWN


def _line(each: Shift) -> tuple[int, str]:
    """In the order of the log: e-9999 comes before e-10000."""
    return len(each.id), each.id


def _shift(each: Happening) -> Shift:
    begins, ends = (datetime.fromisoformat(each.text(name)) for name in ("begins", "ends"))
    return Shift(each.id, Role(each.text("duty_role")), each.text("person"), begins, ends)
