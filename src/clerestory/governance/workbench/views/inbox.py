"""The inbox: what waits for this person, what waits for others, what was decided lately, and what is live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.people import Standing
from clerestory.governance.approval.qualifications import is_qualified
from clerestory.governance.approval.requests import Request
from clerestory.governance.approval.sources import Decision
from clerestory.governance.approval.states import OWNERS, State
from clerestory.governance.incidents.happening import only
from clerestory.governance.store import happenings, incidents, requests, sources, staff
from clerestory.governance.store.acting import Reading
from clerestory.governance.workbench import figures, page
from clerestory.governance.workbench.auth import invitations
from clerestory.governance.workbench.case import Case, load
from clerestory.governance.workbench.visit import Page, Visit

SOON = timedelta(days=14)
OVER = (State.PUBLISHED, State.WITHDRAWN, State.SUPERSEDED)
NEXT = {  # what a person can do next with a request, the gravest first
    Act.PUBLISH: "Publish it",
    Act.SIGN: "Sign it",
    Act.APPROVE: "Approve it: you voted on every table",
    Act.REVIEW: "Review it table by table",
    Act.PROPOSE: "Propose it for review",
    Act.EXPEDITE: "Say whether it may hurry",
}


@dataclass(frozen=True)
class Task:
    """Something that waits."""

    title: str
    address: str
    told: str
    state: str
    by: str


def show(visit: Visit) -> Response:
    """The page."""
    with visit.bench.store.reading() as look:
        standing = staff.standing(look, visit.officer.id, visit.bench.desk.tool_version)
        cases = [load(look, visit.bench.desk, visit.officer.id, each.id) for each in requests.every(look)]
        claims = incidents.open_claims(look)
        mine = [
            *_of_incidents(look, visit.officer.id),
            *_of_requests(cases),
            *_of_sources(look, standing),
            *_of_invitations(look, standing, visit.now),
            *_of_waivers(look, standing),
            *_of_training(standing),
        ]
        year = figures.figures(figures.every_entry(look), look.now - timedelta(days=365))
    waiting = {task.address for task in mine}
    now = visit.bench.clock()
    return visit.page(
        "inbox.html",
        greeting=page.greeting(now, visit.bench.zone),
        first=visit.officer.name.partition(" ")[0],
        today=now,
        mine=mine,
        others=_for_others(cases, waiting),
        lately=[case.request for case in cases if case.request.state in OVER][:6],
        live=visit.bench.hands.live(),
        claims=claims,
        year=year,
        may_take_down=permissions.may(visit.officer, Act.TAKE_DOWN),
    )


def _of_incidents(look: Reading, me: str) -> Iterator[Task]:
    """Calls to answer, claims to look into, outages that turned out to be more."""
    for room in happenings.every(look):
        if not room.is_open:
            continue
        answers = [each.by for each in only(room.happened, Act.ACKNOWLEDGE_PAGE)]
        called = any(each.text("to") == me for each in only(room.happened, Machine.PAGED)) and not answers
        mine = [each.id for each in room.open_claims if each.investigator == me]
        joined = any(me in each.names("people") for each in only(room.happened, Machine.JOINED))
        told = (
            "You are called: answer, or it moves up"
            if called
            else f"You look into {', '.join(mine)}"
            if mine
            else "An outage and a claim were joined: you see both"
            if joined
            else ""
        )
        if told:
            yield Task(f"Incident {room.id}", f"/incidents/{room.id}", told, "open", "")


def _of_requests(cases: Sequence[Case]) -> Iterator[Task]:
    for case in cases:
        request = case.request
        if told := _next(case):
            yield Task(
                f"Release {request.id}",
                f"/releases/{request.id}",
                told,
                request.state.value,
                case.name(request.author),
            )


def _next(case: Case) -> str:
    if case.request.state is State.IN_REVIEW and _is_done(case):
        return ""
    if case.request.state is State.RETURNED and case.me == case.request.author:
        return "Returned: read why, mend it and build it again"
    return next((told for act, told in NEXT.items() if case.can(act)), "")


def _is_done(case: Case) -> bool:
    """Whether this checker has said all there is to say."""
    voted = case.built is not None and set(case.built.tables) == case.my_votes.keys()
    return voted and not case.can(Act.APPROVE)


def _of_sources(look: Reading, standing: Standing) -> Iterator[Task]:
    waiting = [each for each in sources.every(look) if each.decision is Decision.ASKED]
    if waiting and permissions.can(standing, Act.DECIDE_SOURCE):
        told = f"{page.count(len(waiting), 'column')} of {page.count(len({each.wanted.collection for each in waiting}), 'source')}"
        by = staff.officer(look, waiting[0].asked_by).name
        yield Task("Purposes of columns", "/sources", told, "asked", by)


def _of_invitations(look: Reading, standing: Standing, now: int) -> Iterator[Task]:
    me = standing.officer.id
    for person, asked_by in invitations.asked(look, now).items():
        if permissions.can(standing, Act.VOUCH) and me not in (person, asked_by):
            name, told = staff.officer(look, person).name, "Vouch that they are to have an account"
            yield Task(f"Invitation: {name}", "/people", told, "asked", staff.officer(look, asked_by).name)


def _of_waivers(look: Reading, standing: Standing) -> Iterator[Task]:
    """Emergencies in which a second person has to agree."""
    if not permissions.can(standing, Act.WAIVE):
        return
    names = {each.id: each.name for each in staff.officers(look)}
    for each in (waiver for person in names for waiver in staff.waivers_of(look, person)):
        is_mine = standing.officer.id not in (each.person, each.first)
        if is_mine and not each.granted and each.until > standing.now:
            told = f"Agree that they act untrained as {each.role.value}"
            yield Task(f"Waiver: {names[each.person]}", "/people", told, "asked", names[each.first])


def _of_training(standing: Standing) -> Iterator[Task]:
    for role in sorted(standing.officer.roles, key=lambda each: each.value):
        address = f"/training/{role.value.replace(' ', '-')}"
        if not is_qualified(standing, role):
            yield Task(
                f"Training: {role.value}",
                address,
                "You are not qualified yet; it takes ten minutes",
                "missing",
                "",
            )
            continue
        ends = max((each.expires_at for each in standing.qualifications if each.role is role), default=None)
        if ends is not None and ends - standing.now < SOON:
            days = max(0, (ends - standing.now).days)
            yield Task(
                f"Training: {role.value}", address, f"It ends in {page.count(days, 'day')}", "expiring", ""
            )


def _for_others(cases: Sequence[Case], mine: set[str]) -> list[tuple[Request, str]]:
    return [
        (case.request, OWNERS[case.request.state].value)
        for case in cases
        if case.request.state not in OVER and f"/releases/{case.request.id}" not in mine
    ]


PAGES = (Page("/", show),)
