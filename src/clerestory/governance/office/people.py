"""Appoint people, let them go, record passed trainings, waive one in an emergency."""

from collections.abc import Sequence
from datetime import timedelta

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.people import Officer, Qualification
from clerestory.governance.approval.qualifications import LONGEST_WAIVER, VALID_FOR
from clerestory.governance.approval.training import Marked
from clerestory.governance.office.desk import Desk, admitted
from clerestory.governance.store import staff
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role


def appoint(desk: Desk, actor: Actor, people: Sequence[Officer]) -> None:
    """Make these people's roles what is given here."""
    with admitted(desk, Act.APPOINT, actor, people=[each.id for each in people]) as at:
        for person in people:
            if person.id == actor.person and person.roles != at.officer.roles:
                raise Refused("nobody appoints themselves; another executive must")
            staff.appoint(at.acting, person)


def leave(desk: Desk, actor: Actor, person: str) -> None:
    """Somebody leaves: they act no more from this moment; what they did stays."""
    with admitted(desk, Act.LEAVE, actor, person) as at:
        who = staff.officer(at.acting, person)
        staff.appoint(at.acting, Officer(who.id, who.name, who.roles, active=False))


def train(desk: Desk, actor: Actor, role: Role, marked: Marked) -> Qualification | None:
    """Record how somebody's own training went; only a passed one qualifies them."""
    with admitted(desk, Act.TRAIN, actor, actor.person, training_role=role.value) as at:
        if role not in at.officer.roles:
            raise Refused(f"{at.officer.name} does not hold the role {role.value}")
        at.acting.tell(score=marked.score, passed=marked.passed)
        if not marked.passed:
            return None
        now = at.acting.now
        passed = Qualification(
            actor.person, role, desk.tool_version, marked.score, marked.training, now, now + VALID_FOR
        )
        staff.qualify(at.acting, passed)
    return passed


def ask_waiver(desk: Desk, actor: Actor, person: str, role: Role, reason: str, hours: int) -> int:
    """The first of two who let somebody act unqualified in an emergency; returns the waiver's number."""
    with admitted(desk, Act.WAIVE, actor, person, waived_role=role.value, reason=reason) as at:
        length = timedelta(hours=hours)
        if not reason.strip():
            raise Refused("say why: a waiver takes a sentence for the report")
        if not timedelta(0) < length <= LONGEST_WAIVER:
            raise Refused(f"a waiver is for 1 to {LONGEST_WAIVER.total_seconds() / 3600:.0f} hours")
        if person == actor.person:
            raise Refused("nobody waives their own training; two others must")
        staff.officer(at.acting, person)
        return staff.ask_waiver(at.acting, person, role, reason, actor.person, at.acting.now + length)


def grant_waiver(desk: Desk, actor: Actor, number: int) -> None:
    """The second of the two."""
    with admitted(desk, Act.WAIVE, actor, str(number)) as at:
        asked = staff.waiver(at.acting, number)
        if actor.person in (asked.first, asked.person):
            raise Refused("a waiver takes two people, neither of them the one it is for; another must agree")
        staff.grant_waiver(at.acting, number, actor.person)
