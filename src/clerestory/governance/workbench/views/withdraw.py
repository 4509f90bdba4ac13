"""Withdraw: the governed way to take a published release back, with a reason and a signed notice."""

from starlette.responses import Response

from clerestory.governance.approval.acts import Act
from clerestory.governance.workbench.views import decide
from clerestory.governance.workbench.views.decide import Deed
from clerestory.governance.workbench.visit import Access, Page, Visit


def _withdraw(visit: Visit) -> str:
    return visit.bench.hands.withdraw(
        visit.officer.id, visit.part("request"), visit.text("reason"), visit.secret("passphrase")
    )


DEED = Deed(
    Act.WITHDRAW,
    "Withdraw this release",
    "Every address of it answers that it was withdrawn, older versions included, with a notice that your key signs. "
    "To publish anything again takes two officers.",
    "Withdraw it",
    _withdraw,
    wants_passphrase=True,
    wants_reason=True,
    is_grave=True,
)


def show(visit: Visit) -> Response:
    """What will happen."""
    return decide.page(visit, DEED)


def withdraw(visit: Visit) -> Response:
    """Withdraw it."""
    return decide.done(visit, DEED)


PAGES = (
    Page("/releases/{request}/withdraw", show, Access.FRESH),
    Page("/releases/{request}/withdraw", withdraw, Access.FRESH, "POST"),
)
