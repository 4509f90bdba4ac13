"""The duty roster: who is called now, the calendar, and which role does what while an incident lasts."""

from datetime import datetime

from starlette.responses import Response

from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents.roster import PARTS
from clerestory.governance.incidents.timers import ROSTER, UNANSWERED
from clerestory.governance.office import response, roster
from clerestory.governance.store import happenings, staff
from clerestory.governance.workbench.room import people_to_call
from clerestory.governance.workbench.visit import Page, Visit
from clerestory.vocabulary.roles import Role


def show(visit: Visit) -> Response:
    """The page."""
    return _page(visit)


def set_shift(visit: Visit) -> Response:
    """One line of the calendar."""
    permissions.check_may(visit.officer, Act.SET_DUTY)
    try:
        made = roster.set_shift(
            visit.bench.desk,
            visit.actor,
            _role(visit.text("role")),
            visit.text("person", longest=64),
            _moment(visit, "begins"),
            _moment(visit, "ends"),
        )
    except ClerestoryError as error:
        return _page(visit, str(error))
    return visit.go("/duty", said=f"{made.person} is called as {made.role.value} in that time.")


def end_shift(visit: Visit) -> Response:
    """Take one back."""
    roster.end_shift(visit.bench.desk, visit.actor, visit.part("shift"))
    return visit.go("/duty", said="It does not count any more.")


def _role(text: str) -> Role:
    found = next((each for each in ROSTER if each.value == text), None)
    if found is None:
        raise InputError("choose as what they are called")
    return found


def _moment(visit: Visit, name: str) -> datetime:
    try:
        return datetime.fromisoformat(visit.text(name, longest=40)).replace(tzinfo=visit.bench.zone)
    except ValueError:
        raise InputError("a shift has a first and a last moment: a date and a time each") from None


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.bench.store.reading() as look:
        duty, officers, now = response.duty(look), staff.officers(look), look.now
        shifts = [each for each in happenings.shifts(look) if each.ends > now]
    return visit.page(
        "duty.html",
        400 if wrong else 200,
        wrong=wrong,
        called=people_to_call(duty),
        names={each.id: each.name for each in officers},
        shifts=shifts,
        now=now,
        roster=[each.value for each in ROSTER],
        holders=[each for each in officers if each.active and each.roles & set(ROSTER)],
        minutes=int(UNANSWERED.total_seconds() // 60),
        stages=[(stage.value, who) for stage, who in PARTS.items()],
        roles=[role for role in Role if any(role in who for who in PARTS.values())],
        may_set=permissions.may(visit.officer, Act.SET_DUTY),
    )


PAGES = (
    Page("/duty", show),
    Page("/duty", set_shift, method="POST"),
    Page("/duty/{shift}/end", end_shift, method="POST"),
)
