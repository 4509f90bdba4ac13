"""Who asked for what: logged only where a file is named, chained, counted by `incident exposure`, taken into the sink."""

import json
from datetime import UTC, datetime

import pytest

from clerestory.cli.main import main
from clerestory.governance.incidents.follow import follow
from clerestory.governance.incidents.hold import Sink
from clerestory.public.server import accesses, sink
from clerestory.public.server.accesses import Accesses

DEFINITION = """
words = "a GET of the page that gave bytes"
route = "/"
window = [2020-01-01T00:00:00Z, 2100-01-01T00:00:00Z]
object_bytes = 1
trusted_proxies = ["127.0.0.1"]
[formats.portal]
files = "access.log"
kind = "json"
"""


def told(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_every_answer_is_a_line_and_the_lines_can_be_counted(publication, serving, tmp_path, capsys):
    file = tmp_path / "access.log"
    publication.publish()
    with serving(publication.folder, "--accesses", str(file)) as server:
        server.ask("/?who=me", X_Forwarded_For="203.0.113.5", User_Agent="A browser", Cookie="secret=1")
        server.ask("/", "HEAD", X_Forwarded_For="203.0.113.6")
        server.ask("/nothing-there")
        server.until(
            lambda: (
                len([each for each in told(file) if each["path"] != "/.well-known/clerestory/health"]) == 3
            )
        )
    first, head, missing = [each for each in told(file) if each["path"] != "/.well-known/clerestory/health"]
    assert (first["remote_addr"], first["x_forwarded_for"], first["user_agent"]) == (
        "127.0.0.1",
        "203.0.113.5",
        "A browser",
    )
    assert [(each["method"], each["status"], each["bytes"] > 0) for each in (first, head, missing)] == [
        ("GET", 200, True), ("HEAD", 200, False), ("GET", 404, True),
    ]  # fmt: skip
    assert "who=me" not in file.read_text()
    assert "secret" not in file.read_text()
    sink.check(file)
    (tmp_path / "d.toml").write_text(DEFINITION)
    assert main(["incident", "exposure", str(file), "--definition", str(tmp_path / "d.toml"), "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert (counted["downloads"], counted["addresses"], counted["malformed"]) == (1, 1, 0)
    held = Sink(tmp_path / "sink")
    assert follow(held, [file], datetime.now(UTC)) == len(told(file))


def test_without_a_file_nobody_is_logged(publication, portal):
    portal.ask("/", X_Forwarded_For="203.0.113.5")
    assert "203.0.113.5" not in portal.log_file.read_text()
    assert not Accesses().is_wanted


@pytest.fixture
def waiting(monkeypatch, tmp_path):
    monkeypatch.setenv(accesses.FILE, str(tmp_path / "gone" / "access.log"))
    made = Accesses()
    made.add("203.0.113.5", "GET", "/", (200, 5), ("", ""))
    return made


def test_what_the_disk_does_not_take_waits(waiting, tmp_path):
    waiting.write()
    (tmp_path / "gone").mkdir()
    waiting.write()
    waiting.write()
    assert len(told(tmp_path / "gone" / "access.log")) == 1


def test_what_is_too_much_to_wait_is_counted(waiting, monkeypatch, tmp_path):
    monkeypatch.setattr(accesses, "MOST", 1)
    waiting.add("203.0.113.6", "GET", "/", (200, 5), ("", ""))
    (tmp_path / "gone").mkdir()
    waiting.write()
    assert [each.get("count") for each in told(tmp_path / "gone" / "access.log")] == [None, 1]
