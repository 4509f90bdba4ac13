"""Publish: put the signed bytes in place in one step, then look at them from outside."""

from starlette.responses import Response

from clerestory.governance.approval.acts import Act
from clerestory.governance.workbench.views import decide
from clerestory.governance.workbench.views.decide import Deed
from clerestory.governance.workbench.visit import Access, Page, Visit


def _publish(visit: Visit) -> str:
    return visit.bench.hands.publish(visit.officer.id, visit.part("request"))


DEED = Deed(
    Act.PUBLISH,
    "Publish this release",
    "The signed bytes take the place of what is public now, in one step. Then a stranger looks at them from outside; "
    "if anything is found, they are withdrawn by machine.",
    "Publish now",
    _publish,
)


def show(visit: Visit) -> Response:
    """What will be public."""
    return decide.page(visit, DEED)


def publish(visit: Visit) -> Response:
    """Publish it."""
    return decide.done(visit, DEED)


PAGES = (
    Page("/releases/{request}/publish", show, Access.FRESH),
    Page("/releases/{request}/publish", publish, Access.FRESH, "POST"),
)
