"""Judge one answer against what was signed: rules over values, nothing is asked here."""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import brotli

from clerestory.public.server import answers, headers, plain
from clerestory.public.server.answers import Reply
from clerestory.public.watch.findings import Finding, Kind
from clerestory.public.watch.visitor import Heard
from clerestory.release.manifest import digest
from clerestory.release.media import media_type
from clerestory.release.trust import Target

# Headers about the way of an answer, which say nothing of its content.
OF_THE_WAY = frozenset(
    ("accept-ranges", "age", "alt-svc", "allow", "connection", "content-encoding", "content-length", "content-range",
     "date", "etag", "keep-alive", "last-modified", "location", "server", "strict-transport-security",
     "transfer-encoding", "vary", "via", "x-cache", "x-request-id")
)  # fmt: skip
FREE = frozenset(("server",))  # a front may put its own name there
SECURITY = {name.decode(): value.decode() for name, value in headers.SECURITY}
_OUR_TAG = re.compile(r'"[0-9a-f]{64}(-br|-gzip)?"')


@dataclass(frozen=True)
class Expected:
    """What an address must answer: a status, the digest and size of its decoded body, its headers."""

    status: int
    body: Target | None  # ``None``: any of the plain pages that the server makes itself
    headers: Mapping[str, str]

    def judge(self, address: str, heard: Heard) -> tuple[Finding, ...]:
        """Everything that differs."""
        if (self.status, heard.status) == (404, 410):
            return ()  # not there, and said more plainly
        if heard.status != self.status:
            return (Finding(_kind(self.status), address, f"answers {heard.status}, not {self.status}"),)
        return (*self._body(address, heard), *_headers(address, heard, self.headers))

    def _body(self, address: str, heard: Heard) -> tuple[Finding, ...]:
        if self.body is None:
            is_ours = heard.body in _PLAIN or heard.body.startswith(_GONE)
            return () if is_ours else (Finding(_kind(self.status), address, "says what nobody signed"),)
        content = decoded(heard, self.body.size)
        if content is None or len(content) != self.body.size or digest(content) != self.body.sha256:
            return (Finding(Kind.BYTES, address, "not the bytes that were signed"),)
        return _tag(address, heard, self.body.sha256)


def of_file(path: str, signed: Target) -> Expected:
    """What a signed file's address must answer, in any encoding."""
    cached = headers.KEEP_FOREVER if answers.names_its_content(path, signed.sha256) else headers.REVALIDATE
    about = {"content-type": media_type(path), cached[0].decode(): cached[1].decode()}
    return Expected(200, signed, SECURITY | about)


def of_page(reply: Reply) -> Expected:
    """What must be answered where the server says something of its own: moved, gone, not found."""
    wanted = {name: value for name, value in reply.texts if name not in OF_THE_WAY or name == "location"}
    return Expected(reply.status, None, wanted)


def of_missing(page: Target | None) -> Expected:
    """What an address that nobody signed must answer: the signed page for that, or a plain one."""
    marks = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    return Expected(404, page, SECURITY | marks)


def decoded(heard: Heard, most: int) -> bytes | None:
    """The body as a browser would have it, never more than one byte over ``most``; ``None``: no such encoding."""
    match heard.headers.get("content-encoding", "identity"):
        case "identity":
            return heard.body
        case "gzip":
            try:
                return zlib.decompressobj(wbits=31).decompress(heard.body, most + 1)
            except zlib.error:
                return None
        case "br":
            try:
                return bytes(brotli.Decompressor().process(heard.body, output_buffer_limit=most + 1))
            except brotli.error:
                return None
        case _:
            return None


def _headers(address: str, heard: Heard, wanted: Mapping[str, str]) -> Iterable[Finding]:
    for name, value in wanted.items():
        if name not in FREE and heard.headers.get(name) != value:
            told = "is missing" if name not in heard.headers else "is not what this site sends"
            yield Finding(Kind.HEADER, address, f"{name} {told}")
    for name in sorted(heard.headers.keys() - wanted.keys() - OF_THE_WAY):
        yield Finding(Kind.HEADER, address, f"{name[:60]} is no header of this site")


def _tag(address: str, heard: Heard, sha256: str) -> tuple[Finding, ...]:
    """A tag of ours names the content; a tag of a front's own making is none of ours."""
    tag = heard.headers.get("etag", "").removeprefix("W/")
    if _OUR_TAG.fullmatch(tag) and not tag.startswith(f'"{sha256}'):
        return (Finding(Kind.HEADER, address, "etag names other bytes"),)
    return ()


def _kind(status: int) -> Kind:
    match status:
        case 404:
            return Kind.UNSIGNED
        case 410:
            return Kind.WITHDRAWN
        case _:
            return Kind.BYTES


_PLAIN = (answers.Table().other.fixed.body, b"")
_GONE = plain.opening(*answers.WITHDRAWN)
