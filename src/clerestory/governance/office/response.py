"""What people and the machine do about a claim: receive, triage, assign, examine, compare, dismiss, take down.

Each is one transaction: the rules of ``incidents`` asked inside it, rows and line written together.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from clerestory.errors import Refused
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.duties import Done
from clerestory.governance.approval.incidents import BY_PEOPLE, Claim, Severity
from clerestory.governance.incidents import intake, investigation, roster, timers
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.incident import ClaimState, Incident, joining, next_id
from clerestory.governance.incidents.intake import Message
from clerestory.governance.incidents.investigation import Part
from clerestory.governance.log.entry import Json
from clerestory.governance.office.desk import Admitted, Desk, admitted, done_to
from clerestory.governance.store import happenings, incidents, requests, staff
from clerestory.governance.store.acting import Acting, Actor, Event, Reading
from clerestory.governance.store.opening import MACHINE
from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Received:
    """What became of a message."""

    incident: str
    claim: str
    merged: bool
    joined: bool
    receipt: str
    at: datetime


def receive(desk: Desk, actor: Actor, message: Message, content: str, hold: str = "") -> Received:
    """A message becomes a claim, or joins the one that says the same; an outage nearby is joined to it.

    ``content``: the digest of the fingerprints of the claimed release. ``hold``: where the legal hold was placed.
    An actor who is the machine takes what came through the web form, in the name of whoever leads.
    """
    with _by_anybody(desk, Act.RECEIVE, actor) as acting:
        known = happenings.every(acting)
        open_claims = [claim for each in known for claim in each.open_claims]
        twin = intake.alike(message, open_claims, acting.now)
        room = _room_of(known, twin) if twin else joining(known, acting.now)
        incident = room.id if room else next_id(known)
        claim = twin.id if twin else _opened(acting, message, content)
        acting.event = Event(Act.RECEIVE, acting.event.by, incident, acting.event.detail)
        told = intake.receipt(incident, claim, acting.now)
        acting.tell(
            **_told(message), claim=claim, merged=twin is not None, joined=room is not None, hold=hold
        )
    if room and not twin:
        join_outages(desk, room, claim)
    return Received(incident, claim, twin is not None, room is not None, told, acting.now)


def held(desk: Desk, incident: str, since: str, lines: int) -> None:
    """The legal hold stands."""
    with desk.store.acting(Event(Machine.HELD, MACHINE, incident)) as acting:
        acting.tell(since=since, lines=lines)


def triage(desk: Desk, actor: Actor, claim: str, severity: Severity, why: str) -> None:
    """Say how grave it is; what the machine raised no person lowers."""
    with _about_claim(desk, Act.TRIAGE, actor, claim) as (at, state):
        if severity not in BY_PEOPLE:
            raise Refused(f"{severity.value} is set by the machine alone, from values that match")
        if state.severity is Severity.CONFIRMED_LIKELY:
            raise Refused(
                f"claim {claim} is {state.severity.value}: quoted values stand in one record; no person lowers it"
            )
        if severity.rank < state.severity.rank and not investigation.is_shown_safe(state):
            raise Refused(
                f"claim {claim} can only be lowered once it is shown to be safe; see `clerestory claim show`"
            )
        if not why.strip():
            raise Refused("say why: --reason takes a sentence")
        incidents.set_severity(at.acting, claim, severity)
        at.acting.tell(severity=severity.value, why=why)


def assign(desk: Desk, actor: Actor, claim: str, investigator: str) -> None:
    """Name who looks into it; an author or approver is a witness and is refused."""
    with _about_claim(desk, Act.ASSIGN, actor, claim, investigator=investigator) as (at, state):
        staff.officer(at.acting, investigator)
        investigation.check_apart(part(at.acting, state.release, investigator), investigator, claim)


@dataclass(frozen=True)
class Probed:
    """What a probe of the claimed path from outside found: a verdict and counts."""

    verdict: str  # clean, found, inconclusive
    site: str
    paths: tuple[str, ...]
    parts: int
    digest: str  # of the report
    all_routes: bool


def to_examine(desk: Desk, actor: Actor, claim: str) -> ClaimState:
    """The claim, for somebody apart who may try it: asked before a probe begins, and again when its result is kept.

    Anybody else is refused, and the log says so.
    """
    with desk.store.reading() as look:
        state = happenings.of_claim(look, claim).claim(claim)
        standing = permissions.in_role(staff.standing(look, actor.person, desk.tool_version), actor.role)
        may = permissions.can(standing, Act.EXAMINE)
        if may and part(look, state.release, actor.person) is Part.APART:
            return state
    with _about_claim(desk, Act.EXAMINE, actor, claim) as (at, state):
        investigation.check_apart(part(at.acting, state.release, actor.person), actor.person, claim)
    return state


def examine(desk: Desk, actor: Actor, claim: str, probed: Probed) -> str:
    """Evidence: the claimed path was tried from outside; by a witness it is recorded, but shows nothing."""
    with _about_claim(desk, Act.EXAMINE, actor, claim) as (at, state):
        apart = part(at.acting, state.release, actor.person)
        investigation.check_apart(apart, actor.person, claim)
        if state.paths and not probed.all_routes and not set(state.paths) <= set(probed.paths):
            raise Refused(
                f"the probe did not try {', '.join(sorted(set(state.paths) - set(probed.paths)))}, which was claimed"
            )
        at.acting.tell(
            verdict=probed.verdict, site=probed.site, paths=list(probed.paths), parts=probed.parts,
            digest=probed.digest, all_routes=probed.all_routes, part=apart.value,
        )  # fmt: skip
    return probed.verdict


def sealed_messages(desk: Desk, actor: Actor, claim: str) -> tuple[str, ...]:
    """Under which names the messages of a claim lie sealed, for somebody apart who has them compared."""
    with _about_claim(desk, Act.EXAMINE, actor, claim) as (at, state):
        investigation.check_apart(part(at.acting, state.release, actor.person), actor.person, claim)
        at.acting.tell(compares=True)
        told = happenings.of_claim(at.acting, claim).happened
        return tuple(each.text("sealed") for each in only(told, Act.RECEIVE) if each.text("claim") == claim)


def compared(desk: Desk, claim: str, matching: int, quoted: int) -> Severity:
    """The machine compared the quoted values with the vault; it raises what three of them confirm."""
    with desk.store.reading() as look:
        room = happenings.of_claim(look, claim)
    event = Event(Machine.MATCHED, MACHINE, room.id, {"claim": claim, "matching": matching, "quoted": quoted})
    desk.store.record(event)
    before = room.claim(claim).severity
    after = investigation.raised(before, matching)
    if after is not before:
        with desk.store.acting(Event(Machine.RAISED, MACHINE, room.id, {"claim": claim})) as acting:
            incidents.set_severity(acting, claim, after)
            acting.tell(severity=after.value, before=before.value, matching=matching)
    return after


def dismiss(desk: Desk, actor: Actor, claim: str, why: str) -> None:
    """Not without a probe of the claimed path by somebody apart, and the comparison with the vault."""
    with _about_claim(desk, Act.DISMISS, actor, claim, why=why) as (at, state):
        investigation.check_apart(part(at.acting, state.release, actor.person), actor.person, claim)
        investigation.check_dismissal(state, why)
        incidents.close_claim(at.acting, claim, actor.person, why)


def came_down(
    desk: Desk, incident: str, claims: Sequence[str], targets: Sequence[str], began_at: datetime
) -> None:
    """The machine took it down, because nobody had shown that it is safe."""
    with desk.store.acting(Event(Machine.TIMER, MACHINE, incident)) as acting:
        acting.tell(
            claims=list(claims), cause=timers.CAUSE, targets=list(targets), began_at=began_at.isoformat()
        )


def join_outages(desk: Desk, room: Incident, claim: str) -> None:
    """A new claim beside open outages: both teams are told that they look at one thing."""
    if outages := [each.id for each in room.outages if each.is_open]:
        tell_both(desk, room, [claim], outages)


def tell_both(desk: Desk, room: Incident, claims: Sequence[str], outages: Sequence[str]) -> None:
    """The incident lead on duty and whoever reported the outage are told: it waits for both in their inbox."""
    openers = {room.outage(each).by for each in outages} - {MACHINE.person}
    with desk.store.acting(Event(Machine.JOINED, MACHINE, room.id)) as acting:
        lead = duty(acting).person(0)
        acting.tell(
            claims=list(claims), outages=list(outages), told=[Role.INCIDENT_LEAD.value, "server team"],
            people=sorted({lead, *openers} - {""}),
        )  # fmt: skip


def duty(look: Reading) -> timers.Duty:
    """Who is on duty in each role that is called: by the calendar, else the first who holds it."""
    return roster.on_duty(happenings.shifts(look), staff.officers(look), look.now)


def part(look: Reading, release: str, person: str) -> Part:
    """Whether somebody had a hand in that release: built, reviewed, approved, signed or published it."""
    done, approvers = Done(frozenset()), set()
    for request in requests.every(look):
        if request.release == release:
            done = done_to(look, request)
            approvers |= {each.person for each in requests.approvals_of(look, request)}
            if investigation.part_of(done, frozenset(approvers), person) is Part.WITNESS:
                return Part.WITNESS
    return Part.APART


def _opened(acting: Acting, message: Message, content: str) -> str:
    name = incidents.next_name(acting)
    by = acting.event.by.person
    owner = duty(acting).person(0) if by == MACHINE.person else by
    said = message.said_at or acting.now
    new = Claim(
        name, message.release, message.collections, said, message.severity,
        f"received by {message.channel.value}", content, owner, acting.now,
    )  # fmt: skip
    incidents.add_claim(acting, new)
    return name


def _told(message: Message) -> dict[str, Json]:
    return {
        "channel": message.channel.value, "release": message.release, "collections": list(message.collections),
        "path": message.path, "sealed": message.sealed, "quoted": message.quoted, "severity": message.severity.value,
        "attached": [{"digest": each.digest, "size": each.size, "verdict": each.verdict} for each in message.attached],
        "said_at": message.said_at.isoformat() if message.said_at else "", "receipt": message.receipt,
    }  # fmt: skip


def _room_of(known: Sequence[Incident], twin: ClaimState) -> Incident:
    return next(each for each in known if any(claim.id == twin.id for claim in each.claims))


@contextmanager
def _by_anybody(desk: Desk, act: Act, actor: Actor) -> Iterator[Acting]:
    """The machine on its own account, or a person who may do this."""
    if actor.person == MACHINE.person:
        with desk.store.acting(Event(act, actor)) as acting:
            yield acting
    else:
        with admitted(desk, act, actor) as at:
            yield at.acting


@contextmanager
def _about_claim(
    desk: Desk, act: Act, actor: Actor, claim: str, **detail: str
) -> Iterator[tuple[Admitted, ClaimState]]:
    """An act on a claim, told of the incident that it belongs to."""
    with desk.store.reading() as look:
        room = happenings.of_claim(look, claim)
    with admitted(desk, act, actor, room.id, claim=claim, **detail) as at:
        yield at, happenings.incident(at.acting, room.id).claim(claim)
