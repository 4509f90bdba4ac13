"""What is answered for an address: rules over frozen values, nothing is read or awaited here.

A ``Table`` holds an answer for every address that is signed, redirected, withheld or gone. An
address that is not in it has one answer, the signed ``404.html``, whatever lies on the disk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import quote

from clerestory.public.server import encoding, headers, plain, ranges
from clerestory.public.server.headers import Header
from clerestory.release import manifest
from clerestory.release.withdrawal import Notice

GET, HEAD = "GET", "HEAD"
WITHDRAWN = (
    410,
    "We have withdrawn this page",
    "What was published at this address has been taken back. We would rather check with it down than with it up.",
)
WHAT_NOW = (
    "<h2>What this means for you</h2>\n<ul><li>If you have a copy of it, please delete it, and do not pass it on.</li>\n"
    "<li>If you have cited it, say that it was withdrawn.</li></ul>\n"
    "<h2>What happens next</h2>\n<p>It comes back only in a new release, reviewed by people who did not make it, and signed by two "
    f'officers. Every withdrawal, as it was signed, is <a href="/{manifest.RESERVED}withdrawn.json">in one list</a>.</p>\n'
)


@dataclass(frozen=True)
class Reply:
    """A whole answer; for HEAD the body is left out when it is sent."""

    status: int
    headers: list[Header]
    body: bytes = b""

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """The headers as text, made once."""
        return texts(self.headers)


class Asked(NamedTuple):
    """The parts of a request that change the answer to it."""

    method: str = GET
    query: bytes = b""
    accept_encoding: bytes = b""
    if_none_match: bytes = b""
    if_range: bytes = b""
    range: bytes = b""


@dataclass(frozen=True)
class Form:
    """A file in one encoding, with the answers to the usual request made beforehand."""

    body: bytes
    etag: bytes
    whole: Reply
    unchanged: Reply


@dataclass(frozen=True)
class Held:
    """A signed file, in every form that is kept; always as it is, often compressed too."""

    sha256: str
    forms: Mapping[str, Form]

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(self.forms)

    def reply(self, asked: Asked) -> Reply:
        """The answer: whole, a part of it, or "you have it already"."""
        if asked.range:
            form = self.forms[encoding.IDENTITY]
        else:
            form = self.forms[_chosen(asked.accept_encoding, self._kinds)]
        if asked.if_none_match and _matches(asked.if_none_match, form.etag):
            return form.unchanged
        if asked.range and asked.method == GET and asked.if_range in (b"", form.etag):
            return _part(form, asked.range)
        return form.whole


@dataclass(frozen=True)
class Moved:
    """A folder's address without its slash."""

    to: str

    def reply(self, asked: Asked) -> Reply:
        """Send the visitor to the address with the slash, their filters kept."""
        query = b"?" + asked.query if asked.query else b""
        location = (b"location", quote(self.to).encode() + query)
        return Reply(308, [location, headers.REVALIDATE, headers.length(0), *headers.SECURITY])


@dataclass(frozen=True)
class Said:
    """A fixed page with a status of its own: not found, withheld, gone."""

    fixed: Reply

    def reply(self, asked: Asked) -> Reply:
        """The same to everybody."""
        return self.fixed


Answer = Held | Moved | Said


@dataclass(frozen=True)
class Table:
    """Every address that has an answer of its own, and the answer of all others."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    other: Said = field(
        default_factory=lambda: page(404, "Page not found", "There is no page at this address.")
    )
    notices: tuple[Notice, ...] = ()  # below what they name, an address without an answer is gone

    def reply(self, path: str, asked: Asked) -> Reply:
        """The answer to one request."""
        answer = self.answers.get(path)
        if answer is None:
            is_gone = any(notice.covers(path.removeprefix("/")) for notice in self.notices)
            return (GONE if is_gone else self.other).fixed
        if asked.method not in (GET, HEAD):
            return NOT_ALLOWED
        return answer.reply(asked)


def texts(marks: Iterable[Header]) -> list[tuple[str, str]]:
    """Headers as text."""
    return [(name.decode("ascii"), value.decode("latin-1")) for name, value in marks]


def held(path: str, sha256: str, content: bytes, media_type: str, forms: Mapping[str, bytes]) -> Held:
    """The answer for a signed file; ``forms`` are its compressed forms."""
    cached = headers.KEEP_FOREVER if names_its_content(path, sha256) else headers.REVALIDATE
    shared = [headers.type_(media_type), cached, *headers.SECURITY]
    if forms:
        shared.append(headers.VARY)
    bodies = {encoding.IDENTITY: content, **forms}
    return Held(sha256, {name: _form(name, body, sha256, shared) for name, body in bodies.items()})


def names_its_content(path: str, sha256: str) -> bool:
    """Whether the file's name holds the beginning (8 digits or more) of its SHA-256: it never changes."""
    pieces = path.rpartition("/")[2].replace("-", ".").split(".")
    return any(len(piece) >= 8 and sha256.startswith(piece) for piece in pieces[1:])


def page(status: int, title: str, sentence: str, *more: Header) -> Said:
    """A page in code, for what must be said even where no signed page can be."""
    return said(status, plain.page(status, title, sentence), *more)


def said(status: int, body: bytes, *more: Header) -> Said:
    """A fixed HTML page with that status; never kept by caches."""
    about = [headers.type_("text/html; charset=utf-8"), headers.KEEP_NEVER, headers.length(len(body))]
    return Said(Reply(status, [*about, *more, *headers.SECURITY], body))


def gone(still_there: Mapping[str, str], since: str = "") -> Said:
    """What is said where something was withdrawn: since when, and what is still published (address -> its title)."""
    links = "".join(f'<li><a href="{address}">{title}</a></li>\n' for address, title in still_there.items())
    others = f"<h2>Still published</h2>\n<ul>\n{links}</ul>\n" if links else ""
    when = f'<p class="quiet">Withdrawn {since}.</p>\n' if since else ""
    return said(410, plain.page(*WITHDRAWN, f"{when}{WHAT_NOW}{others}"))


def addresses(path: str) -> Iterable[tuple[str, str | None]]:
    """The addresses of a file: its own, and its folder's if it is an ``index.html``; (address, moved to)."""
    yield f"/{path}", None
    if path == "index.html":
        yield "/", None
    elif path.endswith("/index.html"):
        folder = f"/{path.removesuffix('index.html')}"
        yield folder, None
        yield folder.removesuffix("/"), folder


def _form(name: str, body: bytes, sha256: str, shared: list[Header]) -> Form:
    etag = f'"{sha256}"'.encode() if name == encoding.IDENTITY else f'"{sha256}-{name}"'.encode()
    marks: list[Header] = [(b"etag", etag), *shared]
    if name == encoding.IDENTITY:
        marks.append((b"accept-ranges", b"bytes"))
    else:
        marks.append((b"content-encoding", name.encode()))
    unchanged = [header for header in marks if header[0] not in (b"content-type", b"content-encoding")]
    return Form(body, etag, Reply(200, [*marks, headers.length(len(body))], body), Reply(304, unchanged))


def _part(form: Form, asked: bytes) -> Reply:
    size = len(form.body)
    shared = [header for header in form.whole.headers if header[0] != b"content-length"]
    try:
        span = ranges.span(asked, size)
    except ranges.Unsatisfiable:
        unknown = [(b"content-range", b"bytes */%d" % size), headers.KEEP_NEVER, headers.length(0)]
        return Reply(416, [*unknown, *headers.SECURITY])
    if span is None:
        return form.whole
    body = form.body[span.first : span.last + 1]
    place = (b"content-range", b"bytes %d-%d/%d" % (span.first, span.last, size))
    return Reply(206, [*shared, place, headers.length(len(body))], body)


def _matches(asked: bytes, etag: bytes) -> bool:
    """``If-None-Match`` compares weakly: a cache may have marked the tag as weak."""
    if asked.strip() == b"*":
        return True
    return etag in {tag.strip().removeprefix(b"W/") for tag in asked.split(b",")}


@lru_cache(maxsize=1024)
def _chosen(accepted: bytes, kinds: tuple[str, ...]) -> str:
    return encoding.choose(encoding.order(accepted), kinds)


NOT_ALLOWED = page(405, "Method not allowed", "This site can only be read.", (b"allow", b"GET, HEAD")).fixed
WITHHELD = page(
    503,
    "Not served",
    "What lies here is not what was signed, so it is not served. The rest of the site is unaffected.",
)
GONE = gone({})
STALE = page(503, "Not served", "The signatures of this copy are out of date, so nothing of it is served.")
