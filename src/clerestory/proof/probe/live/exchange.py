"""What is asked and what is answered, as values; no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

_MOVED = frozenset({301, 302, 303, 307, 308})


class Way(Enum):
    """How a stranger comes to an address."""

    NAMED = "named"  # the address that was given
    LINKED = "linked"  # a link, a sitemap, a robots file, a listing
    REDIRECTED = "redirected"
    SCRIPT = "script"  # named in a script
    GUESSED = "guessed"
    BROWSER = "browser"  # asked by the page itself, opened in a browser
    PRODUCT = "product"  # what the product offers to everybody
    SETTING = "setting"  # read with the token, beside the visit
    ELSEWHERE = "elsewhere"  # on a host that was not named: noted, not asked


class Why(Enum):
    """Why there is no whole answer; these sentences are all that is ever told of a failure."""

    SILENT = "the server did not answer"
    LATE = "the answer took longer than the limit"
    LARGE = "the answer is larger than the limit"
    SHORT = "the connection ended before the answer did"
    CERTIFICATE = "the server's certificate is not valid; nothing was asked over this connection"
    GARBLED = "the answer is not HTTP"
    CIRCLE = "redirects in a circle"
    BUSY = "the server asked to come back later, again and again"
    FAILED = "the server failed on the request; what it would give is not known"
    ENCODED = "the answer is compressed in a way that cannot be undone"
    PAGES = "more addresses than the limit"
    ROWS = "more pages of rows than the limit"
    ELSEWHERE = "its data lie on a host that was not named; name that host as well"
    NO_BROWSER = "a page with scripts, and no browser to open it; install clerestory[browser] and Chromium"
    BROWSER = "the browser could not open the page"
    SOCKET = "the page talks over a web socket, which is not listened to"
    PRODUCT = "the product's answer is not as its documentation says"


@dataclass(frozen=True)
class Request:
    """One request, and how a stranger comes to make it."""

    address: str
    way: Way
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    what: str = ""  # in words, where the address alone does not tell: "underlying data"
    came_from: str = ""

    @property
    def label(self) -> str:
        """How findings and the ledger name it."""
        told = "" if self.method == "GET" and not self.what else f" ({self.what or self.method})"
        return f"{self.address}{told}"


@dataclass(frozen=True, repr=False)
class Answer:
    """One response; ``why`` says why it is not whole."""

    request: Request
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    why: Why | None = None

    @property
    def address(self) -> str:
        """The address that answered."""
        return self.request.address

    @property
    def moved(self) -> bool:
        """Whether it is a redirect."""
        return self.status in _MOVED and "location" in self.headers

    @property
    def failed(self) -> bool:
        """Whether the server could not answer, which says nothing of what it would give."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def given(self) -> bool:
        """Whether the server gave what was asked."""
        return self.status in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether a browser would show it as a page."""
        return self.kind == "text/html" or (not self.kind and self.content[:512].lstrip()[:1] == b"<")


@dataclass(frozen=True)
class Elsewhere:
    """An address on a host that was not named: noted, never asked."""

    address: str
    came_from: str


@dataclass(frozen=True)
class Gap:
    """Something that was not looked at, and why."""

    address: str
    why: Why


@dataclass(frozen=True)
class Setting:
    """What a product's own settings say that strangers may do (read with a token)."""

    address: str
    product: str
    says: str


Seen = Answer | Elsewhere | Gap | Setting
