"""A release request as one person may see it now, and what they may do with it: nothing is decided here.

Each act's check is asked as the act itself will ask it; ``why_not`` is its sentence, so that a page
says why something is not possible instead of hiding it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clerestory.errors import Refused
from clerestory.governance.approval import approvals, duties, lessons, permissions, review, states
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.approvals import Approval, Kind
from clerestory.governance.approval.duties import OF_SIGNERS, Done, Duty
from clerestory.governance.approval.incidents import check_not_claimed
from clerestory.governance.approval.lessons import Lesson
from clerestory.governance.approval.people import Standing
from clerestory.governance.approval.requests import Built, Comment, Request, Signature, Vote
from clerestory.governance.approval.states import OWNERS, State, Step
from clerestory.governance.office.desk import Desk, done_to
from clerestory.governance.store import incidents, requests, sources, staff
from clerestory.governance.store.acting import Reading

WAY = (
    State.DRAFT, State.BUILT, State.PROPOSED, State.IN_REVIEW, State.APPROVED, State.SIGNED, State.PUBLISHED,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One request, seen by one person."""

    request: Request
    standing: Standing
    done: Done
    votes: Sequence[Vote]  # those that this person may see
    all_votes: Sequence[Vote]  # for rules alone; never shown
    comments: Sequence[Comment]
    approvals: Sequence[Approval]
    signatures: Sequence[Signature]
    lessons: Sequence[Lesson]
    read: Sequence[str]  # the lessons that this person has read for this build
    names: Mapping[str, str]
    claimed: str  # the sentence that an open claim says, if one does

    @property
    def built(self) -> Built | None:
        """The build that is looked at."""
        return self.request.built

    @property
    def me(self) -> str:
        """Who looks."""
        return self.standing.officer.id

    @property
    def owner(self) -> str:
        """Who has to do the next thing, in words."""
        return OWNERS[self.request.state].value

    @property
    def is_blind(self) -> bool:
        """Whether the checkers do not see each other's votes yet."""
        return self.built is not None and review.is_blind(self.built, self.all_votes)

    @property
    def steps(self) -> Sequence[tuple[str, str]]:
        """The way from draft to published: each state, and whether it is done, now or to come."""
        if self.request.state not in WAY:
            return [(state.value, "") for state in WAY]
        at = WAY.index(self.request.state)
        return [
            (state.value, "done" if number < at else "now" if number == at else "")
            for number, state in enumerate(WAY)
        ]

    @property
    def my_votes(self) -> Mapping[str, Vote]:
        """This person's own votes, by table."""
        return {vote.table: vote for vote in self.votes if vote.checker == self.me}

    def votes_on(self, table: str) -> Sequence[Vote]:
        """The votes on a table that may be seen."""
        return [vote for vote in self.votes if vote.table == table]

    def name(self, person: str) -> str:
        """A person's name."""
        return self.names.get(person, person)

    def has_role(self, act: Act) -> bool:
        """Whether the act is any of this person's business."""
        return permissions.may(self.standing.officer, act)

    def why_not(self, act: Act) -> str:
        """Why this person may not do that now; empty if they may."""
        try:
            CHECKS[act](self)
        except Refused as refused:
            return str(refused)
        return ""

    def can(self, act: Act) -> bool:
        """Whether this person may do that now."""
        return not self.why_not(act)


def load(look: Reading, desk: Desk, person: str, name: str) -> Case:
    """The request of that name, as that person may see it."""
    request = requests.get(look, name)
    votes = requests.votes_of(look, request)
    comments = requests.comments_of(look, request)
    built = request.built
    columns = built.columns if built else ()
    return Case(
        request=request,
        standing=staff.standing(look, person, desk.tool_version),
        done=done_to(look, request),
        votes=review.visible_votes(built, votes, person) if built else (),
        all_votes=votes,
        comments=review.visible_comments(built, votes, comments, person) if built else comments,
        approvals=[each for each in requests.approvals_of(look, request) if approvals.is_valid(each, built)],
        signatures=requests.signatures_of(look, request),
        lessons=lessons.concerned(sources.lessons_of(look), columns),
        read=sources.acknowledged(look, request, person),
        names={each.id: each.name for each in staff.officers(look)},
        claimed=_claimed(look, request),
    )


def _claimed(look: Reading, request: Request) -> str:
    try:
        check_not_claimed(incidents.open_claims(look), incidents.shares_of(look, request))
    except Refused as refused:
        return str(refused) if request.state not in (State.WITHDRAWN, State.SUPERSEDED) else ""
    return ""


def _common(case: Case, act: Act, step: Step) -> None:
    permissions.check_can(case.standing, act)
    states.after(case.request.state, step)


def _moving(case: Case, act: Act, step: Step) -> None:
    _common(case, act, step)
    if case.claimed:
        raise Refused(case.claimed)


def _author(case: Case) -> None:
    if case.me != case.request.author:
        raise Refused(f"this release is {case.name(case.request.author)}’s; only its author can do this")


def _propose(case: Case) -> None:
    _moving(case, Act.PROPOSE, Step.PROPOSE)
    _author(case)
    approvals.check_attached(case.built)


def _retract(case: Case) -> None:
    _common(case, Act.RETRACT, Step.RETRACT)
    _author(case)


def _reject(case: Case) -> None:
    _common(case, Act.REJECT, Step.REJECT)
    duties.check_not_author(case.done, case.me, "reject it")


def _review(case: Case) -> None:
    _moving(case, Act.REVIEW, Step.REVIEW)
    duties.check_separate(case.done, case.me, Duty.REVIEWER)
    others = {vote.checker for vote in case.all_votes} - {case.me}
    if len(others) >= review.CHECKERS:
        raise Refused("two checkers have taken this review already; a third is not needed")


def _approve(case: Case) -> None:
    _review(case)
    built = approvals.check_attached(case.built)
    lessons.check_acknowledged(case.lessons, case.read, case.me)
    review.check_may_approve(built, case.all_votes, case.me)
    if any(each.person == case.me and each.kind is Kind.REVIEWED for each in case.approvals):
        raise Refused("you have approved this release already; a second checker is needed")


def _sign(case: Case) -> None:
    _moving(case, Act.SIGN, Step.SIGN)
    role, _ = permissions.check_can(case.standing, Act.SIGN)
    duties.check_separate(case.done, case.me, OF_SIGNERS[role])
    lessons.check_acknowledged(case.lessons, case.read, case.me)
    if any(each.role is role for each in case.signatures):
        raise Refused(f"the {role.value} has signed this release already")


def _publish(case: Case) -> None:
    _moving(case, Act.PUBLISH, Step.PUBLISH)
    duties.check_separate(case.done, case.me, Duty.PUBLISHER)
    lessons.check_acknowledged(case.lessons, case.read, case.me)


def _expedite(case: Case) -> None:
    permissions.check_can(case.standing, Act.EXPEDITE)
    if not case.request.expedite or case.request.expedited_by:
        raise Refused("nobody waits for this release to be expedited")


def _plainly(case: Case, act: Act) -> None:
    permissions.check_can(case.standing, act)


CHECKS: Mapping[Act, Callable[[Case], None]] = {
    Act.PROPOSE: _propose,
    Act.RETRACT: _retract,
    Act.REJECT: _reject,
    Act.REVIEW: _review,
    Act.APPROVE: _approve,
    Act.SIGN: _sign,
    Act.PUBLISH: _publish,
    Act.WITHDRAW: lambda case: _common(case, Act.WITHDRAW, Step.WITHDRAW),
    Act.EXPEDITE: _expedite,
    Act.COMMENT: lambda case: _plainly(case, Act.COMMENT),
    Act.ACKNOWLEDGE: lambda case: _plainly(case, Act.ACKNOWLEDGE),
}
