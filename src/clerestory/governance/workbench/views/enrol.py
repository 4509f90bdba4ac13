"""Enrol with an invitation: choose how to sign in from now on. Nobody else ever knows the password.

The invitation is used up when a way to sign in was proved to work, not when the page is opened.
"""

from collections.abc import Callable

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.approval.people import Officer
from clerestory.governance.store.acting import Acting
from clerestory.governance.workbench.auth import (
    accounts,
    challenges,
    codes,
    invitations,
    passkeys,
    passwords,
    sessions,
)
from clerestory.governance.workbench.auth.oidc import Proof
from clerestory.governance.workbench.views import sign_in
from clerestory.governance.workbench.visit import Access, Page, Visit

Given = Callable[[Acting], None]
PASSWORD, PASSKEY = "enrol password", "enrol passkey"


def show(visit: Visit) -> Response:
    """Who is invited, and the ways."""
    word = visit.part("word")
    return _page(visit, word, _invited(visit, word))


def with_password(visit: Visit) -> Response:
    """A password, and the first code of an app that was given its secret."""
    sign_in.check_rate(visit)
    word = visit.part("word")
    invited = _invited(visit, word)
    code_secret = _app_secret(visit, invited)
    try:
        step = _checked(visit, invited, code_secret)
    except Refused as error:
        return _page(visit, word, invited, str(error))
    hashed = passwords.hashed(visit.secret("password"))
    sealed = visit.bench.seal.close(code_secret.encode(), invited.id).hex()

    def given(acting: Acting) -> None:
        accounts.set_password(acting, invited.id, hashed, sealed, step)

    return _enrolled(visit, word, invited, "password and code", given)


def ask_passkey(visit: Visit) -> Response:
    """What the device is asked for a new passkey."""
    sign_in.check_rate(visit)
    invited = _invited(visit, visit.part("word"))
    options, challenge = passkeys.registration(visit.bench.site, invited.id, invited.name, ())
    with visit.bench.doors() as doors:
        challenges.ask(doors, visit.browser, PASSKEY, {"challenge": challenge}, visit.now)
    return visit.json(options)


def with_passkey(visit: Visit) -> Response:
    """The passkey that the device made."""
    sign_in.check_rate(visit)
    word = visit.part("word")
    invited = _invited(visit, word)
    with visit.bench.doors() as doors:
        kept = challenges.answered(doors, visit.browser, PASSKEY, visit.now)
    if kept is None:
        return _page(visit, word, invited, passkeys.WRONG)
    label, answer = visit.text("label", longest=80), visit.text("answer", longest=20_000)

    def given(acting: Acting) -> None:
        site, challenge = visit.bench.site, str(kept["challenge"])
        passkeys.registered(acting, site, invited.id, label, answer, challenge, visit.now)

    return _enrolled(visit, word, invited, "passkey", given)


def to_office(visit: Visit) -> Response:
    """The identity provider says who this is."""
    word = visit.part("word")
    _invited(visit, word)
    return sign_in.sent_to_office(visit, "enrol", again=False, word=word)


def bound(visit: Visit, word: str, proof: Proof) -> Response:
    """Back from there: the subject belongs to whom the invitation is for."""
    invited = _invited(visit, word)
    return _enrolled(
        visit, word, invited, "office", lambda acting: accounts.set_subject(acting, invited.id, proof.subject)
    )


def _invited(visit: Visit, word: str) -> Officer:
    with visit.bench.store.reading() as look:
        found = invitations.find(look, word, visit.now)
    somebody = visit.bench.officer(found.person)
    if somebody is None or not somebody.active:
        raise Refused("whom this invitation was for has left; nobody can enrol with it")
    return somebody


def _checked(visit: Visit, invited: Officer, code_secret: str) -> int:
    """The time step of the first code, if the password may be one and was typed twice alike."""
    password = visit.secret("password")
    passwords.check(password, invited.id, invited.name)
    if password != visit.secret("repeated"):
        raise Refused("the two passwords differ; type the same twice")
    step = codes.step(code_secret, visit.text("code", longest=20), 0, visit.now)
    if step is None:
        raise Refused(
            "this is not the code that the app shows now; scan the square again, or type the secret"
        )
    return step


def _enrolled(visit: Visit, word: str, invited: Officer, how: str, given: Given) -> Response:
    """All or nothing: the invitation used up, an empty account, one way to sign in; no old session is left."""
    with visit.bench.noted(Machine.ACCOUNT, invited.id, {"enrolled": how}) as acting:
        invitations.use(acting, word, visit.now)
        accounts.open_anew(acting, invited.id, visit.now)
        given(acting)
    with visit.bench.doors() as doors:
        sessions.end_all(doors, invited.id)
    visit.bench.note(Machine.SIGNED_IN, invited.id, {"how": how, "again": False})
    return sign_in.enter(visit, invited.id, "/")


def _app_secret(visit: Visit, invited: Officer) -> str:
    """The app's secret that this browser was shown; a new one if none waits."""
    purpose = f"{PASSWORD} {invited.id}"
    with visit.bench.doors() as doors:
        kept = challenges.waiting(doors, visit.browser, purpose, visit.now)
        if kept is None:
            made = codes.fresh_secret()
            sealed = visit.bench.seal.close(made.encode(), invited.id).hex()
            challenges.ask(doors, visit.browser, purpose, {"secret": sealed}, visit.now)
            return made
    return visit.bench.seal.open(bytes.fromhex(str(kept["secret"])), invited.id).decode()


def _page(visit: Visit, word: str, invited: Officer, wrong: str = "") -> Response:
    code_secret = _app_secret(visit, invited)
    return visit.page(
        "enrol.html",
        400 if wrong else 200,
        wrong=wrong,
        invited=invited,
        here=f"/enrol/{word}",
        secret=code_secret,
        square=codes.picture(code_secret, invited.id),
        shortest=passwords.SHORTEST,
        office=visit.bench.settings.identity is not None,
    )


PAGES = (
    Page("/enrol/{word}", show, Access.ANYBODY),
    Page("/enrol/{word}/by-password", with_password, Access.ANYBODY, "POST"),
    Page("/enrol/{word}/by-passkey/question", ask_passkey, Access.ANYBODY, "POST"),
    Page("/enrol/{word}/by-passkey", with_passkey, Access.ANYBODY, "POST"),
    Page("/enrol/{word}/by-office", to_office, Access.ANYBODY, "POST"),
)
