"""People, their roles, what they were trained for, and waivers, in the store."""

from datetime import datetime

import sqlalchemy as sa

from clerestory.errors import InputError
from clerestory.governance.approval.people import Officer, Qualification, Standing, Waiver
from clerestory.governance.store.acting import Acting, Reading, Row
from clerestory.governance.store.tables import people, qualifications, roles, waivers
from clerestory.vocabulary.roles import Role


def officers(look: Reading) -> tuple[Officer, ...]:
    """Everybody who was ever appointed."""
    held: dict[str, set[Role]] = {}
    for row in look.rows(sa.select(roles)):
        held.setdefault(row["person"], set()).add(Role(row["role"]))
    found = look.rows(sa.select(people).order_by(people.c.id))
    return tuple(
        Officer(row["id"], row["name"], frozenset(held.get(row["id"], ())), row["active"]) for row in found
    )


def officer(look: Reading, person: str) -> Officer:
    """That person; ``InputError`` if nobody of that name was appointed."""
    for each in officers(look):
        if each.id == person:
            return each
    known = ", ".join(each.id for each in officers(look) if each.active)
    raise InputError(f"nobody named {person} was appointed here; there are: {known}")


def standing(look: Reading, person: str, tool_version: str) -> Standing:
    """All that a permission asks about somebody, at this moment."""
    return Standing(
        officer(look, person),
        qualifications_of(look, person),
        waivers_of(look, person),
        tool_version,
        look.now,
    )


def qualifications_of(look: Reading, person: str) -> tuple[Qualification, ...]:
    """Every training that somebody passed."""
    query = sa.select(qualifications).where(qualifications.c.person == person)
    return tuple(_qualification(row) for row in look.rows(query.order_by(qualifications.c.passed_at)))


def waivers_of(look: Reading, person: str) -> tuple[Waiver, ...]:
    """Every waiver for somebody, asked for or granted."""
    query = sa.select(waivers).where(waivers.c.person == person).order_by(waivers.c.id)
    return tuple(_waiver(row) for row in look.rows(query))


def waiver(look: Reading, number: int) -> Waiver:
    """One waiver."""
    row = look.one(sa.select(waivers).where(waivers.c.id == number))
    if row is None:
        raise InputError(f"there is no waiver {number}; ask for one first")
    return _waiver(row)


def appoint(acting: Acting, person: Officer) -> None:
    """Add somebody with their roles, or make the roles of somebody these."""
    known = next((each for each in officers(acting) if each.id == person.id), None)
    if known is None:
        acting.insert(
            people, id=person.id, name=person.name, active=person.active, since=acting.now.isoformat()
        )
    else:
        acting.update(people, {"id": person.id}, name=person.name, active=person.active)
    held = known.roles if known else frozenset()
    for role in sorted(person.roles - held, key=lambda each: each.value):
        acting.insert(roles, person=person.id, role=role.value)
    for role in sorted(held - person.roles, key=lambda each: each.value):
        acting.delete(roles, {"person": person.id, "role": role.value})


def qualify(acting: Acting, passed: Qualification) -> None:
    """Record a passed training; a later one of the same role and version takes its place."""
    key = {"person": passed.person, "role": passed.role.value, "tool_version": passed.tool_version}
    values = {
        "score": passed.score,
        "training": passed.training,
        "passed_at": passed.passed_at.isoformat(),
        "expires_at": passed.expires_at.isoformat(),
    }
    if any(
        each.role is passed.role and each.tool_version == passed.tool_version
        for each in qualifications_of(acting, passed.person)
    ):
        acting.update(qualifications, key, **values)
    else:
        acting.insert(qualifications, **key, **values)


def ask_waiver(acting: Acting, person: str, role: Role, reason: str, first: str, until: datetime) -> int:
    """The first of two people who waive a training; returns the number for the second."""
    number = 1 + int(acting.value(sa.select(sa.func.coalesce(sa.func.max(waivers.c.id), 0))))
    values = {"person": person, "role": role.value, "reason": reason, "first": first}
    acting.insert(waivers, id=number, **values, second=None, until=until.isoformat())
    return number


def grant_waiver(acting: Acting, number: int, second: str) -> None:
    """The second of the two."""
    acting.update(waivers, {"id": number}, second=second)


def _qualification(row: Row) -> Qualification:
    return Qualification(
        row["person"],
        Role(row["role"]),
        row["tool_version"],
        row["score"],
        row["training"],
        datetime.fromisoformat(row["passed_at"]),
        datetime.fromisoformat(row["expires_at"]),
    )


def _waiver(row: Row) -> Waiver:
    until = datetime.fromisoformat(row["until"])
    return Waiver(
        row["id"], row["person"], Role(row["role"]), row["reason"], row["first"], row["second"], until
    )
