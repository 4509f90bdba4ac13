"""R31: the server's logs come into the sink by themselves, each line once, through rotation, cutting and crashes."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from clerestory.acts import respond
from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.incidents import follow as following
from clerestory.governance.incidents.follow import follow, followed
from clerestory.governance.incidents.hold import HEAD, KEEP, Sink

NOON = datetime(2026, 6, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def sink(tmp_path):
    return Sink(tmp_path / "sink")


@pytest.fixture
def log(tmp_path):
    return tmp_path / "access.log"


def add(log, *lines):
    with log.open("ab") as file:
        file.writelines(f"{line}\n".encode() for line in lines)


def took(sink):
    return list(sink.lines())


def test_new_lines_come_once_and_a_line_that_is_being_written_waits(sink, log):
    add(log, "one", "two")
    with log.open("ab") as file:
        file.write(b"thr")
    assert follow(sink, [log], NOON) == 2
    with log.open("ab") as file:
        file.write(b"ee\n")
    assert follow(sink, [], NOON + timedelta(hours=1)) == 1
    assert follow(sink, [], NOON) == 0
    assert took(sink) == ["one", "two", "three"]
    assert (sink.gaps(), followed(sink)) == ((), (log,))


def test_what_was_still_written_before_a_rotation_is_not_lost(sink, log):
    add(log, "one")
    follow(sink, [log], NOON)
    add(log, "two")
    log.rename(log.with_name("access.log.1"))
    add(log, "three")
    follow(sink, [], NOON)
    assert took(sink) == ["one", "two", "three"]


@pytest.mark.parametrize("new", [b"new\n", b"new one\nnew two\nnew three\n"])
def test_a_file_that_is_written_over_is_read_again_and_the_sink_says_so(sink, log, new):
    add(log, "one", "two")
    follow(sink, [log], NOON)
    with log.open("r+b") as file:
        file.truncate()
        file.write(new)
    follow(sink, [], NOON)
    told = took(sink)
    assert "written over" in told[2]
    assert told[3:] == new.decode().splitlines()


def test_a_file_that_is_gone_is_told_once(sink, log):
    add(log, "one")
    follow(sink, [log], NOON)
    log.unlink()
    follow(sink, [], NOON)
    follow(sink, [], NOON)
    assert [json.loads(line)["sink"] for line in took(sink)[1:]] == [f"{log} is not there"]
    add(log, "back")
    follow(sink, [], NOON)
    assert took(sink)[-1] == "back"


@pytest.mark.parametrize("lost", [following.STATE, HEAD])
def test_after_a_crash_between_two_writes_nothing_is_added_twice(sink, log, lost):
    add(log, "one", "two")
    follow(sink, [log], NOON)
    before = {name: (sink.folder / name).read_bytes() for name in (following.STATE, HEAD)}
    add(log, "three", "four")
    follow(sink, [], NOON)
    for name in (following.STATE, lost):  # what was noted last did not reach the disk
        (sink.folder / name).write_bytes(before[name])
    add(log, "five")
    assert follow(sink, [], NOON) == 1
    assert took(sink) == ["one", "two", "three", "four", "five"]
    assert sink.gaps() == ()


def test_a_line_that_a_crash_cut_off_is_found_and_comes_again(sink, log):
    add(log, "one")
    follow(sink, [log], NOON)
    (hour,) = sink.folder.glob("2026*.log")
    with hour.open("ab") as file:
        file.write(b'[1,"5f')
    add(log, "two")
    follow(sink, [], NOON)
    assert took(sink) == ["one", "two"]
    assert ["no whole line" in gap.why for gap in sink.gaps()] == [True]


def test_bytes_that_are_no_text_are_kept_as_they_can_be_told(sink, log):
    log.write_bytes(b"\xff\xfe one\r\n")
    follow(sink, [log], NOON)
    assert took(sink) == ["\\xff\\xfe one\r"]


def test_only_the_owner_may_read_what_came(sink, log):
    add(log, "one")
    follow(sink, [log], NOON)
    assert sink.folder.stat().st_mode & 0o077 == 0


def test_a_claim_takes_over_what_is_new_and_holds_it(incident_room, log, tmp_path):
    governed = SimpleNamespace(desk=incident_room.office.desk, folder=tmp_path)
    add(log, "before the claim")
    respond.follow_logs(governed, [log])
    add(log, "a minute before the claim")
    incident = incident_room.receive().incident
    respond.place_hold(governed, incident, "elena")
    held = respond.sink_of(governed)
    assert took(held) == ["before the claim", "a minute before the claim"]
    (told,) = [each for each in incident_room.incident().happened if each.what is Machine.HELD]
    assert told.number_of("lines") == 2
    late = NOON + KEEP + timedelta(days=400)
    with pytest.raises(Refused, match=f"held for {incident}"):
        held.rotate(late, late)


def test_a_full_disk_of_logs_keeps_no_message_out(incident_room, log, tmp_path, monkeypatch):
    governed = SimpleNamespace(desk=incident_room.office.desk, folder=tmp_path)

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(respond, "follow", full)
    respond.place_hold(governed, incident_room.receive().incident, "elena")
    assert len(respond.sink_of(governed).holds()) == 1
