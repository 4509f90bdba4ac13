"""R34: copies seen elsewhere are recorded with address, request and answer; how far it has spread is said with a date."""

import json
from types import SimpleNamespace

import pytest

from clerestory.cli import officer
from clerestory.cli.main import main
from clerestory.governance.incidents.copies import Step
from clerestory.governance.incidents.report.report import report
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor

ADDRESS = "https://pastes.example/zq81"


@pytest.fixture
def command(incident_room, monkeypatch, tmp_path, capsys):
    incident_room.receive()
    monkeypatch.setattr(officer, "opened", lambda args: SimpleNamespace(desk=incident_room.office.desk))
    monkeypatch.setattr(officer, "actor", lambda args, governed, role=None: Actor(args.officer))

    def run(verb, *words):
        who = ("--officer", "elena", "--source", "a reader's message") if verb == "copy" else ()
        code = main(["incident", verb, "X-1", str(tmp_path), *who, *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_copy_from_sight_to_its_end(command):
    assert "nobody has looked" in command("copies")[1]["status"]
    assert command("copy", "--seen", ADDRESS)[1]["copy"] == "K-1"
    command("copy", "--of", "K-1", "--asked", "the host, by its form")
    command("copy", "--of", "K-1", "--answer", "removed within the hour")
    command("copy", "--looked", "two search engines and a file network, by the dataset's name")
    command("copy", "--of", "K-1", "--gone")
    told = command("copies")[1]
    (copy,) = told["copies"]
    assert (copy["address"], copy["asked"], copy["answer"]) == (
        ADDRESS,
        "the host, by its form",
        "removed within the hour",
    )
    assert (told["known"], told["asked"], told["gone"], bool(copy["gone"])) == (1, 1, 1, True)
    assert told["status"].startswith("As of ")
    assert "last looked for on" in told["status"]
    assert len(copy["events"]) == 4


@pytest.mark.parametrize(
    "words", [("--of", "K-9", "--gone"), ("--asked", "x"), (), ("--seen", ADDRESS, "--gone")]
)
def test_a_step_is_about_one_thing_and_a_copy_that_is_known(command, words):
    assert command("copy", *words)[0] == 1
    assert command("copies")[1]["copies"] == []


def test_the_report_says_how_far_it_has_spread_and_no_address(incident_room):
    incident_room.receive()
    desk, by = incident_room.office.desk, Actor("elena")
    assert report(incident_room.incident(), {}, "t", "p").spread == ""
    room.copy_step(desk, by, "X-1", Step(address=ADDRESS), "a message")
    made = report(incident_room.incident(), {}, "t", "p")
    assert "1 copies known, 0 asked for, 0 gone" in made.spread
    assert ADDRESS not in repr(made)
