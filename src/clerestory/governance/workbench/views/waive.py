"""Waivers: in an emergency two people let a third act untrained, for hours; every report shows it."""

from starlette.responses import Response

from clerestory.errors import InputError
from clerestory.governance.office import people
from clerestory.governance.workbench.visit import Access, Page, Visit
from clerestory.vocabulary.roles import Role


def ask(visit: Visit) -> Response:
    """The first of the two."""
    role, hours = visit.text("role", longest=40), visit.text("hours", longest=3)
    if role not in {each.value for each in Role} or not hours.isdecimal():
        raise InputError("choose a role, and give hours as a number")
    people.ask_waiver(
        visit.bench.desk,
        visit.actor,
        visit.text("person", longest=64),
        Role(role),
        visit.text("reason"),
        int(hours),
    )
    return visit.go("/people", said="Asked. A second person has to agree.")


def grant(visit: Visit) -> Response:
    """The second of the two."""
    number = visit.part("number")
    if not number.isdecimal():
        raise InputError("there is no such waiver")
    people.grant_waiver(visit.bench.desk, visit.actor, int(number))
    return visit.go("/people", said="Granted; it shows in every report.")


PAGES = (
    Page("/waivers", ask, Access.FRESH, "POST"),
    Page("/waivers/{number}", grant, Access.FRESH, "POST"),
)
