"""R47: a recommendation is closed with evidence and a test of its effect, or not at all; a test that fails opens it again."""

import json
from types import SimpleNamespace

import pytest

from clerestory.cli import officer
from clerestory.cli.main import main
from clerestory.errors import Refused
from clerestory.governance.incidents.findings import Stand
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor
from tests.scenario.conftest import ROOT

SIX = (
    "policies and procedures",
    "training",
    "risk assessment",
    "organisation",
    "action plan",
    "roles in review",
)
CLOSING = {
    "stand": "closed",
    "evidence": "d" * 64,
    "test": "tests/scenario/controls/test_r10_qualifications.py",
}


def track(incident_room, item, words):
    room.track(incident_room.office.desk, Actor("elena"), "X-1", item, words)


def stands(incident_room):
    with incident_room.office.store.reading() as look:
        return {each.id: each.stand for each in room.items(look, "X-1")}


@pytest.fixture
def six(incident_room):
    """The six recommendations, open."""
    incident_room.receive()
    for number, title in enumerate(SIX, 1):
        track(incident_room, f"REC-{number}", {"title": title, "owner": "priya", "due": "2027-03-01"})
    return incident_room


def test_all_six_are_open_until_closed(six):
    assert list(stands(six).values()) == [Stand.OPEN] * 6


@pytest.mark.parametrize("missing", ["evidence", "test"])
def test_closing_without_evidence_is_refused(six, missing):
    with pytest.raises(Refused, match="closed with evidence"):
        track(six, "REC-2", {**CLOSING, missing: ""})


def test_a_test_that_fails_opens_it_again(six):
    track(six, "REC-2", CLOSING)
    desk = six.office.desk
    assert room.tested(desk, "X-1", "REC-2", CLOSING["test"], "passed").stand is Stand.CLOSED
    assert room.tested(desk, "X-1", "REC-2", CLOSING["test"], "failed").stand is Stand.REOPENED


def test_a_new_one_needs_an_owner_and_a_day(six):
    with pytest.raises(Refused, match="owner and due"):
        track(six, "REC-7", {"title": "another"})


@pytest.fixture
def command(six, monkeypatch, tmp_path, capsys):
    """Run a command of the incident room in this office; returns its exit code and what it says as JSON."""
    governed = SimpleNamespace(desk=six.office.desk, project=SimpleNamespace(root=tmp_path))
    monkeypatch.setattr(officer, "opened", lambda args: governed)
    monkeypatch.setattr(officer, "actor", lambda args, governed, role=None: Actor(args.officer))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))

    def run(verb, *words):
        who = () if verb == "tracker" else ("--officer", "elena")
        code = main(["incident", verb, "X-1", str(tmp_path), *who, *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_by_commands_from_finding_to_closure_and_open_again_when_the_test_fails(command):
    told = (
        "--told",
        "nobody tried the download",
        "--sought",
        "logs of the evening",
        "--limits",
        "one server",
    )
    assert command("find", "--kind", "missed", *told)[1]["finding"] == "F-1"
    assert command("track", "--item", "REC-2", "--close", "--evidence", "e-1")[0] == 1
    closed = (
        "track",
        "--item",
        "REC-2",
        "--close",
        "--evidence",
        "e-1",
        "--test",
        "clerestory incident alarms --days 1 --leaks 0",
    )
    assert command(*closed)[1]["stand"] == "closed"
    code, tried = command("test")
    assert (code, tried["tests"][0]["outcome"], tried["failed"]) == (0, "passed", 0)
    code, tried = command("test", "--item", "REC-2", "--outcome", "failed")
    assert (code, tried["tests"][0]["stand"]) == (1, "re-opened")
    listed = command("tracker")[1]
    assert [each["stand"] for each in listed["items"]][:3] == ["open", "re-opened", "open"]
    assert (listed["open"], [each["id"] for each in listed["findings"]]) == (6, ["F-1"])


@pytest.mark.parametrize(
    "test",
    [
        "takedown all . --reason x",
        "watch http://127.0.0.1:9 --take-down .",
        "probe . --watch-folder=x",
        "drill california-2022 --out page.html",
    ],
)
def test_a_test_that_does_more_than_look_is_never_run(command, test):
    command("track", "--item", "REC-1", "--close", "--evidence", "e-1", "--test", test)
    code, said = command("test")
    assert (code, "only look" in said["error"]) == (2, True)


def test_a_new_one_cannot_begin_as_closed_without_evidence(six):
    new = {"title": "another", "owner": "priya", "due": "2027-03-01", "stand": "closed"}
    with pytest.raises(Refused, match="closed with evidence"):
        track(six, "REC-7", new)
    track(six, "REC-7", {**new, **CLOSING})
    assert stands(six)["REC-7"] is Stand.CLOSED


def test_what_is_late_is_marked(command):
    command("track", "--item", "REC-3", "--due", "2020-01-01")
    listed = command("tracker")[1]
    assert (listed["overdue"], listed["items"][2]["overdue"]) == (1, True)
    assert command("track", "--item", "REC-3", "--due", "soon")[0] == 2
