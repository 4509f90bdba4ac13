"""The portal as an application: one look-up in a table, one answer.

It has two faces with the same answers: ASGI, which every Python server speaks and in which it can be
mounted and tried, and RSGI, which granian speaks natively and with which ``clerestory serve`` runs.

There is no router, no file access and no code path that depends on what a visitor sends beyond the
few headers read here. Starting means loading a trusted release; without one the process stops.
"""

import asyncio
import json
import sys
import threading
import time
from http import HTTPStatus

from granian.rsgi import HTTPProtocol
from granian.rsgi import Scope as HTTPScope
from starlette.types import Receive, Scope, Send

from clerestory.errors import ClerestoryError
from clerestory.public.server import answers, headers, intake, metrics
from clerestory.public.server.accesses import Accesses
from clerestory.public.server.answers import HEAD, Asked, Reply
from clerestory.public.server.intake import LARGEST, Intake
from clerestory.public.server.log import Log
from clerestory.public.server.shelf import Publication, Shelf
from clerestory.release import manifest

HEALTH = f"/{manifest.RESERVED}health"
NOTICE = 0.1  # seconds between two looks for another release, a withdrawal or an expiry
COMPARE = 10  # notices between two looks at every file's marks
TOGETHER = 0.5  # seconds: releases change at a whole multiple, in all processes at the same moment
LONGEST_MARK = 1000  # letters of a user agent or a forwarded address that are logged
TELL = 5  # notices between two reports of figures
REREAD = 3000  # notices between two readings of every file (5 minutes)

READ = (b"accept-encoding", b"if-none-match", b"if-range", b"range")  # in the order of ``Asked``
OVER_HTTPS = answers.texts([headers.OVER_HTTPS])[0]


class Portal:
    """Answers requests from a shelf."""

    def __init__(self, shelf: Shelf, intake: Intake | None = None) -> None:
        self._shelf = shelf
        self._intake = intake
        self._over = threading.Event()
        self._tally = metrics.Tally()
        self._accesses = Accesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI request (a web socket is refused)."""
        if scope["type"] == "lifespan":
            await _live(self._shelf, self._tally, receive, send)
        elif scope["type"] == "http":
            if self._takes(scope["method"], scope["path"]):
                address = (scope.get("client") or ("",))[0]
                reply = self._refused(LARGEST, address) or self._received(
                    _type_of(scope), await _body(receive), address
                )
            else:
                reply = self.reply(scope["path"], asked(scope))
            marks = [*reply.headers, headers.OVER_HTTPS] if scope["scheme"] == "https" else reply.headers
            body = b"" if scope["method"] == HEAD else reply.body
            self._tally.add(reply.status, len(body))
            await send({"type": "http.response.start", "status": reply.status, "headers": marks})
            await send({"type": "http.response.body", "body": body})
        else:
            await send({"type": "websocket.close", "code": 1000})

    def __rsgi_init__(self, loop: object) -> None:
        """Load before the first request; without a trusted release this process ends."""
        try:
            self._shelf.open()
        except ClerestoryError as error:
            Log().error("release refused", reason=str(error))
            sys.exit(1)
        given = (self._shelf, self._tally, self._over, self._accesses)
        threading.Thread(target=_watch, args=given, name="watcher", daemon=True).start()

    def __rsgi_del__(self, loop: object) -> None:
        """Stop looking after the release."""
        self._over.set()
        self._accesses.write()

    async def __rsgi__(self, scope: HTTPScope, protocol: HTTPProtocol) -> None:
        """Answer one RSGI request; only for a message is there anything to wait for (``loop``)."""
        method, path = scope.method, scope.path
        if self._takes(method, path):
            await asyncio.sleep(0)  # from here on in the event loop
            reply = await self._message(scope, protocol)
        else:
            reply = self.reply(path, _question(method, scope))
        marks = [*reply.texts, OVER_HTTPS] if scope.scheme == "https" else reply.texts
        if self._accesses.is_wanted:
            self._accesses.add(*_access(scope, reply))
        if method == HEAD or not reply.body:
            self._tally.add(reply.status, 0)
            protocol.response_empty(reply.status, marks)
        else:
            self._tally.add(reply.status, len(reply.body))
            protocol.response_bytes(reply.status, marks, reply.body)

    async def _message(self, scope: HTTPScope, protocol: HTTPProtocol) -> Reply:
        """The answer to a message of the report form, whose body is read only if it may come."""
        get, address = scope.headers.get, scope.client.rpartition(":")[0]
        told = get("content-length") or ""
        return self._refused(int(told) if told.isdecimal() else None, address) or self._received(
            get("content-type") or "", await protocol(), address
        )

    def _takes(self, method: str, path: str) -> bool:
        return method == "POST" and self._intake is not None and path == intake.PATH

    def _refused(self, size: int | None, address: str) -> Reply | None:
        """The answer to a message that is not read."""
        assert self._intake is not None  # noqa: S101  (for the type: ``_takes`` asked)
        return self._intake.before(size, address)

    def _received(self, media_type: str, body: bytes, address: str) -> Reply:
        """The answer to a message of the report form."""
        assert self._intake is not None  # noqa: S101  (for the type: ``_takes`` asked)
        return self._intake.reply(media_type, body, address)

    def reply(self, path: str, question: Asked) -> Reply:
        """The answer to one request."""
        if path == HEALTH:
            return health(self._shelf)
        return self._shelf.table.reply(path, question)


def _question(method: str, scope: HTTPScope) -> Asked:
    """The parts of an RSGI request that change its answer, one by one: this runs for every request."""
    get = scope.headers.get
    return Asked(
        method,
        scope.query_string.encode(),
        get("accept-encoding", "").encode("latin-1"),
        get("if-none-match", "").encode("latin-1"),
        get("if-range", "").encode("latin-1"),
        get("range", "").encode("latin-1"),
    )


def _access(scope: HTTPScope, reply: Reply) -> tuple[str, str, str, tuple[int, int], tuple[str, str]]:
    """What is logged of an answer: no query, no cookie."""
    size = 0 if scope.method == HEAD else len(reply.body)
    get = scope.headers.get
    marks = tuple((get(name) or "")[:LONGEST_MARK] for name in ("user-agent", "x-forwarded-for"))
    return (
        scope.client.rpartition(":")[0],
        scope.method,
        scope.path,
        (reply.status, size),
        (marks[0], marks[1]),
    )


def asked(scope: Scope) -> Asked:
    """The parts of an ASGI request that change its answer."""
    found = dict(scope["headers"])
    return Asked(scope["method"], scope["query_string"], *(found.get(name, b"") for name in READ))


def _type_of(scope: Scope) -> str:
    return str(dict(scope["headers"]).get(b"content-type", b"").decode("latin-1"))


async def _body(receive: Receive) -> bytes:
    """The whole body, or one that is too large as soon as it is."""
    body = b""
    while len(body) <= LARGEST:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


def health(shelf: Shelf) -> Reply:
    """For whoever watches this process: what it serves, until when, how many files it withholds."""
    about: dict[str, object] = {"serving": shelf.is_serving, "withheld": shelf.withheld}
    if shelf.release is not None:
        about |= {
            "release": shelf.release.statement.release,
            "version": shelf.release.statement.versions.targets,
            "expires_at": shelf.release.statement.expires_at.isoformat(),
        }
    body = json.dumps(about).encode()
    marks = [
        headers.type_("application/json"),
        headers.KEEP_NEVER,
        headers.length(len(body)),
        *headers.SECURITY,
    ]
    return Reply(200 if shelf.is_serving else 503, marks, body)


def state(shelf: Shelf) -> metrics.State:
    """What this process serves, as figures."""
    statement = shelf.release.statement if shelf.release else None
    return metrics.State(
        serving=shelf.is_serving,
        release=statement.release if statement else "",
        version=statement.versions.targets if statement else 0,
        withheld=shelf.withheld,
        withdrawn=shelf.withdrawn,
        expires_at=statement.expires_at.timestamp() if statement else 0,
    )


def create(publication: Publication) -> Portal:
    """The application of one server process."""
    shelf = Shelf(publication, Log(), lambda: time.sleep(until_next(TOGETHER)))
    return Portal(shelf, Intake(publication.trust, page=lambda: page_of_form(shelf)))


def page_of_form(shelf: Shelf) -> bytes:
    """The signed page of the report form, nothing if it is not served now."""
    reply = shelf.table.reply(intake.PATH, Asked("GET", b"", b"", b"", b"", b""))
    return reply.body if reply.status == HTTPStatus.OK else b""


async def _live(shelf: Shelf, tally: metrics.Tally, receive: Receive, send: Send) -> None:
    """Load before the first request, look after the release until the end."""
    await receive()
    try:
        shelf.open()
    except ClerestoryError as error:
        Log().error("release refused", reason=str(error))
        await send({"type": "lifespan.startup.failed", "message": ""})
        return
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(shelf, tally, over), name="watcher", daemon=True)
    watcher.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    over.set()
    watcher.join()
    await send({"type": "lifespan.shutdown.complete"})


def until_next(period: float) -> float:
    """Seconds until the clock shows a whole multiple: all processes look, and change, at the same moment."""
    return period - time.time() % period


def _watch(
    shelf: Shelf, tally: metrics.Tally, over: threading.Event, accesses: Accesses | None = None
) -> None:
    """Keep looking; a look that fails unexpectedly is logged and the next one comes."""
    looks, squeezed = 0, None
    while not over.wait(until_next(NOTICE)):
        looks += 1
        try:
            if accesses:
                accesses.write()
            if looks % COMPARE == 0:
                shelf.refresh(thorough=looks % REREAD == 0)
            else:
                shelf.notice()
            if looks % TELL == 0:
                metrics.write(tally, state(shelf))
            if shelf.release is not None and squeezed != shelf.release.statement.versions:
                squeezed = shelf.release.statement.versions
                threading.Thread(target=shelf.squeeze, args=(over,), name="squeezer", daemon=True).start()
        except Exception as error:  # noqa: BLE001  (the watcher must outlive a full disk, a lost mount, ...)
            Log().error("the watcher failed once", reason=type(error).__name__)
