"""Sources: which column is read for which purpose, who asked, who decided. Nothing enters otherwise."""

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval import permissions
from clerestory.governance.approval import sources as rules
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.sources import Decision
from clerestory.governance.office import looking
from clerestory.governance.office import sources as office
from clerestory.governance.store import sources, staff
from clerestory.governance.workbench.visit import Access, Page, Visit


def show(visit: Visit) -> Response:
    """The inventory, and what waits."""
    return _page(visit)


def ask(visit: Visit) -> Response:
    """Ask for every column that the project declares and nobody asked for."""
    new = office.ask(visit.bench.desk, visit.actor, visit.bench.facts.wanted)
    return visit.go("/sources", said=f"Asked for {len(new)} columns. A privacy officer decides.")


def decide(visit: Visit) -> Response:
    """Approve or refuse the chosen columns."""
    chosen = [name for name in map(str, visit.form.getlist("column")) if name]
    decision, why = visit.text("decision", longest=20), visit.text("why")
    try:
        if not chosen:
            raise Refused("choose at least one column")
        if decision not in (Decision.APPROVED.value, Decision.REFUSED.value):
            raise Refused("approve or refuse")
        if decision == Decision.REFUSED.value and not why:
            raise Refused("say why: the analyst needs a sentence")
    except Refused as refused:
        return _page(visit, str(refused))
    picked = office.decide(visit.bench.desk, visit.actor, chosen, Decision(decision), why)
    return visit.go("/sources", said=f"{len(picked)} columns {decision}.")


def _page(visit: Visit, wrong: str = "") -> Response:
    wanted = visit.bench.facts.wanted
    with visit.bench.store.reading() as look:
        purposes = sources.every(look)
        standing = staff.standing(look, visit.officer.id, visit.bench.desk.tool_version)
        names = {each.id: each.name for each in staff.officers(look)}
    looking.look_at(visit.bench.desk, visit.actor, "inventory", "sources")
    return visit.page(
        "sources.html",
        400 if wrong else 200,
        wrong=wrong,
        waiting=[each for each in purposes if each.decision is Decision.ASKED],
        decided=[each for each in purposes if each.decision is not Decision.ASKED],
        unasked=rules.unasked(wanted, purposes),
        may_ask=permissions.can(standing, Act.ASK_SOURCE),
        may_decide=permissions.can(standing, Act.DECIDE_SOURCE),
        names=names,
    )


PAGES = (
    Page("/sources", show),
    Page("/sources/ask", ask, method="POST"),
    Page("/sources/decide", decide, Access.FRESH, "POST"),
)
