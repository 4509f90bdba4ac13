"""A release request from its first build to the votes: build, propose, review, comment, approve, retract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clerestory.errors import Refused
from clerestory.governance.approval import approvals, duties, permissions, review, states
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.approvals import Approval, Kind
from clerestory.governance.approval.duties import Duty
from clerestory.governance.approval.incidents import check_not_claimed
from clerestory.governance.approval.lessons import check_acknowledged, concerned
from clerestory.governance.approval.requests import Built, Choice, Comment, Haste, Request, Vote
from clerestory.governance.approval.review import Outcome
from clerestory.governance.approval.sources import Wanted, check_approved
from clerestory.governance.approval.states import State, Step
from clerestory.governance.office.desk import Admitted, Desk, admitted, done_to
from clerestory.governance.store import incidents, requests, sources, staff
from clerestory.governance.store.acting import Acting, Actor, Event


def propose(desk: Desk, actor: Actor, request: str, haste: Haste | None = None) -> Request:
    """The author asks for the review of what was built."""
    expedite = haste.value if haste else ""
    with admitted(desk, Act.PROPOSE, actor, request, expedite=expedite, checks=approvals.checklist()) as at:
        found = requests.get(at.acting, request)
        guard(at.acting, found)
        approvals.check_attached(found.built)
        _check_author(found, actor.person)
        _step(at.acting, found, Step.PROPOSE, expedite=expedite, proposed_at=at.acting.now.isoformat())
    return found


def vote(desk: Desk, actor: Actor, request: str, table: str, choice: Choice, reason: str = "") -> Outcome:
    """One checker's word on one table (``all``: on every table)."""
    with admitted(desk, Act.REVIEW, actor, request, table=table, choice=choice.value, reason=reason) as at:
        found = requests.get(at.acting, request)
        duties.check_separate(done_to(at.acting, found), actor.person, Duty.REVIEWER)
        guard(at.acting, found)
        state = states.after(found.state, Step.REVIEW)
        built = approvals.check_attached(found.built)
        for each in built.tables if table == "all" else (table,):
            given = Vote(actor.person, each, choice, reason, at.acting.now)
            review.check_vote(built, given, requests.votes_of(at.acting, found))
            requests.add_vote(at.acting, found, given)
        requests.move(at.acting, request, state)
        return _follow(at.acting, requests.get(at.acting, request))


def approve(desk: Desk, actor: Actor, request: str, claim: Approval) -> Outcome:
    """A checker who approved every table makes the claim that counts; two of them approve the release."""
    with admitted(desk, Act.APPROVE, actor, request, claim=claim.to_text()) as at:
        found = requests.get(at.acting, request)
        duties.check_separate(done_to(at.acting, found), actor.person, Duty.REVIEWER)
        if claim.kind is not Kind.REVIEWED or claim.person != actor.person:
            raise Refused("an approval is a claim of one's own, of the kind 'reviewed'")
        guard(at.acting, found)
        approvals.check_claim(claim, found.built)
        check_lessons_read(at.acting, found, actor.person)
        built = approvals.check_attached(found.built)
        review.check_may_approve(built, requests.votes_of(at.acting, found), actor.person)
        if any(each.person == actor.person for each in requests.approvals_of(at.acting, found)):
            raise Refused(f"{actor.person} has approved this release already; a second checker is needed")
        states.after(found.state, Step.REVIEW)
        requests.add_approval(at.acting, found, claim)
        return _follow(at.acting, found)


def comment(desk: Desk, actor: Actor, request: str, text: str, table: str = "") -> None:
    """A remark; a checker's is hidden from the other until both have voted."""
    with admitted(desk, Act.COMMENT, actor, request, table=table) as at:
        if not text.strip():
            raise Refused("say something: a remark takes a sentence")
        found = requests.get(at.acting, request)
        requests.add_comment(
            at.acting, found, Comment(actor.person, at.role, text.strip(), at.acting.now, table)
        )


def retract(desk: Desk, actor: Actor, request: str, reason: str) -> None:
    """The author takes a release back before it is published."""
    with admitted(desk, Act.RETRACT, actor, request, reason=reason) as at:
        found = requests.get(at.acting, request)
        _check_author(found, actor.person)
        _step(at.acting, found, Step.RETRACT)


def reject(desk: Desk, actor: Actor, request: str, reason: str) -> None:
    """The privacy officer ends a request for good: what it asks for is not published."""
    with admitted(desk, Act.REJECT, actor, request, reason=reason) as at:
        if not reason.strip():
            raise Refused("say why: --reason takes a sentence for the author")
        found = requests.get(at.acting, request)
        duties.check_not_author(done_to(at.acting, found), actor.person, "reject it")
        _step(at.acting, found, Step.REJECT, decided_at=at.acting.now.isoformat())


@dataclass(frozen=True)
class Asked:
    """Where a release comes from: the plan, a hot fix, or somebody outside who asked for a table."""

    kind: str = "release"
    by: str = ""


PLANNED = Asked()


def check_may_build(desk: Desk, actor: Actor, release: str, wanted: Sequence[Wanted]) -> None:
    """Before a build begins: the analyst is qualified, and every column has an approved purpose."""
    try:
        with desk.store.reading() as look:
            permissions.check_can(staff.standing(look, actor.person, desk.tool_version), Act.BUILD)
            check_approved(wanted, sources.every(look))
    except Refused as refusal:
        told = {"act": Act.BUILD.value, "why": str(refusal)}
        desk.store.record(Event(Machine.REFUSED, actor, release, told))
        raise


def record_build(
    desk: Desk,
    actor: Actor,
    release: str,
    built: Built,
    shares: Mapping[str, int],
    asked: Asked = PLANNED,
) -> Request:
    """A build: the first of a release starts its request; a later one voids what was said of the one before.

    ``shares``: how much of each open claim's records recur in what was read.
    """
    with admitted(desk, Act.BUILD, actor, release, checks=approvals.checklist()) as at:
        check_not_claimed(incidents.open_claims(at.acting), shares)
        found = requests.open_of(at.acting, release)
        if found is None:
            found = requests.start(at.acting, release, actor.person, asked.kind, asked.by)
        after = _add_build(at, found, built)
        incidents.add_shares(at.acting, after, shares)
    return after


def guard(acting: Acting, request: Request) -> None:
    """Whoever asks: nothing whose dataset is under an open claim moves on."""
    check_not_claimed(incidents.open_claims(acting), incidents.shares_of(acting, request))


def check_lessons_read(acting: Acting, request: Request, person: str) -> None:
    """Whoever decides has read what went wrong before with these columns."""
    columns = request.built.columns if request.built else ()
    check_acknowledged(
        concerned(sources.lessons_of(acting), columns),
        sources.acknowledged(acting, request, person),
        person,
    )


def _add_build(at: Admitted, found: Request, built: Built) -> Request:
    turn = found.turn + 1
    requests.add_build(
        at.acting,
        found.id,
        replace(built, turn=turn, by=at.officer.id, at=at.acting.now),
    )
    at.acting.tell(request=found.id, turn=turn, bundle=built.digests.bundle)
    state = states.after(found.state, Step.BUILD)
    # an expedition was granted to the bytes before
    requests.move(at.acting, found.id, state, turn=turn, expedite="", expedited_by=None)
    return requests.get(at.acting, found.id)


def _follow(acting: Acting, found: Request) -> Outcome:
    """Move the request if the votes and claims so far decide it."""
    built = approvals.check_attached(found.built)
    claims = requests.approvals_of(acting, found)
    approved_by = [
        each.person for each in claims if each.kind is Kind.REVIEWED and approvals.is_valid(each, built)
    ]
    result = review.outcome(built, requests.votes_of(acting, found), approved_by)
    if result is not Outcome.OPEN:
        step = Step.RETURN if result is Outcome.RETURNED else Step.APPROVE
        _step(acting, found, step, decided_at=acting.now.isoformat())
    acting.tell(outcome=result.value)
    return result


def _step(acting: Acting, found: Request, step: Step, **more: object) -> State:
    state = states.after(found.state, step)
    requests.move(acting, found.id, state, **more)
    return state


def _check_author(found: Request, person: str) -> None:
    if person != found.author:
        raise Refused(f"this release is {found.author}'s; only its author can do this")
