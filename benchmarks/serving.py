"""Requests a second for one 50 KB file: this server and nginx, in turns, on the same machine.

    PYTHONPATH=src python benchmarks/serving.py [ROUNDS]

Needs ``nginx`` and ``wrk`` on the path. Prints one JSON object; the ratio is of the medians. Beside it stands the
processor time of each server for one request, in microseconds, which other work on the machine changes less.
"""

import base64
import json
import os
import re
import shutil
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

SECONDS = 5
OFFICERS = (keys.Holder("ada", "privacy officer"), keys.Holder("bob", "publisher"))
ROLES = ("privacy officer", "publisher")
NGINX = """
worker_processes 2; daemon off; pid {folder}/pid; error_log stderr;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/published/site; }} }}
"""


def published(folder: Path) -> None:
    """A release of one file of 50,000 bytes that hardly compresses."""
    site = folder / "staged/site"
    site.mkdir(parents=True)
    (site / "x.csv").write_bytes(base64.b64encode(os.urandom(40_000))[:50_000])
    places, now = Places.below(folder), expiry.now()
    ceremony.hold_example(places.keys, places.trust, ceremony.Ceremony(OFFICERS, ROLES), now)
    sign.sign_as_example(places, About("1"), ROLES, now)
    publish.publish(places, now)


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def spent(server: subprocess.Popen) -> float:
    """Microseconds of processor time that a server has taken so far."""
    fields = [
        Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family(server.pid)
    ]
    return sum(int(each[11]) + int(each[12]) for each in fields) * 1e6 / os.sysconf("SC_CLK_TCK")


def measured(server: subprocess.Popen, port: int) -> tuple[float, float]:
    """Requests a second, and microseconds for one."""
    before = spent(server)
    found = rate(port)
    return found, (spent(server) - before) / (found * SECONDS)


def rate(port: int) -> float:
    """Requests a second over 64 connections."""
    words = ["wrk", "-t1", "-c64", f"-d{SECONDS}s", f"http://127.0.0.1:{port}/x.csv"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def main(rounds: int) -> None:
    """Both servers run at once; only one is asked at a time."""
    for tool in ("nginx", "wrk"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is not on the path; install it first")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        published(folder)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=18480))
        nginx = subprocess.Popen(["nginx", "-p", name, "-c", str(folder / "nginx.conf")])
        ours = subprocess.Popen(
            [sys.executable, "-m", "clerestory", "serve", name, "--port", "18481"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            ours.stdout.readline()
            time.sleep(1)
            found = [(measured(nginx, 18480), measured(ours, 18481)) for _ in range(rounds)]
        finally:
            nginx.terminate()
            ours.terminate()
            nginx.wait()
            ours.wait()
    theirs, own = (
        [statistics.median(each) for each in zip(*column, strict=True)] for column in zip(*found, strict=True)
    )
    told = {"nginx": theirs[0], "clerestory": own[0], "ratio": round(own[0] / theirs[0], 2)}
    told["microseconds"] = {"nginx": round(theirs[1], 1), "clerestory": round(own[1], 1)}
    print(json.dumps({**told, "rounds": [(one[0], other[0]) for one, other in found]}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
