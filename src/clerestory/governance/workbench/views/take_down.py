"""Take something down: one officer on call, at any hour, without approval. If in doubt, take it down."""

from starlette.responses import Response

from clerestory.errors import ClerestoryError, Refused
from clerestory.governance.approval import permissions
from clerestory.governance.approval.acts import Act
from clerestory.governance.workbench.visit import Access, Page, Visit


def show(visit: Visit) -> Response:
    """What can be taken down."""
    permissions.check_may(visit.officer, Act.TAKE_DOWN)
    return _page(visit)


def take_down(visit: Visit) -> Response:
    """Do it: one press, one confirmation."""
    permissions.check_may(visit.officer, Act.TAKE_DOWN)
    target, reason = visit.text("target", longest=200), visit.text("reason")
    try:
        if target not in {each for each, _ in visit.bench.facts.targets}:
            raise Refused("choose what to take down")
        if not reason:
            raise Refused("say why: it takes a sentence for the log")
        said = visit.bench.hands.take_down(visit.officer.id, target, reason, visit.secret("passphrase"))
    except ClerestoryError as error:
        return _page(visit, str(error))
    return visit.go("/", said=said)


def _page(visit: Visit, wrong: str = "") -> Response:
    return visit.page(
        "take_down.html",
        403 if wrong else 200,
        wrong=wrong,
        targets=visit.bench.facts.targets,
        titles=dict(visit.bench.facts.targets),
        chosen=visit.text("target", longest=200),
        reason=visit.text("reason"),
        live=visit.bench.hands.live(),
    )


PAGES = (
    Page("/take-down", show, Access.FRESH),
    Page("/take-down", take_down, Access.FRESH, "POST"),
)
