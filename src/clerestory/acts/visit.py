"""An anonymous visit: every address of a site in every encoding, and addresses that must not be there.

What a stranger could not be told counts as not looked at: a site that cannot be reached, is overloaded, or
sends its visitors to another one has not been searched, and nobody may call it clean.
"""

import gzip
import http.client
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

import brotli

from clerestory.errors import InputError
from clerestory.public.server import answers
from clerestory.public.watch import guesses
from clerestory.public.watch.visitor import Heard, Visitor

ENCODINGS = ("identity", "gzip", "br")
LARGEST = 1 << 31  # bytes of one answer
BUSY = frozenset({429, 502, 503, 504})
OWN_REFUSALS = (answers.WITHHELD.fixed.body, answers.STALE.fixed.body)  # an answer: nothing of it is served


def responses(address: str, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Every different body received, under the first request that gave it, and the heads of all: to be searched."""
    heads: list[str] = []
    told: set[bytes] = set()
    for label, head, body in _answers(address, paths):
        heads.append(f"{label}\n{head}")
        digest = sha256(body).digest()
        if body and digest not in told:  # the same bytes once: in br, gzip and plain a page is the same page
            told.add(digest)
            yield label, body
    yield "the heads of all answers", "\n\n".join(heads).encode()


def _answers(address: str, paths: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """(label, head, body decoded) of each request; a part of what is asked for whole counts by its head."""
    with closing(Visitor(address)) as visitor:
        for path in ("", *paths):
            for encoding in ENCODINGS:
                yield _ask(visitor, path, must_tell=True, Accept_Encoding=encoding)
            yield _ask(visitor, path, Range="bytes=-64")
            if path.endswith("index.html"):
                yield _ask(visitor, path.removesuffix("index.html"), must_tell=True)
        for path in guesses.every(paths, ()):
            yield _ask(visitor, path)
        yield _ask(visitor, "", "POST")


def _ask(
    visitor: Visitor, path: str, method: str = "GET", *, must_tell: bool = False, **headers: str
) -> tuple[str, str, bytes]:
    heard = visitor.ask(path, LARGEST, method, **headers)
    where = f"{visitor.address}/{path}"
    _check_told(where, heard)
    if must_tell:
        _check_own(where, heard)
    head = "\n".join(f"{name}: {value}" for name, value in heard.headers.items())
    label = f"{method} /{path} ({', '.join(headers.values()) or 'plain'}) {heard.status}"
    body = _decoded(where, heard)
    return label, head, b"" if heard.status == http.client.PARTIAL_CONTENT else body


def _check_told(where: str, heard: Heard) -> None:
    """Refuse an answer that leaves open what another visitor would be told."""
    if heard.status in BUSY and heard.body not in OWN_REFUSALS:
        raise InputError(f"{where}: answers {heard.status}, so nobody could look; try again when it is well")
    if len(heard.body) > LARGEST:
        raise InputError(
            f"{where}: answers with more than {LARGEST >> 30} GiB; nobody could look at all of it"
        )


def _check_own(where: str, heard: Heard) -> None:
    """An address of the site itself: a fault or another site's door says nothing of what lies there."""
    if heard.status == http.client.INTERNAL_SERVER_ERROR:
        raise InputError(f"{where}: answers {heard.status}, so nobody could look; mend the site first")
    to = urljoin(where, heard.headers.get("location", ""))
    if 300 <= heard.status < 400 and urlsplit(to)[:2] != urlsplit(where)[:2]:
        raise InputError(f"{where}: sends its visitors to another site; give that one's address")


def _decoded(where: str, heard: Heard) -> bytes:
    """What a browser makes of a body: Brotli has no mark of its own by which a probe could know it."""
    encoding = heard.headers.get("content-encoding", "identity")
    try:
        match encoding if heard.body else "identity":
            case "gzip":
                return gzip.decompress(heard.body)
            case "br":
                return bytes(brotli.decompress(heard.body))
            case _:
                return heard.body
    except (OSError, EOFError, zlib.error, brotli.error):
        raise InputError(f"{where}: its {encoding} cannot be unpacked; nobody could look") from None
