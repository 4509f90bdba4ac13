"""A real server process on this machine: exactly what was signed, and nothing else."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.scenario.publication.conftest import SOON

from clerestory.acts import publish
from clerestory.cli import main as cli
from clerestory.cli.outcome import DONE
from clerestory.errors import COULD_NOT_LOOK, FOUND, InputError
from clerestory.governance.signing import expiry

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}


def test_every_signed_file_is_served_byte_for_byte_with_its_headers(portal, publication):
    for path, content in publication.site.items():
        status, body, headers = portal.ask(f"/{path}")
        assert (status, body) == (200, content)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["server"] == "clerestory"
        assert portal.ask(f"/{path}", If_None_Match=headers["etag"])[0] == 304
        assert portal.ask(f"/{path}", "HEAD")[1:2] == (b"",)
        assert portal.ask(f"/{path}", "HEAD")[2]["content-length"] == str(len(content))
    assert portal.ask("/")[1] == publication.site["index.html"]
    assert portal.ask("/ccw/")[1] == publication.site["ccw/index.html"]


def test_nothing_else_on_the_disk_is_reachable(portal, publication):
    (publication.folder / "vault").mkdir()
    (publication.folder / "vault/records.duckdb").write_bytes(b"records")
    ways = ["", "/..", "/%2e%2e", "/..%2f", "/.", "//", "/ccw/../..", "/%5c..", "/static"]
    for way in ways:
        for file in (
            "vault/records.duckdb",
            "keys/passphrases.json",
            "metadata/targets.json",
            "trust/root.json",
            "etc/passwd",
        ):
            assert portal.ask(f"{way}/{file}")[0] in (400, 404), way
    for path in (
        "/index.html/",
        "/INDEX.HTML",
        "/ccw/index",
        "/index.html%00",
        "/data",
        "/data/",
        "/?../../keys",
    ):
        assert portal.ask(path)[0] == (200 if path.startswith("/?") else 404), path
    assert portal.ask("/nowhere")[1] == publication.site["404.html"]


def test_other_methods_are_refused(portal):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        status, _, headers = portal.ask("/", method)
        assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_a_byte_changed_on_the_disk_is_not_served_and_the_log_says_why(portal, publication):
    file = publication.places.published / "site/data/ccw/applications.csv"
    good = file.read_bytes()
    file.write_bytes(good.replace(b"12", b"13", 1))
    portal.until(lambda: portal.ask("/data/ccw/applications.csv")[0] == 503)
    assert {
        "file": "data/ccw/applications.csv",
        "reason": "not the bytes that were signed",
    }.items() <= portal.log()[-1].items()
    assert portal.ask("/")[0] == 200, "the rest of the site is unaffected"
    file.write_bytes(good)
    portal.until(lambda: portal.ask("/data/ccw/applications.csv")[:2] == (200, good))


def test_a_change_that_keeps_size_and_time_is_noticed_too(portal, publication):
    file = publication.places.published / "site/index.html"
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"Figures", b"Records"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    portal.until(lambda: portal.ask("/index.html")[0] == 503)
    assert portal.ask("/")[0] == 503


def test_an_unsigned_file_is_not_served_and_the_log_says_why(portal, publication):
    (publication.places.published / "site/records.csv").write_bytes(b"name\n")
    (publication.places.published / "site/link.html").symlink_to("/etc/passwd")
    portal.until(lambda: len(portal.log()) >= 3)
    assert portal.ask("/records.csv")[0] == portal.ask("/link.html")[0] == 404
    told = {(line.get("file"), line.get("reason")) for line in portal.log()}
    assert ("records.csv", "there, but not signed") in told
    assert ("link.html", "there, but not signed") in told


def test_what_was_tampered_with_before_the_start_is_not_served(publication, serving):
    publication.publish()
    (publication.places.published / "site/ccw/index.html").write_bytes(b"tampered")
    (publication.places.published / "site/records.csv").write_bytes(b"name\n")
    with serving(publication.folder) as server:
        assert server.ask("/ccw/")[0] == 503
        assert server.ask("/records.csv")[0] == 404
        assert server.ask("/")[0] == 200
        assert {line["file"] for line in server.log() if line["event"] == "not served"} == {
            "ccw/index.html",
            "records.csv",
        }


def test_a_release_with_tampered_signatures_is_refused_at_the_start(publication, serving):
    publication.publish()
    targets = publication.places.published / "metadata/targets.json"
    targets.write_bytes(targets.read_bytes().replace(b'"2026-1"', b'"2026-9"'))
    with serving(publication.folder) as server:
        assert server.wait() == FOUND
        assert "targets.json" in server.log_file.read_text()
        assert server.port == 0


def test_a_new_release_is_served_without_a_restart(portal, publication):
    publication.site["index.html"] = b"<!doctype html>second"
    del publication.site["ccw/index.html"]
    publication.publish("2026-2")
    portal.until(lambda: portal.ask("/")[1] == b"<!doctype html>second")
    assert portal.ask("/ccw/")[0] == 404
    assert not [line for line in portal.log() if line["event"] == "not served"]


def test_a_release_whose_signatures_break_meanwhile_does_not_take_the_place(portal, publication):
    timestamp = publication.places.published / "metadata/timestamp.json"
    timestamp.write_bytes(timestamp.read_bytes().replace(b'"version":1', b'"version":3'))
    portal.until(lambda: portal.log()[-1]["event"] == "release refused")
    assert "timestamp.json" in portal.log()[-1]["reason"]
    assert portal.ask("/")[1] == publication.site["index.html"]


def test_a_renewed_timestamp_is_picked_up(portal, publication):
    publish.renew(publication.places, expiry.now())
    portal.until(lambda: [line["event"] for line in portal.log()].count("release loaded") == 2)
    assert portal.ask("/")[0] == 200


def test_a_mirror_without_keys_fails_closed_when_its_timestamp_expires(publication, serving, monkeypatch):
    monkeypatch.setattr(expiry, "TIMESTAMP", expiry.timedelta(seconds=8))
    publication.publish()
    publication.places.keys.rename(publication.folder / "elsewhere")
    with serving(publication.folder) as mirror:
        assert mirror.ask("/")[0] == 200
        mirror.until(lambda: mirror.ask("/")[0] == 503)
        assert "expired" in mirror.log()[-1]["reason"]
        assert mirror.ask("/.well-known/clerestory/health")[0] == 503


def test_anybody_can_verify_the_site_from_outside(portal, publication):
    words = [
        sys.executable,
        "-m",
        "clerestory",
        "release",
        "verify",
        f"http://127.0.0.1:{portal.port}",
        "--json",
    ]
    pinned = ["--root", str(publication.places.trust / "1.root.json")]
    run = subprocess.run(
        [*words, *pinned],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout)["files"] == len(publication.site) + 1
    unpinned = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert unpinned.returncode == 2
    assert "which root do you trust" in unpinned.stderr


def test_verify_says_no_to_a_changed_byte_and_cannot_look_where_nothing_is(publication, capsys, tmp_path):
    publication.publish()
    place = str(publication.folder)
    assert cli.main(["release", "verify", place, "--json"]) == DONE
    page = publication.places.published / "site" / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    capsys.readouterr()
    assert cli.main(["release", "verify", place, "--json"]) == FOUND
    assert "index.html" in json.loads(capsys.readouterr().out)["error"]
    assert cli.main(["release", "verify", str(tmp_path / "nowhere"), "--json"]) == COULD_NOT_LOOK


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_cleanly(publication, serving, how):
    publication.publish()
    with serving(publication.folder) as server:
        assert server.ask("/")[0] == 200
        assert server.stop(how) == 0


def test_a_server_that_is_killed_lets_its_port_go(publication, serving):
    publication.publish()
    with serving(publication.folder) as server:
        server.stop(signal.SIGKILL)
        port = server.port
    with serving(publication.folder, "--port", str(port)) as again:
        assert (again.port, again.ask("/")[0]) == (port, 200)


def test_a_large_file_is_served_at_once_and_compressed_a_moment_later(publication, serving):
    large = b"county,count\n" + b"Alpine,12\n" * 50_000
    publication.site["data/ccw/large.csv"] = large
    publication.publish()
    with serving(publication.folder) as server:
        assert server.ask("/data/ccw/large.csv")[:2] == (200, large)
        ask = partial(server.ask, "/data/ccw/large.csv", Accept_Encoding="gzip")
        server.until(lambda: ask()[2]["content-encoding"] == "gzip")
        assert gzip.decompress(ask()[1]) == large
        assert server.ask("/data/ccw/large.csv")[1] == large


def test_a_port_that_is_taken_is_an_error(portal, publication):
    again = subprocess.run(
        [sys.executable, "-m", "clerestory", "serve", str(publication.folder), "--port", str(portal.port)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert again.returncode == 2
    assert "choose another --port" in again.stderr


def test_a_killed_worker_is_replaced_and_no_wrong_byte_is_sent(publication, serving):
    publication.publish()
    with serving(publication.folder, "--workers", "2") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        started = {
            int(number): Path(f"/proc/{number}/cmdline").read_bytes()
            for number in children.read_text().split()
        }
        workers = [number for number, words in started.items() if b"spawn_main" in words]
        server.until(lambda: len(server.log()) == 2)
        os.kill(min(workers), signal.SIGKILL)
        for _ in range(200):
            try:
                status, body, _ = server.ask("/ccw/")
            except OSError:
                continue  # a connection that the killed worker had taken
            assert (status, body) == (200, publication.site["ccw/index.html"])
        server.until(lambda: len(server.log()) == 3)


def test_two_workers_change_releases_at_the_same_moment(publication, serving):
    publication.publish()
    with serving(publication.folder, "--workers", "2") as server:
        server.until(lambda: len(server.log()) == 2)
        publication.site["index.html"] = b"<!doctype html>second"
        publication.publish("2026-2")
        server.until(lambda: len(server.log()) == 4)
        first, second = (datetime.fromisoformat(line["at"]) for line in server.log()[2:])
        assert abs(second - first) < timedelta(seconds=0.7)


def test_a_release_cannot_claim_the_servers_own_addresses(publication):
    publication.site[".well-known/clerestory/health"] = b"{}"
    with pytest.raises(InputError, match="kept for the server"):
        publication.stage()


def test_a_server_that_was_started_for_a_while_ends_with_whoever_started_it(publication):
    publication.publish()
    words = [str(publication.folder), "--port", "0", "--workers", "1", "--json", "--while"]
    starter = f"""
import os, subprocess, sys
subprocess.Popen([sys.executable, "-m", "clerestory", "serve", *{words!r}, str(os.getpid())])
sys.stdin.read()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", starter], env=ENVIRONMENT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    port = int(json.loads(process.stdout.readline())["address"].rstrip("/").rpartition(":")[2])
    process.kill()
    process.communicate()
    end = time.monotonic() + SOON
    while True:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                return
        assert time.monotonic() < end, "it still listens"
        time.sleep(0.1)
