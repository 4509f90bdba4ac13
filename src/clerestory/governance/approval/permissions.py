"""Whether somebody may do something: each question as a check that raises a sentence, and as a yes or no.

A check asks, in this order: is the person still here, has one of their roles this act, are they
qualified in it now. What the state of a request allows, and who may not act twice on it, is asked
in ``duties.py`` and ``states.py``.
"""

from collections.abc import Callable
from dataclasses import replace

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.matrix import QUALIFIED, ROLES_OF
from clerestory.governance.approval.people import Officer, Standing, Waiver
from clerestory.governance.approval.qualifications import check_qualified
from clerestory.vocabulary.roles import Role


def check_may(officer: Officer, act: Act) -> Role:
    """Raise unless a role of the person has this act; returns that role."""
    if not officer.active:
        raise Refused(f"{officer.name} has left and acts no more; somebody else must do this")
    fits = [role for role in Role if role in officer.roles & ROLES_OF[act]]
    if not fits:
        allowed = " or ".join(role.value for role in Role if role in ROLES_OF[act]) or "nobody"
        held = ", ".join(sorted(role.value for role in officer.roles)) or "no role"
        raise Refused(f"{officer.name} ({held}) may not do this ({act.value}); it is for the {allowed}")
    return fits[0]


def may(officer: Officer, act: Act) -> bool:
    """Whether ``check_may`` lets them."""
    return _passes(lambda: check_may(officer, act))


def in_role(standing: Standing, role: Role | None) -> Standing:
    """The same person, acting in that role and no other; ``Refused`` if it is not theirs."""
    if role is None:
        return standing
    if role not in standing.officer.roles:
        held = ", ".join(sorted(each.value for each in standing.officer.roles)) or "no role"
        raise Refused(
            f"{standing.officer.name} ({held}) may not do this as {role.value}: it is not their role"
        )
    narrowed = replace(standing.officer, roles=standing.officer.roles & {role})
    return replace(standing, officer=narrowed)


def check_can(standing: Standing, act: Act) -> tuple[Role, Waiver | None]:
    """Raise unless the person may do this and is qualified now; the role, and the waiver if one was needed."""
    role = check_may(standing.officer, act)
    if act not in QUALIFIED:
        return role, None
    refusal = None
    for each in Role:
        if each in standing.officer.roles & ROLES_OF[act]:
            try:
                return each, check_qualified(standing, each)
            except Refused as refused:
                refusal = refusal or refused
    raise refusal or Refused(f"{standing.officer.name} is not qualified")


def can(standing: Standing, act: Act) -> bool:
    """Whether ``check_can`` lets them."""
    return _passes(lambda: check_can(standing, act))


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except Refused:
        return False
    return True
