"""People: who is appointed to what, who is qualified today, who has an account; appoint, invite, vouch, let go, waive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.people import Officer, Standing
from clerestory.governance.approval.qualifications import is_qualified
from clerestory.governance.office import people
from clerestory.governance.office.desk import admitted
from clerestory.governance.store import staff
from clerestory.governance.store.acting import Event, Reading
from clerestory.governance.workbench.auth import accounts, invitations, sessions
from clerestory.governance.workbench.visit import Access, Page, Visit
from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Line:
    """One person, and whether they are qualified in each of their roles now."""

    officer: Officer
    qualified: Mapping[str, str]  # role -> until when, or empty
    has_account: bool


def show(visit: Visit) -> Response:
    """Everybody."""
    return _page(visit)


def appoint(visit: Visit) -> Response:
    """Make somebody's roles what is chosen."""
    person, name = visit.text("person", longest=64).lower(), visit.text("name", longest=120)
    chosen = frozenset(
        Role(str(each)) for each in visit.form.getlist("role") if each in {role.value for role in Role}
    )
    try:
        if not person.isascii() or not person.replace("-", "").isalnum() or not name or not chosen:
            raise Refused("give a user name of letters and digits, a name and at least one role")
    except Refused as refused:
        return _page(visit, str(refused))
    people.appoint(visit.bench.desk, visit.actor, [Officer(person, name, chosen)])
    return visit.go("/people", said=f"{name} is appointed.")


def invite(visit: Visit) -> Response:
    """Ask that somebody be invited: whoever gave themselves two accounts could be two reviewers."""
    permissions.check_may(visit.officer, Act.APPOINT)
    person = visit.part("person")
    event = Event(Machine.ACCOUNT, visit.actor, person, {"invitation asked for": person})
    with visit.bench.store.acting(event) as acting:
        somebody = _still_here(acting, person)
        invitations.ask(acting, person, visit.officer.id, visit.now)
    return visit.go("/people", said=f"Asked. A second person has to vouch for {somebody.name}.")


def vouch(visit: Visit) -> Response:
    """The second person gets the one-time address with which somebody enrols; it is shown once, here."""
    person = visit.part("person")
    with admitted(visit.bench.desk, Act.VOUCH, visit.actor, person) as at:
        somebody = _still_here(at.acting, person)
        word = invitations.vouch(at.acting, person, visit.officer.id, visit.now)
    return visit.page("invited.html", invited=somebody, address=f"{visit.bench.settings.origin}/enrol/{word}")


def _still_here(look: Reading, person: str) -> Officer:
    somebody = staff.officer(look, person)
    if not somebody.active:
        raise Refused(f"{somebody.name} has left; appoint them first")
    return somebody


def leave(visit: Visit) -> Response:
    """Somebody leaves: signed out everywhere from this moment."""
    person = visit.part("person")
    people.leave(visit.bench.desk, visit.actor, person)
    with visit.bench.doors() as doors:
        sessions.end_all(doors, person)
    return visit.go("/people", said="They act no more from this moment; what they did stays.")


def sign_out(visit: Visit) -> Response:
    """End somebody's sessions: a lost device, a browser left open."""
    permissions.check_may(visit.officer, Act.APPOINT)
    person = visit.part("person")
    visit.bench.note(Machine.SIGNED_OUT, visit.officer.id, {"where": "everywhere", "whom": person})
    with visit.bench.doors() as doors:
        sessions.end_all(doors, person)
    return visit.go("/people", said="They are signed out everywhere.")


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.bench.store.reading() as look:
        enrolled = accounts.enrolled(look)
        everybody = staff.officers(look)
        version = visit.bench.desk.tool_version
        standings = [staff.standing(look, each.id, version) for each in everybody]
        waivers = [waiver for each in everybody for waiver in staff.waivers_of(look, each.id)]
        asked = invitations.asked(look, visit.now)
    return visit.page(
        "people.html",
        400 if wrong else 200,
        wrong=wrong,
        lines=[Line(each.officer, _qualified(each), each.officer.id in enrolled) for each in standings],
        waivers=waivers,
        roles=_role_names(),
        asked=asked,
        names={each.id: each.name for each in everybody},
        may_appoint=permissions.may(visit.officer, Act.APPOINT),
        may_vouch=permissions.may(visit.officer, Act.VOUCH),
        may_waive=permissions.may(visit.officer, Act.WAIVE),
        version=version,
    )


def _qualified(standing: Standing) -> dict[str, str]:
    found = {}
    for role in Role:
        if role in standing.officer.roles:
            own = [each.expires_at for each in standing.qualifications if each.role is role]
            is_now = is_qualified(standing, role)
            last = max(own, default=None)
            found[role.value] = (
                (f"until {last:%b} {last.day}, {last:%Y}" if last else "by waiver") if is_now else ""
            )
    return found


def _role_names() -> Sequence[str]:
    return [role.value for role in Role]


PAGES = (
    Page("/people", show),
    Page("/people/appoint", appoint, Access.FRESH, "POST"),
    Page("/people/{person}/invite", invite, Access.FRESH, "POST"),
    Page("/people/{person}/vouch", vouch, Access.FRESH, "POST"),
    Page("/people/{person}/sign-out", sign_out, Access.FRESH, "POST"),
    Page("/people/{person}/leave", leave, Access.FRESH, "POST"),
)
