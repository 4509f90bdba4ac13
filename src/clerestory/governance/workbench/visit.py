"""One request as the views see it: who asks, what they sent, and how they are answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from clerestory.errors import InputError
from clerestory.governance.approval.people import Officer
from clerestory.governance.store.acting import Actor
from clerestory.governance.workbench import frame
from clerestory.governance.workbench.auth import secret, sessions
from clerestory.governance.workbench.auth.sessions import WHOLE, Session
from clerestory.governance.workbench.bench import THROUGH, Bench
from clerestory.vocabulary import attachment

SIGN_IN = "/sign-in"
AGAIN = "/again"


class Access(Enum):
    """Whom a page is for."""

    ANYBODY = "anybody"  # the way in
    SIGNED_IN = "signed in"
    FRESH = "signed in, and proved a moment ago"  # acts that nobody else may do in a left-alone browser


@dataclass(frozen=True)
class Page:
    """One address and what answers there."""

    path: str
    act: "Callable[[Visit], Response]"
    access: Access = Access.SIGNED_IN
    method: str = "GET"
    takes_files: bool = False  # its form may have attachments
    is_file: bool = False  # sent from memory or as it lies there: not counted as a request


@dataclass
class Visit:
    """One request; its answer may set or end the cookies of this browser."""

    bench: Bench
    request: Request
    form: FormData
    browser: str  # the cookie that this browser has before anybody signs in
    session: Session | None = None
    cookie: str = ""
    somebody: Officer | None = None
    cookies: dict[str, str | None] = field(default_factory=dict)

    @property
    def officer(self) -> Officer:
        """Who is signed in (the gate has let them in)."""
        if self.somebody is None:
            raise InputError("nobody is signed in; sign in first")
        return self.somebody

    @property
    def actor(self) -> Actor:
        """The same, as the log names them."""
        return Actor(self.officer.id, through=THROUGH)

    @property
    def now(self) -> int:
        """The time, in whole seconds."""
        return int(self.bench.clock().timestamp())

    @property
    def token(self) -> str:
        """What every form of this browser carries: bound to its session, or to the browser alone."""
        return secret.bound(self.cookie or self.browser, "form")

    def text(self, name: str, *, longest: int = 4_000) -> str:
        """A field of the form, without blanks around it; empty if it was not sent."""
        given = self.form.get(name, "")
        if not isinstance(given, str) or len(given) > longest:
            raise InputError(f"the field {name} takes at most {longest:,} characters; shorten it")
        return given.strip()

    def secret(self, name: str) -> str:
        """A passphrase as it was typed: it is handed on and kept nowhere."""
        given = self.form.get(name, "")
        return given[:400] if isinstance(given, str) else ""

    def attached(self, name: str) -> tuple[tuple[str, bytes], ...]:
        """The files of a field, by plain name and content; handed on, never opened here."""
        held = [each for each in self.form.getlist(name) if isinstance(each, UploadFile) and each.size]
        return tuple((attachment.plain_name(each.filename or ""), each.file.read()) for each in held)

    def part(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """A parameter of the address, at most a line long."""
        return self.request.query_params.get(name, "")[:200].strip()

    @property
    def here(self) -> str:
        """The page that the person is on: that a form was sent from, not where it was sent to."""
        if self.request.method == "POST":
            given = self.text("here", longest=500)
            return given if is_own(given) else "/"
        url = self.request.url
        return url.path + (f"?{url.query}" if url.query else "")

    @property
    def is_garnish(self) -> bool:
        """Whether the small script asks for a part of the page only."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def after(self) -> str:
        """Where to go afterwards: an address of this workbench, whatever was asked."""
        given = self.asked("next") or self.text("next", longest=500)
        return given if is_own(given) else "/"

    def page(self, template: str, status: int = 200, **context: object) -> Response:
        """A filled page."""
        path = self.here.partition("?")[0]
        around = frame.around(self.bench, self.somebody, path) | {"visit": self, "said": self._said()}
        filled = self.bench.templates.get_template(template).render(around | context)
        return HTMLResponse(filled, status)

    def json(self, text: str) -> Response:
        """JSON that is ready."""
        return Response(text, media_type="application/json")

    def problem(self, sentence: str, status: int = 400) -> Response:
        """A problem, for a script."""
        return JSONResponse({"error": sentence}, status)

    def go(self, address: str, *, said: str = "") -> Response:
        """To another page (after an act, so that it is not done twice); ``said`` is told there once."""
        if said:
            self.tell(said)
        return RedirectResponse(address, 303)

    def tell(self, said: str) -> None:
        """Say this on the next page, once."""
        self.set_cookie("said", quote(said[:600]))

    def _said(self) -> str:
        """What the page before had to say; it is told once."""
        told = self.request.cookies.get(self.bench.settings.cookie_prefix + "said", "")
        if told and "said" not in self.cookies:
            self.set_cookie("said", None)
        return unquote(told)[:600]

    def set_cookie(self, name: str, value: str | None) -> None:
        """Set or end one of our cookies."""
        self.cookies[name] = value

    def begin_session(self, cookie: str) -> None:
        """This browser is signed in, under a cookie that nobody knew before."""
        self.set_cookie("session", cookie)
        self.set_cookie("browser", secret.word())

    def prove_again(self) -> None:
        """The person proved who they are: the session goes on under a new cookie."""
        if self.session is None:
            raise InputError("nobody is signed in; sign in first")
        with self.bench.doors() as doors:
            self.begin_session(sessions.rotated(doors, self.session, self.now))


LASTING: Mapping[str, int] = {"session": WHOLE, "browser": WHOLE, "said": 60}


def with_cookies(visit: Visit, answer: Response) -> Response:
    """The answer with what the visit set."""
    settings = visit.bench.settings
    for name, value in visit.cookies.items():
        answer.set_cookie(
            settings.cookie_prefix + name,
            value or "",
            max_age=LASTING[name] if value else 0,
            secure=settings.is_https,
            httponly=True,
            samesite="lax",
            path="/",
        )
    return answer


def to_sign_in(visit: Visit) -> Response:
    """First sign in, then come back."""
    return visit.go(f"{SIGN_IN}?next={quote(visit.here)}")


def to_prove_again(visit: Visit) -> Response:
    """First prove who you are, then come back."""
    return visit.go(f"{AGAIN}?next={quote(visit.here)}")


def is_own(address: str) -> bool:
    """Whether an address is one of this workbench, and leads nowhere else in any browser."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return is_path and address.isprintable() and "\\" not in address and not urlsplit(address).netloc
