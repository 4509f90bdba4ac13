"""Sign: an officer's own key, opened with a passphrase that is used here once and kept nowhere."""

from starlette.responses import Response

from clerestory.governance.approval.acts import Act
from clerestory.governance.workbench.views import decide
from clerestory.governance.workbench.views.decide import Deed
from clerestory.governance.workbench.visit import Access, Page, Visit


def _sign(visit: Visit) -> str:
    return visit.bench.hands.sign(visit.officer.id, visit.part("request"), visit.secret("passphrase"))


DEED = Deed(
    Act.SIGN,
    "Sign this release",
    "Your key signs the list of these very bytes. If one byte was changed since two checkers approved it, the "
    "signature is refused.",
    "Sign in my name",
    _sign,
    wants_passphrase=True,
)


def show(visit: Visit) -> Response:
    """What will be signed."""
    return decide.page(visit, DEED)


def sign(visit: Visit) -> Response:
    """Sign it."""
    return decide.done(visit, DEED)


PAGES = (
    Page("/releases/{request}/sign", show, Access.FRESH),
    Page("/releases/{request}/sign", sign, Access.FRESH, "POST"),
)
