"""Run the portal with granian: worker processes that hold no key and write nothing but their log."""

import errno
import multiprocessing
import os
import resource
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from granian import loops
from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
from granian.http import HTTP1Settings
from granian.server import Server as Granian

from clerestory.errors import InputError
from clerestory.processes import end_with_parent, until_it_answers
from clerestory.public.server import accesses, app, loop, metrics, sink
from clerestory.public.server.log import Log
from clerestory.public.server.shelf import Publication

loops.register("auto")(loop.start)  # each worker process imports this module before it makes its loop

BACKLOG = 4096  # connections that wait to be accepted
CONNECTIONS = 16_384  # open at once in each process
PATIENCE = 2.0  # seconds in which the workers of a server that was killed let the port go
BUFFER = 1_000_000  # bytes a connection may have on the way; smaller ones cost more calls a file


@dataclass(frozen=True)
class Listen:
    """Where the portal is reached; port 0 means a free one."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2  # one may die without a visitor noticing
    metrics: str = ""  # HOST:PORT or the path of a socket, apart from the site
    log: str = ""  # a file for the log, chained
    accesses: str = ""  # a file for who asked for what, chained


def run(publication: Publication, listen: Listen, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; ``ready`` is told the address once a worker answers there."""
    _allow_many_connections()
    if listen.log:
        os.environ[sink.FILE] = listen.log
    if listen.accesses:
        os.environ[accesses.FILE] = listen.accesses
    multiprocessing.set_start_method("spawn", force=True)  # workers share no memory with who holds keys
    with _reserved(listen) as place, _counted(listen):
        port = place.getsockname()[1]
        address = f"http://{f'[{listen.host}]' if ':' in listen.host else listen.host}:{port}/"
        server = Granian(
            "clerestory.public.server.app:create",
            address=listen.host,
            port=port,
            interface=Interfaces.RSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=listen.workers,
            backlog=BACKLOG,
            backpressure=CONNECTIONS,
            runtime_mode=RuntimeModes.st,
            loop=Loops.auto,
            http1_settings=HTTP1Settings(max_buffer_size=BUFFER),
            log_enabled=False,
            respawn_failed_workers=True,
        )
        threading.Thread(target=_tell, args=(address, ready), daemon=True).start()
        server.serve(target_loader=partial(_load, publication), wrap_loader=False)


@contextmanager
def _counted(listen: Listen) -> Iterator[None]:
    """Serve the figures of all workers, if that was asked for."""
    if not listen.metrics:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="clerestory-metrics-") as folder:
        os.environ[metrics.FOLDER] = folder
        address = metrics.serve(listen.metrics, Path(folder))
        Log().info("metrics", address=address)
        yield


def _load(publication: Publication, *_: object) -> app.Portal:
    """Make the application inside a worker process."""
    end_with_parent()
    return app.create(publication)


def _allow_many_connections() -> None:
    """As many open files as this user may have; many systems start with a thousand."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _reserved(listen: Listen) -> socket.socket:
    """Take the port first: refused if anybody listens there, then shared with the workers alone."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return _taken(family, listen)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > end:
                raise InputError(
                    f"{listen.host}:{listen.port}: cannot listen there ({error.strerror}); choose another --port"
                ) from None
            time.sleep(0.05)


def _taken(family: socket.AddressFamily, listen: Listen) -> socket.socket:
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((listen.host, listen.port))
        port = trial.getsockname()[1]
    place = socket.socket(family)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    place.bind((listen.host, port))
    return place


def _tell(address: str, ready: Callable[[str], None]) -> None:
    """Wait until a worker answers, then say so."""
    until_it_answers(f"{address.rstrip('/')}{app.HEALTH}")
    ready(address)
