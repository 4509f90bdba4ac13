"""The visitor's one way out: a request to a named host, an answer with every limit kept.

Nothing is raised for what a server does: an answer that is not whole carries its reason.
"""

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from clerestory.proof.probe.live.exchange import Answer, Request, Way, Why
from clerestory.proof.probe.live.hosts import Hosts, path_of
from clerestory.proof.probe.live.manners import Manners

_AGENT = "Mozilla/5.0 (compatible; clerestory-probe)"
_CHUNK = 1 << 18
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_TRIES = 3
_UNPACKED = 16  # times the limit of one answer


class NotNamed(Exception):
    """The programmer asked a host that the user did not name."""


class Client:
    """An anonymous visitor: no cookie but those that the visited host sets during this visit."""

    def __init__(self, hosts: Hosts, manners: Manners) -> None:
        self.hosts, self.manners = hosts, manners
        self.taken = 0
        self._least = self._pause = manners.pause
        self._cookies: dict[str, dict[str, str]] = {}
        self._tls = ssl.create_default_context()

    def ask(self, request: Request) -> Answer:
        """Ask once; a server that is busy is asked again, after the time it wants."""
        answer = self._once(request)
        for _ in range(_TRIES - 1):
            if answer.status not in _BUSY:
                return answer
            time.sleep(self._wanted(answer))
            answer = self._once(request)
        if answer.status in _BUSY and request.way is not Way.GUESSED:
            return Answer(request, answer.status, answer.content, answer.headers, Why.BUSY)
        return answer

    def be_slower(self, pause: float) -> None:
        """Wait longer between requests from now on, as the site's robots file asks; a second at most."""
        self._least = max(self._least, min(pause, 1.0))

    def _wanted(self, answer: Answer) -> float:
        said = answer.headers.get("retry-after", "")
        return min(float(said) if said.isdecimal() else 1.0, self.manners.patience)

    def _once(self, request: Request) -> Answer:
        if not self.hosts.allow(request.address):
            raise NotNamed
        time.sleep(self._pause)
        began = time.monotonic()
        answer = self._exchange(request)
        self._pause = max(self._least, min(time.monotonic() - began, 1.0))
        self.taken += len(answer.content)
        return answer

    def _exchange(self, request: Request) -> Answer:
        limit = self.manners.guess_deadline if request.way is Way.GUESSED else self.manners.deadline
        connection = self._connection(request.address, min(self.manners.stall, limit))
        watch = _Watch(connection, limit)
        try:
            headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
            connection.connect()
            watch.start()
            headers |= self._cookies_for(request.address) | dict(request.headers)
            connection.request(request.method, path_of(request.address), request.body or None, headers)
            response = connection.getresponse()
            self._keep_cookies(request.address, response)
            return self._taken(request, response, watch)
        except ssl.SSLCertVerificationError:
            return Answer(request, 0, b"", why=Why.CERTIFICATE)
        except TimeoutError:
            return Answer(request, 0, b"", why=Why.LATE if watch.began else Why.SILENT)
        except (http.client.HTTPException, UnicodeError, ValueError):
            return Answer(request, 0, b"", why=Why.LATE if watch.rang else Why.GARBLED)
        except OSError:
            return Answer(request, 0, b"", why=Why.LATE if watch.rang else Why.SILENT)
        finally:
            watch.stop()
            connection.close()

    def _connection(self, address: str, stall: float) -> http.client.HTTPConnection:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return http.client.HTTPSConnection(host, parts.port, timeout=stall, context=self._tls)
        return http.client.HTTPConnection(host, parts.port, timeout=stall)

    def _taken(self, request: Request, response: http.client.HTTPResponse, watch: "_Watch") -> Answer:
        content, why = _body(response, self.manners.one)
        if watch.rang:
            why = Why.LATE
        headers = {name.lower(): value for name, value in response.getheaders()}
        if why is None:
            content, why = _decoded(content, headers, self.manners.one * _UNPACKED)
        return Answer(request, response.status, content, headers, why)

    def _cookies_for(self, address: str) -> dict[str, str]:
        held = self._cookies.get(urlsplit(address).netloc, {})
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in held.items())} if held else {}

    def _keep_cookies(self, address: str, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            with suppress(CookieError):
                told = {name: morsel.value for name, morsel in SimpleCookie(line).items()}
                self._cookies.setdefault(urlsplit(address).netloc, {}).update(told)


class _Watch:
    """Ends a connection when its time is over, whatever the server trickles."""

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        self._connection = connection
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self.began = self.rang = False

    def start(self) -> None:
        """Begin to count."""
        self.began = True
        self._socket = self._connection.sock
        self._timer.start()

    def _ring(self) -> None:
        self.rang = True
        with suppress(OSError, AttributeError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """The answer is there."""
        self._timer.cancel()


def _body(response: http.client.HTTPResponse, limit: int) -> tuple[bytes, Why | None]:
    pieces: list[bytes] = []
    size = 0
    try:
        while size <= limit:
            piece = response.read1(_CHUNK) if response.chunked else response.read(_CHUNK)
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
    except http.client.IncompleteRead as error:
        return b"".join([*pieces, error.partial]), Why.SHORT
    except TimeoutError:
        return b"".join(pieces), Why.LATE
    except (OSError, http.client.HTTPException, ValueError):
        return b"".join(pieces), Why.SHORT
    content = b"".join(pieces)
    if size > limit:
        return content[:limit], Why.LARGE
    return content, Why.SHORT if response.length else None


def _decoded(content: bytes, headers: Mapping[str, str], limit: int) -> tuple[bytes, Why | None]:
    """Undo a compression that was not asked for."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    try:
        if coding in {"", "identity"} or not content:
            return content, None
        if coding in {"gzip", "x-gzip", "deflate"}:
            return _unzipped(content, limit)
        if coding == "br":
            return _brotli(content, limit)
    except zlib.error:
        return content, Why.ENCODED
    return content, Why.ENCODED


def _unzipped(content: bytes, limit: int) -> tuple[bytes, Why | None]:
    """Every member of what gzip or deflate packed; one that ends early is told."""
    made = bytearray()
    while content:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            made += stream.decompress(content, limit + 1 - len(made))
        except zlib.error:
            if not made:
                raise
            return bytes(made), Why.ENCODED
        if len(made) > limit:
            return bytes(made[:limit]), Why.LARGE
        if not stream.eof:
            return bytes(made), Why.ENCODED
        content = stream.unused_data.lstrip(b"\0")
    return bytes(made), None


def _brotli(content: bytes, limit: int) -> tuple[bytes, Why | None]:
    import brotli

    stream, made = brotli.Decompressor(), bytearray()
    try:
        for at in range(0, len(content), 4096):
            made += stream.process(content[at : at + 4096])
            if len(made) > limit:
                return bytes(made[:limit]), Why.LARGE
    except brotli.error:
        return content, Why.ENCODED
    return bytes(made), None if stream.is_finished() else Why.ENCODED
