"""Sign, publish, withdraw and restore: bound to the approved request, and to the files that they write.

These acts write files as well as the store, which no transaction spans. So each is two: *begun*, with
all its checks, before the files; then the act itself, after them. A crash between the two is
settled from the files the next time that anybody opens the store: what was done is then recorded, what was
not done is recorded as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clerestory.errors import Refused
from clerestory.governance.approval import approvals, duties, incidents, states
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.approvals import Approval, Kind
from clerestory.governance.approval.duties import OF_SIGNERS, Duty
from clerestory.governance.approval.incidents import Takedown
from clerestory.governance.approval.requests import Digests, Request, Signature
from clerestory.governance.approval.review import CHECKERS
from clerestory.governance.approval.states import State, Step
from clerestory.governance.log.entry import Json
from clerestory.governance.office.desk import Admitted, Desk, admitted, done_to
from clerestory.governance.office.releases import check_lessons_read, guard
from clerestory.governance.store import happenings, pending, requests
from clerestory.governance.store import incidents as incidents_store
from clerestory.governance.store.acting import Acting, Actor, Event
from clerestory.governance.store.pending import Begun
from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Bytes:
    """The digests of what lies there at this moment, and the roles that must all sign it."""

    digests: Digests
    signatures: tuple[Role, ...]


def begin_signing(desk: Desk, actor: Actor, request: str, found: Bytes) -> Begun:
    """All that is asked of a signature, before the key is used."""
    with admitted(desk, Act.SIGN, actor, request) as at:
        asked = _approved(at, request, found, (State.APPROVED,))
        duties.check_separate(done_to(at.acting, asked), actor.person, OF_SIGNERS[at.role])
        if any(each.role is at.role for each in requests.signatures_of(at.acting, asked)):
            raise Refused(f"the {at.role.value} has signed this release already")
        return _begun(at, Act.SIGN, asked, expected=at.role.value)


def begin_publishing(desk: Desk, actor: Actor, request: str, found: Bytes, expected: str) -> Begun:
    """All that is asked of a publication, before a file is moved; ``expected`` names what will lie there."""
    with admitted(desk, Act.PUBLISH, actor, request) as at:
        asked = _approved(at, request, found, (State.SIGNED,))
        duties.check_separate(done_to(at.acting, asked), actor.person, Duty.PUBLISHER)
        signed = {each.role for each in requests.signatures_of(at.acting, asked)}
        if missing := [role.value for role in found.signatures if role not in signed]:
            raise Refused(f"not signed by the {' and the '.join(missing)}")
        _check_restored(at.acting, asked)
        return _begun(at, Act.PUBLISH, asked, expected)


def begin_withdrawing(desk: Desk, actor: Actor, request: str, expected: str) -> Begun:
    """Take a published release back: the governed way, with a reason."""
    with admitted(desk, Act.WITHDRAW, actor, request) as at:
        asked = requests.get(at.acting, request)
        states.after(asked.state, Step.WITHDRAW)
        return _begun(at, Act.WITHDRAW, asked, expected)


def finish(desk: Desk, begun: Begun, actor: Actor | None = None) -> None:
    """The files were written: the act is recorded (without whoever acted: after a crash, from what lies there)."""
    by = actor or Actor(begun.by, through="found after a crash")
    event = Event(begun.act, replace(by, role=begun.role), begun.request, {"policy": desk.policy})
    with desk.store.acting(event) as acting:
        pending.end(acting, begun.id)
        asked = requests.get(acting, begun.request)
        if asked.built:
            acting.tell(bundle=asked.built.digests.bundle)
        match begun.act:
            case Act.SIGN:
                _signed(acting, asked, begun)
            case Act.PUBLISH:
                _published(acting, asked)
            case _:
                requests.move(acting, asked.id, states.after(asked.state, Step.WITHDRAW))


def abandon(desk: Desk, begun: Begun, why: str) -> None:
    """The files were not written: nothing happened, and the log says so."""
    event = Event(
        Machine.SETTLED, Actor(begun.by, begun.role, "machine"), begun.request,
        {"act": begun.act.value, "done": False, "why": why},
    )  # fmt: skip
    with desk.store.acting(event) as acting:
        pending.end(acting, begun.id)


def probed(desk: Desk, request: str, detail: Mapping[str, Json], *, passed: bool) -> None:
    """What strangers are served was looked at; where it is not what was signed, the release is withdrawn by machine."""
    event = Event(Machine.PROBED, Actor("machine", through="machine"), request, {**detail, "passed": passed})
    with desk.store.acting(event) as acting:
        asked = requests.get(acting, request)
        if not passed and asked.state is State.PUBLISHED:
            requests.move(acting, asked.id, states.after(asked.state, Step.WITHDRAW))


def restore(desk: Desk, actor: Actor, request: str, claim: Approval) -> None:
    """One of the two who let a release go live after something was taken down."""
    with admitted(desk, Act.RESTORE, actor, request, claim=claim.to_text()) as at:
        asked = requests.get(at.acting, request)
        guard(at.acting, asked)
        duties.check_not_author(done_to(at.acting, asked), actor.person, "restore it")
        if claim.kind is not Kind.RESTORED or (claim.person, claim.role) != (actor.person, at.role):
            raise Refused("a restore is a claim of one's own, of the kind 'restored'")
        approvals.check_claim(claim, asked.built)
        if any(each.person == actor.person for each in incidents_store.restores_of(at.acting, asked)):
            raise Refused(f"{actor.person} has agreed to the restore already; a second officer is needed")
        incidents_store.add_restore(at.acting, asked, claim)


def expedite(desk: Desk, actor: Actor, request: str) -> None:
    """The privacy officer signs that a release hurries; nothing is left out for it."""
    with admitted(desk, Act.EXPEDITE, actor, request, checks=approvals.checklist()) as at:
        asked = requests.get(at.acting, request)
        if not asked.expedite:
            raise Refused("nobody asked for this release to be expedited")
        requests.move(at.acting, request, asked.state, expedited_by=actor.person)


def take_over(desk: Desk, done: Takedown) -> None:
    """Record an emergency takedown that was done without the store; a second time changes nothing."""
    event = Event(Act.TAKE_DOWN, Actor(done.by, through="without the store"), done.target)
    with desk.store.reading() as look:
        if any(each.notice == done.notice for each in incidents_store.every_takedown(look)):
            return
    with desk.store.acting(event) as acting:
        acting.tell(reason=done.reason, notice=done.notice, at=done.at.isoformat())
        incidents_store.add_takedown(acting, done)
    _tell_rooms(desk, done)


def _tell_rooms(desk: Desk, done: Takedown) -> None:
    """The incidents whose open claims it answers learn of it: their clocks stop."""
    with desk.store.reading() as look:
        rooms = happenings.every(look)
        last = max(incidents_store.publications(look), default=done.at)
        since = [each for each in incidents_store.every_takedown(look) if each.at >= last]
    down = {*done.collections, *(name for each in since for name in each.collections)}
    for room in rooms:
        claims = [
            each.id for each in room.open_claims if each.taken_down is None and set(each.collections) <= down
        ]
        if claims:
            with desk.store.acting(Event(Act.TAKE_DOWN, Actor(done.by), room.id)) as acting:
                acting.tell(
                    claims=claims, target=done.target, reason=done.reason, at=done.at.isoformat(),
                    notice=done.notice,
                )  # fmt: skip


def _approved(at: Admitted, request: str, found: Bytes, allowed: tuple[State, ...]) -> Request:
    """The request, if it is approved by two for the bytes that lie there, and nothing stands against it."""
    asked = requests.get(at.acting, request)
    guard(at.acting, asked)
    if asked.state not in allowed:
        states.after(asked.state, Step.SIGN if State.APPROVED in allowed else Step.PUBLISH)
    built = approvals.check_attached(asked.built)
    if built.digests != found.digests:
        raise Refused(
            f"{_changed(built.digests, found.digests)} changed since the approval, which is void: build the release "
            "again and let two checkers review it"
        )
    valid = [each for each in requests.approvals_of(at.acting, asked) if approvals.is_valid(each, built)]
    if len({each.person for each in valid if each.kind is Kind.REVIEWED}) < CHECKERS:
        raise Refused(
            "two different output checkers have not approved these bytes; nothing goes on without them"
        )
    if asked.expedite and not asked.expedited_by:
        raise Refused("the release is expedited: a privacy officer has to sign that (`release expedite`)")
    check_lessons_read(at.acting, asked, at.officer.id)
    return asked


def _changed(before: Digests, now: Digests) -> str:
    names = ("bundle", "evidence", "configuration")
    return " and ".join(name for name in names if getattr(before, name) != getattr(now, name))


def _check_restored(acting: Acting, asked: Request) -> None:
    downs = incidents_store.every_takedown(acting)
    if incidents.must_be_restored(downs, incidents_store.publications(acting)):
        given = incidents_store.restores_of(acting, asked)
        incidents.check_restored(given, asked.built, done_to(acting, asked).authors)


def _begun(at: Admitted, act: Act, asked: Request, expected: str) -> Begun:
    number = pending.begin(at.acting, act, asked.id, asked.turn, at.role, expected)
    at.acting.event = Event(Machine.BEGUN, at.acting.event.by, asked.id, {})
    at.acting.tell(act=act.value, expected=expected)
    return Begun(number, act, asked.id, asked.turn, at.officer.id, at.role, expected)


def _signed(acting: Acting, asked: Request, begun: Begun) -> None:
    requests.add_signature(acting, asked, Signature(begun.by, begun.role, acting.now))
    signed = {each.role for each in requests.signatures_of(acting, asked)}
    acting.tell(signed=sorted(role.value for role in signed))
    if signed >= set(OF_SIGNERS):
        requests.move(acting, asked.id, states.after(asked.state, Step.SIGN))


def _published(acting: Acting, asked: Request) -> None:
    for earlier in requests.in_state(acting, State.PUBLISHED):
        requests.move(acting, earlier.id, states.after(earlier.state, Step.SUPERSEDE))
    state = states.after(asked.state, Step.PUBLISH)
    requests.move(acting, asked.id, state, published_at=acting.now.isoformat())
