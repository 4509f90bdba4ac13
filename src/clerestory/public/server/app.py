"""The portal as an ASGI application: one look-up in a table, one answer.

There is no router, no file access and no code path that depends on what a visitor sends beyond the
few headers read here. Starting means loading a trusted release; without one the process stops.
"""

import json
import threading
from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from clerestory.errors import ClerestoryError
from clerestory.public.server import headers
from clerestory.public.server.answers import HEAD, Asked, Reply
from clerestory.public.server.log import Log
from clerestory.public.server.shelf import Publication, Shelf
from clerestory.public.server.tables import RESERVED

HEALTH = f"/{RESERVED}health"
NOTICE = 0.2  # seconds between two looks for another release, a withdrawal or an expiry
COMPARE = 5  # notices between two looks at every file's marks
REREAD = 1500  # notices between two readings of every file (5 minutes)

_READ: Mapping[bytes, str] = {
    b"accept-encoding": "accept_encoding",
    b"if-none-match": "if_none_match",
    b"if-range": "if_range",
    b"range": "range",
}


class Portal:
    """Answers requests from a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (a web socket is refused)."""
        if scope["type"] == "lifespan":
            await _live(self._shelf, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, send: Send) -> None:
        reply = self._reply(scope)
        marks = reply.headers
        if scope["scheme"] == "https":
            marks = [*marks, headers.OVER_HTTPS]
        body = b"" if scope["method"] == HEAD else reply.body
        await send({"type": "http.response.start", "status": reply.status, "headers": marks})
        await send({"type": "http.response.body", "body": body})

    def _reply(self, scope: Scope) -> Reply:
        if scope["path"] == HEALTH:
            return health(self._shelf)
        return self._shelf.table.reply(scope["path"], asked(scope))


def asked(scope: Scope) -> Asked:
    """The parts of a request that change its answer."""
    found = {_READ[name]: value for name, value in scope["headers"] if name in _READ}
    return Asked(scope["method"], scope["query_string"], **found)


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


def create(publication: Publication) -> ASGIApp:
    """The application of one server process."""
    return Portal(Shelf(publication, Log()))


async def _live(shelf: Shelf, receive: Receive, send: Send) -> None:
    """Load before the first request, look after the release until the end."""
    await receive()
    try:
        shelf.open()
    except ClerestoryError as error:
        Log().error("release refused", reason=str(error))
        await send({"type": "lifespan.startup.failed", "message": ""})
        return
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(shelf, over), name="watcher", daemon=True)
    watcher.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    over.set()
    watcher.join()
    await send({"type": "lifespan.shutdown.complete"})


def _watch(shelf: Shelf, over: threading.Event) -> None:
    """Keep looking; a look that fails unexpectedly is logged and the next one comes."""
    looks = 0
    while not over.wait(NOTICE):
        looks += 1
        try:
            if looks % COMPARE == 0:
                shelf.refresh(thorough=looks % REREAD == 0)
            else:
                shelf.notice()
        except Exception as error:  # noqa: BLE001  (the watcher must outlive a full disk, a lost mount, ...)
            Log().error("the watcher failed once", reason=type(error).__name__)
