"""What the server counts, for Prometheus: at an address of its own, on this machine or a socket, never on the site.

Each worker writes its figures to a file of its own, twice a second; the process that started them adds them up.
A worker that dies leaves its figures, so that sums never go down. No address of a page or a visitor is counted.
"""

import json
import os
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from clerestory.errors import InputError

FOLDER = "CLERESTORY_METRICS"  # the variable that tells workers where to write


class Tally:
    """The counts of one worker."""

    def __init__(self) -> None:
        self.answers: Counter[int] = Counter()
        self.bytes = 0
        self._adding = threading.Lock()  # answers to messages are given in a thread of their own

    def add(self, status: int, size: int) -> None:
        """One answer was given."""
        with self._adding:
            self.answers[status] += 1
            self.bytes += size


@dataclass(frozen=True)
class State:
    """What a worker serves at this moment."""

    serving: bool
    release: str
    version: int
    withheld: int
    withdrawn: int
    expires_at: float


def write(tally: Tally, state: State) -> None:
    """Tell the process that started this worker; without a place to write nothing is told."""
    if folder := os.environ.get(FOLDER):
        place = Path(folder, f"{os.getpid()}.json")
        fresh = place.with_suffix(".part")
        with suppress(OSError):
            fresh.write_text(json.dumps({"answers": tally.answers, "bytes": tally.bytes, **asdict(state)}))
            fresh.replace(place)


def read(folder: Path) -> list[Mapping[str, object]]:
    """What every worker told, dead ones first."""
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    return [{"pid": int(file.stem), **json.loads(file.read_bytes())} for file in files]


def text(told: list[Mapping[str, object]]) -> str:
    """The figures in the form that Prometheus reads."""
    return "".join(f"{line}\n" for line in _lines(told))


def is_healthy(told: list[Mapping[str, object]]) -> bool:
    """Whether every living worker serves a release."""
    alive = [each for each in told if _lives(each)]
    return bool(alive) and all(each["serving"] for each in alive)


def _lines(told: list[Mapping[str, object]]) -> Iterator[str]:
    alive = [each for each in told if _lives(each)]
    answers: Counter[str] = Counter()
    for each in told:
        answers.update({str(status): int(count) for status, count in dict(each["answers"]).items()})  # type: ignore[call-overload]
    yield from _head("answers_total", "counter", "Answers given, by status.")
    yield from (
        f'clerestory_answers_total{{status="{status}"}} {answers[status]}' for status in sorted(answers)
    )
    sent = sum(int(str(each["bytes"])) for each in told)
    yield from _one("bytes_total", "counter", "Bytes of bodies sent.", sent)
    yield from _one("workers", "gauge", "Worker processes alive.", len(alive))
    yield from _one(
        "serving", "gauge", "Whether every worker serves a trusted release.", int(is_healthy(told))
    )
    for name, about in _OF_A_STATE.items():
        values = [float(str(each[name])) for each in alive]
        worst = max if name in ("withheld", "withdrawn") else min
        yield from _one(name, "gauge", about, worst(values) if values else 0)


_OF_A_STATE = {
    "version": "The number of the release that is served (the oldest among the workers).",
    "withheld": "Files not served because they are not what was signed.",
    "withdrawn": "Withdrawal notices that hold.",
    "expires_at": "When the signatures expire, in seconds since 1970.",
}


def _head(name: str, kind: str, about: str) -> tuple[str, str]:
    return f"# HELP clerestory_{name} {about}", f"# TYPE clerestory_{name} {kind}"


def _one(name: str, kind: str, about: str, value: float) -> Iterator[str]:
    yield from _head(name, kind, about)
    yield f"clerestory_{name} {value:.15g}"


def _lives(told: Mapping[str, object]) -> bool:
    return Path(f"/proc/{told['pid']}").exists() if Path("/proc/self").exists() else True


def serve(where: str, folder: Path) -> str:
    """Answer ``/metrics`` and ``/health`` at ``HOST:PORT`` or on a socket, from a thread; returns the address."""
    handler = type("Handler", (_Handler,), {"folder": folder})
    try:
        if "/" in where:
            if Path(where).is_socket():  # of a server that was killed; anything else is not ours to remove
                Path(where).unlink()
            server: socketserver.BaseServer = socketserver.ThreadingUnixStreamServer(where, handler)
            address = f"unix:{where}"
        else:
            host, _, port = where.rpartition(":")
            server = _Server((host or "127.0.0.1", int(port)), handler)
            address = f"http://{host or '127.0.0.1'}:{server.server_address[1]}/"
    except (OSError, ValueError, OverflowError) as error:
        told = getattr(error, "strerror", None) or "give HOST:PORT or the path of a socket"
        raise InputError(f"{where}: metrics cannot be served there ({told})") from None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return address


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True  # after a restart the port is still kept for a minute


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    timeout = 10

    def do_GET(self) -> None:
        """Two addresses, nothing else."""
        told = read(self.folder)
        match self.path:
            case "/metrics":
                self._say(200, "text/plain; version=0.0.4; charset=utf-8", text(told))
            case "/health":
                healthy = is_healthy(told)
                self._say(
                    200 if healthy else 503,
                    "application/json",
                    json.dumps({"serving": healthy, "workers": told}),
                )
            case _:
                self._say(404, "text/plain; charset=utf-8", "/metrics and /health are here\n")

    def address_string(self) -> str:
        """A socket has no address."""
        return "local"

    def log_message(self, *_: object) -> None:
        """Who reads figures is not logged."""

    def _say(self, status: int, kind: str, body: str) -> None:
        content = body.encode()
        self.send_response_only(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
