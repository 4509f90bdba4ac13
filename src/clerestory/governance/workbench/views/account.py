"""One's own account: ways to sign in, where one is signed in, and signing out, here or everywhere."""

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.workbench.auth import accounts, challenges, passkeys, passwords, sessions
from clerestory.governance.workbench.visit import SIGN_IN, Access, Page, Visit

PASSKEY = "another passkey"


def show(visit: Visit) -> Response:
    """The page."""
    return _page(visit)


def change_password(visit: Visit) -> Response:
    """Another password; every other browser is signed out."""
    officer, password = visit.officer, visit.secret("password")
    with visit.bench.store.reading() as look:
        account = accounts.find(look, officer.id)
    try:
        if account is None or account.password is None:
            raise Refused("your account has no password; you sign in another way")
        if not passwords.fits(visit.secret("current"), account.password):
            raise Refused("the password you have now is another one")
        passwords.check(password, officer.id, officer.name)
        if password != visit.secret("repeated"):
            raise Refused("the two passwords differ; type the same twice")
    except Refused as error:
        return _page(visit, str(error))
    hashed = passwords.hashed(password)
    with visit.bench.noted(Machine.ACCOUNT, officer.id, {"changed": "password"}) as acting:
        accounts.change_password(acting, officer.id, hashed)
    with visit.bench.doors() as doors:
        sessions.end_all(doors, officer.id, but=visit.session)
    return visit.go("/account", said="Your password is changed, and every other browser is signed out.")


def ask_passkey(visit: Visit) -> Response:
    """What the device is asked for another passkey."""
    officer = visit.officer
    with visit.bench.store.reading() as look:
        held = passkeys.of(look, officer.id)
    options, challenge = passkeys.registration(visit.bench.site, officer.id, officer.name, held)
    with visit.bench.doors() as doors:
        challenges.ask(doors, visit.browser, PASSKEY, {"challenge": challenge}, visit.now)
    return visit.json(options)


def add_passkey(visit: Visit) -> Response:
    """Keep another passkey."""
    with visit.bench.doors() as doors:
        kept = challenges.answered(doors, visit.browser, PASSKEY, visit.now)
    if kept is None:
        return _page(visit, passkeys.WRONG)
    label, answer = visit.text("label", longest=80), visit.text("answer", longest=20_000)
    with visit.bench.noted(Machine.ACCOUNT, visit.officer.id, {"added": "passkey"}) as acting:
        passkeys.registered(
            acting, visit.bench.site, visit.officer.id, label, answer, str(kept["challenge"]), visit.now
        )
    return visit.go("/account", said="The passkey is kept.")


def remove_passkey(visit: Visit) -> Response:
    """Forget a passkey, unless it is the only way in."""
    person = visit.officer.id
    with visit.bench.noted(Machine.ACCOUNT, person, {"removed": "passkey"}) as acting:
        account = accounts.find(acting, person)
        ways = len(passkeys.of(acting, person)) + bool(account and (account.password or account.subject))
        if ways < 2:
            raise Refused("this passkey is your only way to sign in; add another first")
        passkeys.remove(acting, person, visit.text("passkey", longest=1_400))
    return visit.go("/account", said="The passkey is removed.")


def sign_out(visit: Visit) -> Response:
    """Over, in this browser."""
    visit.bench.note(Machine.SIGNED_OUT, visit.officer.id, {"where": "here"})
    with visit.bench.doors() as doors:
        sessions.end(doors, visit.session.id if visit.session else "")
    return _gone(visit)


def sign_out_everywhere(visit: Visit) -> Response:
    """Over, in every browser."""
    visit.bench.note(Machine.SIGNED_OUT, visit.officer.id, {"where": "everywhere"})
    with visit.bench.doors() as doors:
        sessions.end_all(doors, visit.officer.id)
    return _gone(visit)


def _gone(visit: Visit) -> Response:
    visit.set_cookie("session", None)
    visit.set_cookie("browser", None)
    answer = visit.go(SIGN_IN, said="You are signed out.")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


def _page(visit: Visit, wrong: str = "") -> Response:
    with visit.bench.store.reading() as look:
        account = accounts.find(look, visit.officer.id)
        held = passkeys.of(look, visit.officer.id)
    with visit.bench.doors() as doors:
        places = sessions.of(doors, visit.officer.id, visit.now)
    return visit.page(
        "account.html",
        400 if wrong else 200,
        wrong=wrong,
        has_password=bool(account and account.password),
        has_office=bool(account and account.subject),
        passkeys=held,
        places=places,
        shortest=passwords.SHORTEST,
    )


PAGES = (
    Page("/account", show),
    Page("/account/password", change_password, Access.FRESH, "POST"),
    Page("/account/passkey/question", ask_passkey, Access.FRESH, "POST"),
    Page("/account/passkey", add_passkey, Access.FRESH, "POST"),
    Page("/account/passkey/remove", remove_passkey, Access.FRESH, "POST"),
    Page("/sign-out", sign_out, method="POST"),
    Page("/sign-out/everywhere", sign_out_everywhere, method="POST"),
)
