"""Hold 10,000 connections open at once, then ask on every one of them; a worker is killed in between.

    PYTHONPATH=src python benchmarks/connections.py [CONNECTIONS]

Each answer is compared with the file, byte for byte. A connection that the killed worker held is closed and may be
opened again by its reader: that is counted, and no answer may be wrong. Prints one JSON object.
"""

import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from serving import published


def ask(place: socket.socket) -> bytes:
    """One request on an open connection; the body."""
    place.sendall(b"GET /x.csv HTTP/1.1\r\nhost: a\r\n\r\n")
    answer = http.client.HTTPResponse(place)
    answer.begin()
    return answer.read()


def main(wanted: int) -> None:
    """Open, ask, kill, ask."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        published(folder)
        content = (folder / "published/site/x.csv").read_bytes()
        words = ["serve", name, "--port", "0", "--json", "--metrics", "127.0.0.1:18482"]
        server = subprocess.Popen(
            [sys.executable, "-m", "clerestory", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            port = int(json.loads(server.stdout.readline())["address"].rstrip("/").rpartition(":")[2])
            start = time.monotonic()
            held = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(wanted)]
            opened = time.monotonic() - start
            right = sum(ask(place) == content for place in held)
            time.sleep(1)
            health = http.client.HTTPConnection("127.0.0.1", 18482, timeout=30)
            health.request("GET", "/health")
            os.kill(json.loads(health.getresponse().read())["workers"][0]["pid"], signal.SIGKILL)
            again, wrong = 0, 0
            for place in held:
                with suppress(OSError, http.client.HTTPException):
                    is_right = ask(place) == content
                    again, wrong = again + is_right, wrong + (not is_right)
            for place in held:
                place.close()
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()
    print(json.dumps({"connections": wanted, "opened_in": round(opened, 1), "answered_right": right,
                      "after_a_worker_was_killed": {"right": again, "wrong": wrong}}))  # fmt: skip
    if wrong or right != wanted:
        raise SystemExit("an answer was wrong")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
