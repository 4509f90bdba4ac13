"""Set who is on duty, and take a shift back."""

from datetime import datetime

from clerestory.errors import InputError
from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents.roster import ABOUT, Shift, check_shift
from clerestory.governance.office.desk import Desk, admitted
from clerestory.governance.store import happenings, staff
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role


def set_shift(desk: Desk, actor: Actor, role: Role, person: str, begins: datetime, ends: datetime) -> Shift:
    """Somebody is called first in a role for a time."""
    with admitted(desk, Act.SET_DUTY, actor, ABOUT, duty_role=role.value, person=person) as at:
        check_shift(staff.officer(at.acting, person), role, begins, ends)
        at.acting.tell(begins=begins.isoformat(), ends=ends.isoformat())
    with desk.store.reading() as look:
        known = happenings.shifts(look)
    return max(known, key=lambda each: int(each.id.removeprefix("e-")))


def end_shift(desk: Desk, actor: Actor, shift: str) -> None:
    """It does not count any more."""
    with admitted(desk, Act.SET_DUTY, actor, ABOUT, ended=shift) as at:
        known = {each.id for each in happenings.shifts(at.acting)}
        if shift not in known:
            raise InputError(
                f"{shift}: there is no such shift; there are: {', '.join(sorted(known)) or 'none'}"
            )
