"""Claims: somebody says that people can be seen. While one is open, its dataset cannot go live, by any role."""

from starlette.responses import Response

from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.office import claims
from clerestory.governance.store import incidents, staff
from clerestory.governance.workbench.visit import Access, Page, Visit


def show(visit: Visit) -> Response:
    """Every claim, open ones first, and everything that was taken down."""
    return _page(visit)


def close(visit: Visit) -> Response:
    """Close one, with a reason."""
    if not visit.text("why"):
        return _page(visit, "say why: it takes a sentence")
    claims.close_claim(visit.bench.desk, visit.actor, visit.part("claim"), visit.text("why"))
    return visit.go("/claims", said=f"Claim {visit.part('claim')} is closed.")


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.bench.store.reading() as look:
        every = sorted(incidents.every_claim(look), key=lambda each: (not each.is_open, each.id))
        downs = incidents.every_takedown(look)
        standing = staff.standing(look, visit.officer.id, visit.bench.desk.tool_version)
        names = {each.id: each.name for each in staff.officers(look)}
    return visit.page(
        "claims.html",
        400 if wrong else 200,
        wrong=wrong,
        claims=every,
        takedowns=downs[::-1],
        may_close=permissions.can(standing, Act.CLOSE_CLAIM),
        may_take_down=permissions.may(visit.officer, Act.TAKE_DOWN),
        names=names,
    )


PAGES = (
    Page("/claims", show),
    Page("/claims/{claim}/close", close, Access.FRESH, "POST"),
)
