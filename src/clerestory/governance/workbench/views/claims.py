"""Claims: somebody says that people can be seen. While one is open, its dataset cannot go live, by any role."""

from starlette.responses import Response

from clerestory.errors import ClerestoryError
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.office import claims
from clerestory.governance.store import incidents, requests, staff
from clerestory.governance.workbench.visit import Access, Page, Visit


def show(visit: Visit) -> Response:
    """Every claim, open ones first, and everything that was taken down."""
    return _page(visit)


def open_claim(visit: Visit) -> Response:
    """Open one: everybody may, and nobody has to prove it first."""
    permissions.check_may(visit.officer, Act.OPEN_CLAIM)
    severity, told = visit.text("severity", longest=4), visit.text("told")
    if severity not in {each.value for each in Severity} or not told:
        return _page(visit, "choose how grave it is, and say in a sentence what was said")
    release = visit.text("release", longest=100)
    try:
        said = visit.bench.hands.open_claim(visit.officer.id, release, severity, told)
    except ClerestoryError as error:
        return _page(visit, str(error))
    return visit.go("/claims", said=said)


def close(visit: Visit) -> Response:
    """Close one, with a reason."""
    if not visit.text("why"):
        return _page(visit, "say why: it takes a sentence")
    claims.close_claim(visit.bench.desk, visit.actor, visit.part("claim"), visit.text("why"))
    return visit.go("/claims", said=f"Claim {visit.part('claim')} is closed.")


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.bench.store.reading() as look:
        every = sorted(incidents.every_claim(look), key=lambda each: (not each.is_open, each.id))
        releases = sorted({each.release for each in requests.every(look)}, reverse=True)
        downs = incidents.every_takedown(look)
        standing = staff.standing(look, visit.officer.id, visit.bench.desk.tool_version)
        names = {each.id: each.name for each in staff.officers(look)}
    return visit.page(
        "claims.html",
        400 if wrong else 200,
        wrong=wrong,
        claims=every,
        releases=releases,
        severities=[each.value for each in Severity],
        takedowns=downs[::-1],
        may_close=permissions.can(standing, Act.CLOSE_CLAIM),
        may_take_down=permissions.may(visit.officer, Act.TAKE_DOWN),
        names=names,
    )


PAGES = (
    Page("/claims", show),
    Page("/claims/open", open_claim, method="POST"),
    Page("/claims/{claim}/close", close, Access.FRESH, "POST"),
)
