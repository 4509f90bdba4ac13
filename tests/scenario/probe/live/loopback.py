"""Servers on loopback for the visitor's tests: made of a table of answers, or real products."""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).parents[4]


class Asked:
    """One request, as a stand-in sees it."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        self.method, self.path, self.target = handler.command, parts.path, handler.path
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))


Given = bytes | tuple[int, Mapping[str, str], bytes] | None
Answers = Mapping[str, Given] | Callable[[Asked], Given]


@contextmanager
def serve(answers: Answers, asked: list[Asked] | None = None) -> Iterator[str]:
    """A site: a table of paths, or a function; what it has not is not found."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            request = Asked(self)
            if asked is not None:
                asked.append(request)
            given = answers(request) if callable(answers) else answers.get(self.path)
            if given is None:
                given = (404, {"Content-Type": "text/plain"}, b"nothing here")
            status, headers, content = given if isinstance(given, tuple) else (200, {}, given)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_HEAD = do_OPTIONS = answer  # noqa: N815

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def product(name: str, *allowed: str) -> Path:
    """The virtual environment of a real product, made from its own hash-pinned list, once."""
    listed = ROOT / "requirements" / f"{name}.txt"
    place = ROOT / f".venv-{name}-{hashlib.sha256(listed.read_bytes()).hexdigest()[:12]}"
    with Path(f"{place}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be making it
        if not (place / "complete").exists():
            shutil.rmtree(place, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            install = [
                str(place / "bin/python"),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ]
            wanted = [
                "--require-hashes",
                "--requirement",
                str(listed),
                *(allowed or ("--only-binary", ":all:")),
            ]
            subprocess.run([*install, *wanted], check=True, capture_output=True)
            (place / "complete").touch()
    return place


@contextmanager
def running(command: list[str], address: str, cwd: Path, **environment: str) -> Iterator[str]:
    """A real product's server, until it answers; ended by its own id."""
    log = (cwd / "server.log").open("wb")
    server = subprocess.Popen(command, cwd=cwd, stdout=log, stderr=log, env={**os.environ, **environment})
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (cwd / "server.log").read_text()[-2000:]
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()
        log.close()
