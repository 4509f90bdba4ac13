"""The author's part and what ends a request: propose it, take it back, reject it, let it hurry."""

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.requests import Haste
from clerestory.governance.office import publication, releases
from clerestory.governance.workbench.views import release
from clerestory.governance.workbench.visit import Access, Page, Visit


def propose(visit: Visit) -> Response:
    """Ask two checkers to review what was built."""
    chosen = visit.text("haste", longest=20)
    if chosen and chosen not in {each.value for each in Haste}:
        raise Refused("a launch date is no reason to hurry; choose one of the reasons")
    releases.propose(visit.bench.desk, visit.actor, visit.part("request"), Haste(chosen) if chosen else None)
    return visit.go(visit.here, said="Proposed. Two output checkers can vote now.")


def retract(visit: Visit) -> Response:
    """The author takes it back."""
    releases.retract(visit.bench.desk, visit.actor, visit.part("request"), visit.text("reason"))
    return visit.go(visit.here, said="Taken back. Build it again when it is mended.")


def reject(visit: Visit) -> Response:
    """The privacy officer ends it for good."""
    if not visit.text("reason"):
        return release.page(visit, "say why: the author needs a sentence")
    releases.reject(visit.bench.desk, visit.actor, visit.part("request"), visit.text("reason"))
    return visit.go(visit.here, said="Rejected, with your reason.")


def expedite(visit: Visit) -> Response:
    """The privacy officer signs that it hurries."""
    publication.expedite(visit.bench.desk, visit.actor, visit.part("request"))
    return visit.go(visit.here, said="Signed: it hurries. Every check stays.")


PAGES = (
    Page("/releases/{request}/propose", propose, method="POST"),
    Page("/releases/{request}/retract", retract, method="POST"),
    Page("/releases/{request}/reject", reject, Access.FRESH, "POST"),
    Page("/releases/{request}/expedite", expedite, Access.FRESH, "POST"),
)
