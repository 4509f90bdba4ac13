"""R14: the commands from the message to the takedown, on a real publication."""

import json
import shutil
from datetime import timedelta

import pytest

from clerestory.cli.main import main
from clerestory.errors import FOUND
from clerestory.governance.signing import keys
from tests.scenario.controls.drilled import base

__all__ = ["base"]


@pytest.fixture
def run(base, tmp_path, capsys, monkeypatch):
    """A command on a copy of the publication: its exit code and its one JSON object."""
    monkeypatch.setattr(keys, "COST", 1 << 4)
    folder = shutil.copytree(base, tmp_path / "d", symlinks=True)

    def command(words: str, *more: str):
        code = main([*words.format(D=folder).split(), *more, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def test_from_the_message_to_the_takedown(run, tmp_path):
    values = tmp_path / "values.txt"
    values.write_text("Abernathy-00\n1940-01-01\n100 Marigold Way\n")
    words = tmp_path / "words.txt"
    words.write_text("I can download everybody")
    picture = tmp_path / "picture.csv"
    picture.write_text("a,b\n1,2\n")
    told = ["--words", str(words), "--values", str(values), "--attach", str(picture)]
    code, received = run(
        "claim receive {D} --officer ruth --channel phone --path /data/ccw/records.csv --collection ccw",
        *told,
    )
    assert (code, received["claim"], received["severity"]) == (0, "C-1", "CONFIRMED-LIKELY")
    assert received["matching"] == 3

    assert run("claim assign C-1 {D} --investigator ana")[0] == FOUND
    assert run("claim assign C-1 {D} --investigator ines")[0] == 0
    assert run("claim dismiss C-1 {D}", "--reason", "a hoax")[0] == FOUND
    _, outage = run("incident outage {D} --officer jonah", "--told", "out of storage")
    assert outage["joined"] is True
    assert run("incident service {D} --officer tom --change capacity --reason slow")[0] == FOUND
    assert run("incident outage {D} --officer tom --close O-1")[0] == FOUND
    _, assured = run("incident assure X-1 {D} --officer ana", "--statement", "only totals can be reached")
    assert assured["status"] == "UNVERIFIED"
    _, brief = run("incident brief X-1 {D}")
    assert "It is LIVE." in brief["material"]
    assert "The dataset is still in what is published." in brief["material"]
    _, early = run("incident watch {D} --once")
    assert early["taken_down"] == []
    _, queue = run("claim list {D}")
    assert [each["open"] for each in queue["claims"]] == [True]
    assert run("incident report X-1 {D}", "--out", str(tmp_path / "r.html"))[0] == 0
    first = (tmp_path / "r.html").read_bytes()
    run("incident report X-1 {D}", "--out", str(tmp_path / "r.html"))
    assert (tmp_path / "r.html").read_bytes() == first
    assert b"Abernathy" not in first
    assert b"100 Marigold" not in first


def test_an_hour_later_it_is_down_by_itself(run, tmp_path, monkeypatch):
    words = tmp_path / "words.txt"
    words.write_text("I can download everybody")
    run(
        "claim receive {D} --officer ruth --channel email --path data/ccw/records.csv",
        "--words",
        str(words),
    )
    _, claim = run("claim show C-1 {D}")
    assert claim["collections"] == ["ccw"], "what stands behind the address that was named, and no more"
    monkeypatch.setattr("clerestory.governance.incidents.timers.UNTIL_DOWN", timedelta(0))
    code, ticked = run("incident watch {D} --once")
    assert (code, ticked["taken_down"], ticked["targets"]) == (0, ["C-1"], ["data/ccw"])
    _, log = run("log show {D} --officer ines --last 50")
    assert any(each["act"] == "timer" and each["detail"]["cause"] == "TIMER" for each in log["entries"])
    _, brief = run("incident brief X-1 {D}")
    assert "It is not live." in brief["material"]
