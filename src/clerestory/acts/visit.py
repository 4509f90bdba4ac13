"""An anonymous visit: every address of a site in every encoding, and addresses that must not be there."""

import gzip
import http.client
from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import quote, urlsplit

import brotli

from clerestory.public.watch import guesses

ENCODINGS = ("identity", "gzip", "br")
SECONDS = 20


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
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=SECONDS)
    try:
        for path in paths:
            for encoding in ENCODINGS:
                yield _ask(connection, "GET", path, {"Accept-Encoding": encoding})
            yield _ask(connection, "GET", path, {"Range": "bytes=-64"})
            if path.endswith("index.html"):
                yield _ask(connection, "GET", path.removesuffix("index.html"), {})
        for path in guesses.every(paths, ()):
            yield _ask(connection, "GET", path, {})
        yield _ask(connection, "POST", "", {})
    finally:
        connection.close()


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str]
) -> tuple[str, str, bytes]:
    connection.request(method, "/" + quote(path, safe="/%~."), headers=headers)
    answer = connection.getresponse()
    head = "\n".join(f"{name}: {value}" for name, value in answer.getheaders())
    label = f"{method} /{path} ({', '.join(headers.values()) or 'plain'}) {answer.status}"
    body = _decoded(answer.read(), answer.headers.get("Content-Encoding", "identity"))
    return label, head, b"" if answer.status == http.client.PARTIAL_CONTENT else body


def _decoded(body: bytes, encoding: str) -> bytes:
    """What a browser makes of a body: Brotli has no mark of its own by which a probe could know it."""
    match encoding:
        case "gzip":
            return gzip.decompress(body)
        case "br":
            return bytes(brotli.decompress(body))
        case _:
            return body
