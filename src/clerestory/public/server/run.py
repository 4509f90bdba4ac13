"""Run the portal with granian: worker processes that hold no key and write nothing but their log."""

import json
import multiprocessing
import socket
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from granian.constants import HTTPModes, Interfaces
from granian.server import Server as Granian
from starlette.types import ASGIApp

from clerestory.errors import InputError
from clerestory.public.server import app
from clerestory.public.server.shelf import Publication


@dataclass(frozen=True)
class Listen:
    """Where the portal is reached; port 0 means a free one."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1


def run(publication: Publication, listen: Listen, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; ``ready`` is told the address once a worker answers there."""
    multiprocessing.set_start_method("spawn", force=True)  # workers share no memory with who holds keys
    with _reserved(listen) as place:
        port = place.getsockname()[1]
        address = f"http://{f'[{listen.host}]' if ':' in listen.host else listen.host}:{port}/"
        server = Granian(
            "clerestory.public.server.app:create",
            address=listen.host,
            port=port,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=listen.workers,
            log_enabled=False,
            respawn_failed_workers=True,
        )
        threading.Thread(target=_tell, args=(address, ready), daemon=True).start()
        server.serve(target_loader=partial(_load, publication), wrap_loader=False)


def _load(publication: Publication, *_: object) -> ASGIApp:
    """Make the application inside a worker process."""
    return app.create(publication)


def _reserved(listen: Listen) -> socket.socket:
    """Take the port first: refused if anybody listens there, then shared with the workers alone."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((listen.host, listen.port))
            port = trial.getsockname()[1]
        place = socket.socket(family)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        place.bind((listen.host, port))
    except OSError as error:
        raise InputError(
            f"{listen.host}:{listen.port}: cannot listen there ({error.strerror}); choose another --port"
        ) from None
    return place


def _tell(address: str, ready: Callable[[str], None]) -> None:
    """Wait until a worker answers, then say so."""
    while True:
        try:
            with urllib.request.urlopen(f"{address.rstrip('/')}{app.HEALTH}", timeout=2) as answer:  # noqa: S310
                json.loads(answer.read())
            break
        except OSError:
            time.sleep(0.05)
    ready(address)
