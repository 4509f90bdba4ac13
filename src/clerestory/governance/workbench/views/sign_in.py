"""Sign in: with a local account, a passkey or the office's identity provider."""

from urllib.parse import urlsplit

from starlette.responses import Response

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.workbench.auth import accounts, challenges, passkeys, sessions
from clerestory.governance.workbench.auth.accounts import Answer
from clerestory.governance.workbench.limits import TooMany
from clerestory.governance.workbench.visit import SIGN_IN, Access, Page, Visit

WRONG = (
    "This is not the right combination of user name, password and code. After five wrong ones in a row "
    "a password is locked for a while; a passkey still works."
)
PASSKEY, OFFICE = "passkey sign-in", "office sign-in"


def show(visit: Visit) -> Response:
    """The page."""
    return visit.go(visit.after) if visit.somebody else _page(visit)


def with_password(visit: Visit) -> Response:
    """User name, password and code, all at once: nobody learns which was wrong."""
    check_rate(visit)
    person = visit.text("person", longest=64).lower()
    if not proved_by_password(visit, person):
        return _page(visit, WRONG)
    return enter(visit, person)


def proved_by_password(visit: Visit, person: str, *, again: bool = False) -> bool:
    """Judge password and code, and count the attempt; right or wrong, it is in the audit log."""
    known = person if visit.bench.is_active(person) else ""
    password, code = visit.secret("password"), visit.text("code", longest=20)
    with visit.bench.store.reading() as look:
        attempt = accounts.judge(look, known, password, code, visit.bench.seal, visit.now)
    how = "password and code"
    if attempt.answer is not Answer.RIGHT:
        failed = {"how": how, "answer": attempt.answer.value}
        with visit.bench.noted(Machine.SIGN_IN_FAILED, known, failed) as acting:
            if accounts.count_failure(acting, known, visit.now):
                acting.tell(locked=True)
        return False
    with visit.bench.noted(Machine.SIGNED_IN, known, {"how": how, "again": again}) as acting:
        accounts.use(acting, attempt)
    return True


def ask_passkey(visit: Visit) -> Response:
    """What the device is asked."""
    return passkey_question(visit, PASSKEY)


def with_passkey(visit: Visit) -> Response:
    """What the device answered."""
    try:
        person = proved_by_passkey(visit, PASSKEY)
    except Refused as error:
        return _page(visit, str(error))
    return enter(visit, person)


def passkey_question(visit: Visit, purpose: str) -> Response:
    """Remember a challenge for this browser, and hand it over."""
    check_rate(visit)
    options, challenge = passkeys.question(visit.bench.site)
    with visit.bench.doors() as doors:
        challenges.ask(doors, visit.browser, purpose, {"challenge": challenge}, visit.now)
    return visit.json(options)


def proved_by_passkey(visit: Visit, purpose: str, only: str = "") -> str:
    """Whose passkey answered this browser's question (that of ``only``, if given)."""
    check_rate(visit)
    with visit.bench.doors() as doors:
        kept = challenges.answered(doors, visit.browser, purpose, visit.now)
    try:
        if kept is None:
            raise Refused(passkeys.WRONG)
        given, challenge = visit.text("answer", longest=20_000), str(kept["challenge"])
        with visit.bench.store.reading() as look:
            answer = passkeys.judge(look, visit.bench.site, given, challenge)
        if not visit.bench.is_active(answer.person) or only not in ("", answer.person):
            raise Refused(passkeys.WRONG)
    except Refused:
        visit.bench.note(Machine.SIGN_IN_FAILED, "", {"how": "passkey"})
        raise
    with visit.bench.noted(
        Machine.SIGNED_IN, answer.person, {"how": "passkey", "again": bool(only)}
    ) as acting:
        passkeys.use(acting, answer, visit.now)
    return answer.person


def to_office(visit: Visit) -> Response:
    """On to the identity provider."""
    return sent_to_office(visit, "sign in", again=False)


def sent_to_office(visit: Visit, purpose: str, *, again: bool, word: str = "") -> Response:
    """Remember what this browser is sent for, and send it."""
    check_rate(visit)
    address, kept = visit.bench.office_sign_in().begin(again=again)
    content = {**kept, "for": purpose, "next": visit.after, "word": word}
    with visit.bench.doors() as doors:
        challenges.ask(doors, visit.browser, OFFICE, content, visit.now)
    # a page, not a redirect: browsers let no form lead to another site, wherever it was sent first
    return visit.page("onward.html", address=address, provider=urlsplit(address).netloc)


def enter(visit: Visit, person: str, after: str = "") -> Response:
    """A session, under a cookie that nobody knew before; an older one of this browser is over."""
    with visit.bench.doors() as doors:
        if visit.session:
            sessions.end(doors, visit.session.id)
        sessions.clear(doors, visit.now)
        agent = visit.request.headers.get("user-agent", "")
        visit.begin_session(sessions.opened(doors, person, agent, visit.now))
    return visit.go(after or visit.after)


def check_rate(visit: Visit) -> None:
    """Few attempts a minute from one address, whoever they are for."""
    client = visit.request.client
    if not visit.bench.limits.proof.allows(client.host if client else ""):
        raise TooMany("too many attempts to sign in from here; wait a minute")


def _page(visit: Visit, wrong: str = "") -> Response:
    office = visit.bench.settings.identity is not None
    return visit.page("sign_in.html", 401 if wrong else 200, wrong=wrong, office=office, after=visit.after)


PAGES = (
    Page(SIGN_IN, show, Access.ANYBODY),
    Page(SIGN_IN, with_password, Access.ANYBODY, "POST"),
    Page("/sign-in/passkey/question", ask_passkey, Access.ANYBODY, "POST"),
    Page("/sign-in/passkey", with_passkey, Access.ANYBODY, "POST"),
    Page("/sign-in/office", to_office, Access.ANYBODY, "POST"),
)
