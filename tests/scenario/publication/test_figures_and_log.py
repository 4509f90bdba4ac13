"""What the server tells of itself: figures apart from the site, a log to which lines are only added."""

import http.client
import json
import os
import signal
import socket
import threading
import time

import pytest
from tests.scenario.publication.test_takedown import run, take_down

from clerestory.errors import InputError, UntrustedRelease
from clerestory.processes import until_it_answers
from clerestory.public.server import metrics, sink


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def figures(port: int) -> dict[str, float]:
    lines = ask(port, "/metrics")[1].splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
    }


def test_figures_count_answers_over_all_workers_dead_ones_too_and_name_nobody(publication, serving):
    publication.publish()
    port = free_port()
    with serving(publication.folder, "--metrics", f"127.0.0.1:{port}") as server:
        for _ in range(20):
            server.ask("/ccw/")
        server.ask("/nowhere-secret")
        server.until(lambda: figures(port).get('clerestory_answers_total{status="404"}', 0) == 1)
        before = figures(port)
        assert before['clerestory_answers_total{status="200"}'] >= 20
        assert (before["clerestory_serving"], before["clerestory_version"]) == (1, 1)
        assert before["clerestory_expires_at"] > time.time()
        assert "secret" not in ask(port, "/metrics")[1] + ask(port, "/health")[1]
        assert server.ask("/metrics")[0] == 404, "never on the site itself"
        (pid,) = [each["pid"] for each in json.loads(ask(port, "/health")[1])["workers"]]
        os.kill(pid, signal.SIGKILL)
        server.until(lambda: figures(port)["clerestory_workers"] == 1 and ask(port, "/health")[0] == 200)
        assert figures(port)['clerestory_answers_total{status="200"}'] >= 20, "sums never go down"
        take_down(publication, "ccw")
        server.until(lambda: figures(port)["clerestory_withdrawn"] == 1)


def test_figures_on_a_socket(publication, serving, tmp_path):
    publication.publish()
    place = tmp_path / "figures"
    with serving(publication.folder, "--metrics", str(place)) as server:
        server.until(place.exists)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(place))
            line.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            assert b"200" in line.recv(100)


def test_the_log_is_chained_and_holds_no_visitor(publication, serving, tmp_path):
    publication.publish()
    file = tmp_path / "server.log.jsonl"
    for _ in range(2):
        with serving(publication.folder, "--log", str(file), "--workers", "2") as server:
            server.ask("/nowhere-secret?name=Ada")
    lines, last, _ = sink.check(file)
    assert lines >= 2
    assert last
    assert file.stat().st_mode & 0o077 == 0
    assert "secret" not in file.read_text()


@pytest.mark.parametrize("tamper", ["change", "remove", "insert", "swap", "first"])
def test_a_line_changed_removed_put_in_or_moved_is_seen(tmp_path, tamper):
    file = tmp_path / "log"
    for number in range(5):
        sink.append(file, {"event": f"release loaded {number}"})
    assert sink.check(file)[0] == 5
    lines = file.read_text().splitlines(keepends=True)
    match tamper:
        case "change":
            lines[2] = lines[2].replace("loaded 2", "loaded 7")
        case "remove":
            del lines[2]
        case "insert":
            lines.insert(2, lines[1])
        case "swap":
            lines[1], lines[2] = lines[2], lines[1]
        case "first":
            del lines[0]
    file.write_text("".join(lines))
    with pytest.raises(UntrustedRelease, match="does not follow the line before"):
        sink.check(file)


def test_a_line_cut_off_by_a_crash_is_told_and_stops_nobody(tmp_path):
    file = tmp_path / "log"
    sink.append(file, {"event": "one"})
    with file.open("a") as cut:
        cut.write('{"event": "tw')
    sink.append(file, {"event": "three"})
    assert len(file.read_text().splitlines()) == 3
    with pytest.raises(UntrustedRelease, match=":2: does not follow"):
        sink.check(file)


def test_a_log_that_was_cut_off_is_seen_by_whoever_noted_a_line(tmp_path):
    file = tmp_path / "log"
    for number in range(3):
        sink.append(file, {"event": f"release loaded {number}"})
    last = json.loads(run("log", "check", str(file), "--json").stdout)["last"]
    assert run("log", "check", str(file), "--last", last).returncode == 0
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    cut = run("log", "check", str(file), "--last", last)
    assert (cut.returncode, "cut off" in cut.stderr) == (1, True)


def test_a_path_that_is_no_socket_is_left_alone(tmp_path):
    (tmp_path / "notes").write_text("mine")
    for where in (str(tmp_path / "notes"), "127.0.0.1:99999", "127.0.0.1:x"):
        with pytest.raises(InputError, match="metrics cannot be served there"):
            metrics.serve(where, tmp_path)
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_socket_that_a_killed_server_left_is_taken_over(tmp_path):
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "figures"))
    assert metrics.serve(str(tmp_path / "figures"), tmp_path) == f"unix:{tmp_path}/figures"


def test_a_server_is_waited_for_without_the_proxy_of_the_office(tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    waits = threading.Thread(
        target=until_it_answers, args=(f"{metrics.serve('127.0.0.1:0', tmp_path)}metrics",), daemon=True
    )
    waits.start()
    waits.join(20)
    assert not waits.is_alive()
