"""Vote table by table: approve, or return with a reason. Nobody sees the other's votes until both are done."""

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.requests import Choice
from clerestory.governance.approval.review import Outcome
from clerestory.governance.office import releases
from clerestory.governance.workbench.case import Case
from clerestory.governance.workbench.views import release
from clerestory.governance.workbench.visit import Page, Visit

SAID = {
    Outcome.OPEN: "Your votes are recorded.",
    Outcome.RETURNED: "Your votes are recorded, and the release goes back to its author.",
    Outcome.APPROVED: "Your votes are recorded.",
}


def vote(visit: Visit) -> Response:
    """Record every vote that is new or another than before."""
    case = release.load_case(visit)
    given = _given(visit, case)
    if not given:
        return release.page(visit, "choose Approve or Return for at least one table")
    missing = [table for table, (choice, reason) in given.items() if choice is Choice.RETURN and not reason]
    if missing:
        return release.page(visit, f"say why you return {', '.join(missing)}; the author needs a sentence")
    outcome = Outcome.OPEN
    for table, (choice, reason) in given.items():
        outcome = releases.vote(visit.bench.desk, visit.actor, case.request.id, table, choice, reason)
    return visit.go(f"/releases/{case.request.id}#votes", said=SAID[outcome])


def _given(visit: Visit, case: Case) -> dict[str, tuple[Choice, str]]:
    """What was chosen and differs from what is recorded; returns come last, so that they end the round."""
    found = {}
    for table in case.built.tables if case.built else ():
        chosen, reason = visit.text(f"vote.{table}", longest=10), visit.text(f"why.{table}")
        if chosen not in {"", *(each.value for each in Choice)}:
            raise Refused("a vote is to approve or to return; open the page again")
        before = case.my_votes.get(table)
        is_new = before is None or (before.choice.value, before.reason) != (chosen, reason)
        if chosen and is_new:
            found[table] = (Choice(chosen), reason)
    return dict(sorted(found.items(), key=lambda each: each[1][0] is Choice.RETURN))


PAGES = (Page("/releases/{request}/votes", vote, method="POST"),)
