"""Approve: a claim in one's own name about exactly these bytes, naming the evidence that one looked at."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.approvals import STATEMENT, Approval, Attachment, Kind, check_attached
from clerestory.governance.approval.permissions import check_can, in_role
from clerestory.governance.approval.review import Outcome
from clerestory.governance.office import publication, releases
from clerestory.governance.workbench.case import Case
from clerestory.governance.workbench.views import release
from clerestory.governance.workbench.visit import Access, Page, Visit

ACTS: Mapping[Kind, Act] = {Kind.REVIEWED: Act.APPROVE, Kind.RESTORED: Act.RESTORE}


def show(visit: Visit) -> Response:
    """What will be claimed, and the evidence to name."""
    return _page(visit, Kind.REVIEWED)


def approve(visit: Visit) -> Response:
    """Make the claim."""
    outcome = Outcome.OPEN

    def done(case: Case, claim: Approval) -> None:
        nonlocal outcome
        outcome = releases.approve(visit.bench.desk, visit.actor, case.request.id, claim)

    said = "Your approval is recorded; it names these bytes and no others."
    answer = _claim(visit, Kind.REVIEWED, done, said)
    if outcome is Outcome.APPROVED:
        visit.tell(f"{said} Two checkers have approved: the officers can sign.")
    return answer


def show_restore(visit: Visit) -> Response:
    """What will be claimed before something that was taken down comes back."""
    return _page(visit, Kind.RESTORED)


def restore(visit: Visit) -> Response:
    """One of the two who let it come back."""

    def done(case: Case, claim: Approval) -> None:
        publication.restore(visit.bench.desk, visit.actor, case.request.id, claim)

    return _claim(visit, Kind.RESTORED, done, "Recorded. It takes two of different roles.")


def _claim(visit: Visit, kind: Kind, done: Callable[[Case, Approval], None], said: str) -> Response:
    case = release.load_case(visit)
    try:
        done(case, _made(visit, case, kind))
    except Refused as refused:
        return _page(visit, kind, str(refused))
    return visit.go(f"/releases/{case.request.id}", said=said)


def _made(visit: Visit, case: Case, kind: Kind) -> Approval:
    """The claim; it is about the bytes that were shown, not about whatever lies there by now."""
    built = check_attached(case.built)
    if visit.text("bundle", longest=64) != built.digests.bundle:
        raise Refused("the release was built again while you looked; look at the new bytes first")
    looked = {
        each.value: built.attachments[each.value] for each in Attachment if visit.text(f"saw.{each.name}")
    }
    role, _ = check_can(in_role(case.standing, None), ACTS[kind])
    policy = f"{visit.bench.desk.policy} version {visit.bench.desk.tool_version}".strip()
    at, words = visit.bench.clock(), visit.text("words")
    return Approval(kind, visit.officer.id, role, built.digests, looked, policy, at, words)


def _page(visit: Visit, kind: Kind, wrong: str = "") -> Response:
    case = release.load_case(visit)
    return visit.page(
        "approve.html",
        403 if wrong else 200,
        wrong=wrong,
        case=case,
        kind=kind.value,
        why_not=case.why_not(Act.APPROVE) if kind is Kind.REVIEWED else "",
        statement=STATEMENT[kind],
        asked=list(Attachment),
        until=max((each.expires_at for each in case.standing.qualifications), default=None),
    )


PAGES = (
    Page("/releases/{request}/approve", show, Access.FRESH),
    Page("/releases/{request}/approve", approve, Access.FRESH, "POST"),
    Page("/releases/{request}/restore", show_restore, Access.FRESH),
    Page("/releases/{request}/restore", restore, Access.FRESH, "POST"),
)
