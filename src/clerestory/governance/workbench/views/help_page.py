"""Keys and help: what the keyboard does here, the way of a release, and who may do what."""

from starlette.responses import Response

from clerestory.governance.approval.matrix import QUALIFIED, ROLES_OF
from clerestory.governance.approval.states import OWNERS, TRANSITIONS
from clerestory.governance.workbench.frame import RAIL
from clerestory.governance.workbench.visit import Page, Visit
from clerestory.vocabulary.roles import Role


def show(visit: Visit) -> Response:
    """The page; everything on it is drawn from the tables that are in force."""
    return visit.page(
        "help.html",
        places=RAIL,
        owners=OWNERS,
        transitions=TRANSITIONS,
        acts=ROLES_OF,
        qualified=QUALIFIED,
        every_role=list(Role),
    )


PAGES = (Page("/help", show),)
