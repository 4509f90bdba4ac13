"""What the confirmation pages of the acts that write files share: sign, publish, withdraw, take down."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from clerestory.errors import ClerestoryError, Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.workbench.views import release
from clerestory.governance.workbench.visit import Visit


@dataclass(frozen=True)
class Deed:
    """One act on a release: what its page says, and the hand that does it."""

    act: Act
    title: str
    told: str
    button: str
    do: Callable[[Visit], str]
    wants_passphrase: bool = False
    wants_reason: bool = False
    is_grave: bool = False


def page(visit: Visit, deed: Deed, wrong: str = "") -> Response:
    """What will happen, why it is not possible, what is asked."""
    case = release.load_case(visit)
    return visit.page(
        "decide.html",
        403 if wrong else 200,
        wrong=wrong,
        deed=deed,
        case=case,
        why_not=case.why_not(deed.act),
    )


def done(visit: Visit, deed: Deed) -> Response:
    """Do it; what stops it is said on the same page."""
    try:
        if deed.wants_reason and not visit.text("reason"):
            raise Refused("say why: it takes a sentence for the log")
        said = deed.do(visit)
    except ClerestoryError as error:
        return page(visit, deed, str(error))
    return visit.go(f"/releases/{visit.part('request')}", said=said)
