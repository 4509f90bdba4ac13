"""Run the workbench with granian: one process that answers, started apart, with nothing of a vault in it."""

import multiprocessing
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server import Server as Granian
from starlette.applications import Starlette

from clerestory.errors import InputError
from clerestory.governance.office.desk import Desk
from clerestory.governance.store import opening
from clerestory.governance.workbench import app
from clerestory.governance.workbench.assets import assets
from clerestory.governance.workbench.auth.secret import Seal
from clerestory.governance.workbench.bench import Bench
from clerestory.governance.workbench.lent import Facts, Hands
from clerestory.governance.workbench.settings import Settings
from clerestory.processes import end_with_parent, until_it_answers

SEAL = "workbench.key"


@dataclass(frozen=True)
class Setup:
    """All that the process is given: no path of a vault, no evidence that counts people."""

    settings: Settings
    folder: Path  # of governance: the store and its keys
    tool_version: str
    policy: str
    staged: Path
    published: Path
    facts: Facts
    hands: Hands
    shared: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Listen:
    """Where it listens; port 0 means a free one."""

    host: str = "localhost"
    port: int = 8100


def bench_of(setup: Setup) -> Bench:
    """The workbench of a setup."""
    desk = Desk(opening.open_store(setup.folder), setup.tool_version, setup.policy)
    seal = Seal.of(setup.folder / SEAL)
    return Bench(
        setup.settings,
        desk,
        seal,
        assets(setup.shared),
        setup.facts,
        setup.hands,
        setup.staged,
        setup.published,
    )


def free_port(listen: Listen) -> int:
    """The port that it will listen at; refused if somebody listens there."""
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((_bound(listen.host), listen.port))
            return int(trial.getsockname()[1])
    except OSError as error:
        raise InputError(
            f"{listen.host}:{listen.port}: cannot listen there ({error.strerror}); choose another --port"
        ) from None


def run(setup: Setup, listen: Listen, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C; ``ready`` is called once it answers."""
    bench_of(setup)  # whatever is wrong with the store is said before anything listens
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "clerestory.governance.workbench.app:create",
        address=_bound(listen.host),
        port=listen.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=1,
        backpressure=256,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    threading.Thread(target=_tell, args=(listen, ready), daemon=True).start()
    server.serve(target_loader=partial(_load, setup), wrap_loader=False)


def _load(setup: Setup, *_: object) -> Starlette:
    """Make the application inside the process that answers."""
    end_with_parent()
    return app.create(bench_of(setup))


def _tell(listen: Listen, ready: Callable[[], None]) -> None:
    """Wait until it answers, then say so."""
    address = f"http://{_bound(listen.host)}:{listen.port}{app.HEALTH}"
    until_it_answers(address)
    ready()


def _bound(host: str) -> str:
    """``localhost`` is a name for browsers (passkeys are bound to it); we listen at its address."""
    return "127.0.0.1" if host == "localhost" else host
