"""How long a takedown takes: from the command's start until every address of it answers 410.

    PYTHONPATH=src python benchmarks/takedown.py [ROUNDS] [FOLDER]

Each round publishes a new release on a running server, then runs the command in a process of its own, while an
outsider asks every address (of older releases too) until all answer 410. Neither workbench nor database runs:
the store's address is one where nobody listens. One round in ten the server is killed (kill -9) afterwards and
started again: all must still be gone. FOLDER: a folder whose files are published (default: 60 made-up files).
Prints one JSON object.
"""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clerestory.acts import publish, sign
from clerestory.acts.places import Places
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.signing.sign import About

OFFICERS = (
    keys.Holder("ada", "privacy officer"),
    keys.Holder("bob", "publisher"),
    keys.Holder("ivy", "incident lead"),
)
ROLES = ("privacy officer", "publisher")
LINEAGE = {"ccw/": ("ccw",), "data/ccw/": ("ccw",), "dros/": ("dros",), "index.html": ("ccw", "dros")}
NOBODY = "postgresql://nobody@127.0.0.1:9/none"  # a killed database


def site(number: int) -> dict[str, bytes]:
    """Made-up pages and downloads; one page's name changes with each release."""
    files = {f"data/ccw/{each}.csv": b"county,count\n" * 300 for each in range(50)}
    pages = {f"{name}/index.html": b"<!doctype html>" + str(number).encode() for name in ("ccw", "dros")}
    return {**files, **pages, f"ccw/{number}.html": b"<!doctype html>", "index.html": b"<!doctype html>",
            "404.html": b"<!doctype html>"}  # fmt: skip


def published(places: Places, number: int, given: dict[str, bytes] | None) -> None:
    """A new release, signed and put in place."""
    for path, content in (given or site(number)).items():
        file = places.staged / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for old in (places.staged / "site/ccw").glob("[0-9]*.html"):
        if old.name != f"{number}.html":
            old.unlink()
    sign.sign_as_example(places, About(str(number), LINEAGE), ROLES, expiry.now())
    publish.publish(places, expiry.now())


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "clerestory", "serve", str(folder), "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.port = int(json.loads(self.process.stdout.readline())["address"].rstrip("/").rpartition(":")[2])

    def statuses(self, paths: list[str]) -> list[int]:
        """What it answers to each."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        found = []
        for path in paths:
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            answer.read()
            found.append(answer.status)
        connection.close()
        return found

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        """End it; workers die with it."""
        self.process.send_signal(with_signal)
        self.process.wait()
        self.process.stdout.close()


def seconds_to_gone(server: Server, folder: Path, target: str, paths: list[str]) -> float:
    """From the command's start until all of the paths answered 410."""
    start = time.monotonic()
    command = subprocess.Popen(
        [sys.executable, "-m", "clerestory", "takedown", target, str(folder), "--reason", "a trial", "--json"],
        stdout=subprocess.PIPE, env={**os.environ, "CLERESTORY_STORE": NOBODY},
    )  # fmt: skip
    while server.statuses(paths[:1]) != [410]:
        _give_up_after(start, paths)
        time.sleep(0.01)
    left = paths
    while left:
        left = [path for path, status in zip(left, server.statuses(left), strict=True) if status != 410]
        _give_up_after(start, left)
    took = time.monotonic() - start
    command.communicate()
    if command.returncode:
        raise SystemExit(f"the takedown failed: {command.returncode}")
    return took


def _give_up_after(start: float, left: list[str]) -> None:
    if time.monotonic() - start > 30:
        raise SystemExit(f"still served: {left[:3]}")


def main(rounds: int, given: Path | None) -> None:
    """Take down, again and again."""
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).parents[1] / "src"))
    files = (
        {p.relative_to(given).as_posix(): p.read_bytes() for p in given.rglob("*") if p.is_file()}
        if given
        else None
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = Places.below(folder)
        ceremony.hold_example(places.keys, places.trust, ceremony.Ceremony(OFFICERS, ROLES), expiry.now())
        published(places, 0, files)
        server, took, restarts = Server(folder), [], 0
        for number in range(1, rounds + 1):
            published(places, number, files)
            every = sorted(files or site(number))
            target = "all" if files or number % 2 else "ccw"
            paths = [
                path for path in every if target == "all" or path.startswith(("ccw/", "data/ccw/", "index"))
            ]
            paths += ["ccw/0.html", f"ccw/{number - 1}.html"]
            while server.statuses(["dros/" if not files else every[0]]) != [200]:
                time.sleep(0.05)
            took.append(seconds_to_gone(server, folder, target, paths))
            if number % 10 == 0:
                server.stop(signal.SIGKILL)
                server, restarts = Server(folder), restarts + 1
                if set(server.statuses(paths)) != {410}:
                    raise SystemExit("something came back after a restart")
        server.stop()
    ranked = sorted(took)
    p95 = ranked[max(0, -(-95 * len(ranked) // 100) - 1)]
    print(json.dumps({"rounds": rounds, "addresses": len(paths), "p50": round(statistics.median(took), 3),
                      "p95": round(p95, 3), "max": round(ranked[-1], 3), "kills_and_restarts": restarts}))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
