"""An outgoing share: each file is probed once, when it is whole; events tell places and counts."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from clerestory.matching import index as indexes
from clerestory.matching import key as keys
from clerestory.proof.probe.run import watched
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    place = tmp_path_factory.mktemp("held")
    indexes.save(index_of([MEMBER, *crowd(200, seed=4)], KEY), place / "F")
    (place / "K").write_text(f"clerestory-fingerprint-key-1 {KEY.secret.hex()}\n")
    (place / "K").chmod(0o600)
    return {"fingerprints": place / "F", "key_file": place / "K"}


def one_round(share, held, **options):
    return list(watched(share, **held, settle=0, rounds=1, **options))


@pytest.fixture(autouse=True)
def state(tmp_path_factory, monkeypatch):
    home = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    return home


def test_new_and_changed_files_are_probed_once_and_again_only_if_they_change(held, tmp_path):
    (tmp_path / "totals.csv").write_text("county,year,permits\nLake,2019,1120\nOrange,2020,3340\n")
    (tmp_path / "letter.txt").write_text(f"about {MEMBER.line}")
    told = {Path(str(event["path"])).name: event for event in one_round(tmp_path, held)}
    assert {name: (event["verdict"], event["people"]) for name, event in told.items()} == {
        "totals.csv": ("clean", 0),
        "letter.txt": ("found", 1),
    }
    assert MEMBER.surname not in json.dumps(list(told.values()))
    (tmp_path / "totals.csv").write_text(f"county,year,permits\nLake,2019,1120\n{MEMBER.line}\n")
    assert {event["verdict"] for event in one_round(tmp_path, held)} == {"found"}


def test_a_restart_looks_at_nothing_clean_again_and_tells_what_is_not_clean_once_more(held, state, tmp_path):
    (tmp_path / "clean.txt").write_text("nothing")
    (tmp_path / "leak.txt").write_text(MEMBER.line)
    assert len(one_round(tmp_path, held)) == 2
    assert [Path(str(event["path"])).name for event in one_round(tmp_path, held)] == ["leak.txt"]
    (memory,) = (state / "clerestory").iterdir()
    assert memory.stat().st_mode & 0o777 == 0o600
    assert "leak" not in memory.read_text()
    memory.write_text("not a memory")
    assert len(one_round(tmp_path, held)) == 2


def test_a_file_that_is_still_written_is_waited_for(held, tmp_path):
    (tmp_path / "big.csv.part").write_text(MEMBER.line)
    growing = tmp_path / "growing.txt"
    growing.write_text("begin ")
    events = watched(tmp_path, **held, settle=1.5, rounds=3)
    os.utime(growing)
    assert [Path(str(event["path"])).name for event in events] == ["growing.txt"]


def test_a_file_that_nobody_may_read_is_told_and_looked_at_once_it_may_be_read(held, tmp_path, monkeypatch):
    (tmp_path / "leak.txt").write_text(MEMBER.line)
    with monkeypatch.context() as patch:
        patch.setattr("clerestory.proof.probe.targets.np", SimpleNamespace(memmap=_refuse, uint8=np.uint8))
        (event,) = one_round(tmp_path, held)
    assert (event["verdict"], event["not_read"]) == ("inconclusive", 1)
    assert Path(str(event["path"])).name == "leak.txt"
    assert MEMBER.surname not in json.dumps(event)
    (tmp_path / "leak.txt").chmod(0o644)
    assert [event["verdict"] for event in one_round(tmp_path, held)] == ["found"]


def _refuse(path, *given, opened=np.memmap, **told):
    if Path(path).name == "leak.txt":
        raise PermissionError(13, "Permission denied")
    return opened(path, *given, **told)


def test_nothing_is_moved_unless_asked_and_then_what_is_not_clean(held, tmp_path):
    share, apart = tmp_path / "share", tmp_path / "apart"
    share.mkdir()
    (share / "leak.txt").write_text(MEMBER.line)
    (share / "clean.txt").write_text("nothing")
    one_round(share, held)
    assert (share / "leak.txt").exists()
    events = one_round(share, held, quarantine=apart)
    assert [event["quarantined"] for event in events] == [True]
    assert sorted(path.name for path in share.iterdir() if path.suffix == ".txt") == ["clean.txt"]
    assert (apart / "leak.txt").exists()


def test_the_command_tells_events_as_lines_and_ends_when_it_is_stopped(held, tmp_path):
    (tmp_path / "leak.txt").write_text(MEMBER.line)
    words = [
        "probe",
        "--watch-folder",
        str(tmp_path),
        "--fingerprints",
        str(held["fingerprints"]),
        "--key-file",
        str(held["key_file"]),
    ]
    command = subprocess.Popen(
        [sys.executable, "-m", "clerestory", *words], cwd=tmp_path, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    begun = time.monotonic()
    event = json.loads(command.stdout.readline())
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=20)
    assert (event["verdict"], event["people"], command.returncode) == ("found", 1, 2)
    assert time.monotonic() - begun < 30
