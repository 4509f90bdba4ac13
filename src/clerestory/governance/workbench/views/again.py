"""Prove again who you are, before an act that matters: approve, sign, publish, withdraw, take down."""

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.workbench.auth import accounts, passkeys
from clerestory.governance.workbench.views import sign_in
from clerestory.governance.workbench.visit import AGAIN, Page, Visit

PASSKEY = "passkey again"
WRONG = "This is not the right combination of password and code."


def show(visit: Visit) -> Response:
    """The page offers what the person has."""
    return _page(visit)


def with_password(visit: Visit) -> Response:
    """Password and a code that was not used yet."""
    sign_in.check_rate(visit)
    if not sign_in.proved_by_password(visit, visit.officer.id, again=True):
        return _page(visit, WRONG)
    visit.prove_again()
    return visit.go(visit.after)


def ask_passkey(visit: Visit) -> Response:
    """What the device is asked."""
    return sign_in.passkey_question(visit, PASSKEY)


def with_passkey(visit: Visit) -> Response:
    """The same person's passkey."""
    try:
        sign_in.proved_by_passkey(visit, PASSKEY, only=visit.officer.id)
    except Refused as error:
        return _page(visit, str(error))
    visit.prove_again()
    return visit.go(visit.after)


def to_office(visit: Visit) -> Response:
    """The identity provider is told to ask again."""
    return sign_in.sent_to_office(visit, "again", again=True)


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.bench.store.reading() as look:
        account = accounts.find(look, visit.officer.id)
        held = passkeys.of(look, visit.officer.id)
    return visit.page(
        "again.html",
        401 if wrong else 200,
        wrong=wrong,
        has_password=bool(account and account.password),
        has_passkey=bool(held),
        has_office=bool(account and account.subject and visit.bench.settings.identity),
        after=visit.after,
    )


PAGES = (
    Page(AGAIN, show),
    Page(AGAIN, with_password, method="POST"),
    Page("/again/passkey/question", ask_passkey, method="POST"),
    Page("/again/passkey", with_passkey, method="POST"),
    Page("/again/office", to_office, method="POST"),
)
