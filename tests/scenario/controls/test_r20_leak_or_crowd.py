"""R20: the downloads of June 2022 raise LEAK-SUSPECT at their beginning; ordinary launch days raise none."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from clerestory.acts import govern, respond, watchkeeper
from clerestory.acts.streaming import Traffic, minutes_of
from clerestory.errors import InputError
from clerestory.governance.approval.acts import Machine
from clerestory.governance.incidents import launch_days, traffic
from clerestory.governance.incidents.launch_days import NOON, USUAL
from clerestory.governance.incidents.traffic import Request, Sign
from clerestory.governance.signing import keys
from clerestory.governance.store import happenings
from tests.scenario.controls.drilled import base

__all__ = ["base"]


def test_ordinary_launch_days_raise_no_alarm_and_the_leak_is_found_at_its_first_downloads():
    tried = launch_days.tried(days=6, leaks=2, seed=3)
    assert (tried.false_alarms, tried.found) == (0, 2)
    assert max(tried.downloads_before) <= 1


def downloads(count, size=300_000):
    return [
        Request(NOON + timedelta(seconds=at), f"a-{at}", "/data/ccw/x.csv", 200, size) for at in range(count)
    ]


def test_one_sign_is_enough_while_a_claim_is_open():
    crowd = downloads(traffic.CROWD, 100)
    assert next(traffic.suspicions(crowd, USUAL), None) is None
    found = next(traffic.suspicions(crowd, USUAL, [NOON]))
    assert found.signs == (Sign.CROWD,)


def test_a_suspicion_is_told_once_until_the_signs_are_gone():
    assert len(list(traffic.suspicions(downloads(400), USUAL))) == 1


@pytest.fixture
def governed(base, tmp_path, monkeypatch):
    """A live publication in a folder of this test's own."""
    monkeypatch.setattr(keys, "COST", 1 << 4)
    return govern.opened(shutil.copytree(base, tmp_path / "d", symlinks=True))


def combined(when, peer, size):
    return f'{peer} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "GET /data/ccw/x.csv HTTP/1.1" 200 {size}'


def as_our_server(when, peer, size):
    asked = {"method": "GET", "path": "/data/ccw/x.csv", "status": 200, "bytes": size, "agent": "x"}
    return json.dumps({"time": when.isoformat(), "peer": peer, **asked})


def logged(file, requests, size, first=0, line=combined):
    """Lines of the server in front, a second apart, as they are appended."""
    now = datetime.now(UTC)
    with file.open("a") as log:
        for at in range(first, first + requests):
            when = now + timedelta(seconds=at)
            log.write(f"{line(when, f'203.0.113.{at % 250}', size)}\n")


@pytest.mark.parametrize("line", [combined, as_our_server])
def test_a_followed_log_is_looked_at_as_it_grows_and_a_leak_in_it_opens_an_incident(governed, tmp_path, line):
    file = tmp_path / "access.log"
    respond.follow_logs(governed, [file])  # not there yet: the sink says so, in a line of its own
    logged(file, 6, 100, line=line)
    respond.follow_logs(governed)
    logs = Traffic()
    assert logs.look(governed) == ()
    logged(file, 3, 900_000_000, first=6, line=line)
    respond.follow_logs(governed)
    assert [each.signs[0] for each in logs.look(governed)] == [Sign.SIZE]
    with governed.desk.store.reading() as look:
        (room,) = happenings.every(look)
    assert [each.told for each in room.outages] == ["the traffic looks like a leak"]
    assert room.happened[-1].what is Machine.BRIEFED
    assert sum(each.requests for each in minutes_of(governed.folder).values()) == 9
    assert "203.0.113" not in (governed.folder / "logs" / "looked.json").read_text()


def test_a_restart_neither_forgets_nor_tells_the_same_twice(governed, tmp_path):
    file = tmp_path / "access.log"
    logged(file, 3, 900_000_000)
    respond.follow_logs(governed, [file])
    assert len(Traffic().look(governed)) == 1
    logged(file, 3, 900_000_000, first=3)
    respond.follow_logs(governed)
    assert Traffic().look(governed) == (), "the same leak goes on"
    assert Traffic().look(governed) == ()
    assert sum(each.requests for each in minutes_of(governed.folder).values()) == 6


def test_logs_that_cannot_be_looked_at_stop_neither_the_watch_nor_a_message(governed, tmp_path, monkeypatch):
    def broken(self, governed):
        raise InputError("these logs cannot be read")

    monkeypatch.setattr(Traffic, "look", broken)
    ticked = watchkeeper.tick(governed, (), Traffic())
    assert ticked.wrong == ("not everything was taken in: these logs cannot be read",)
    assert watchkeeper.is_watched(governed.folder)


def test_what_is_told_holds_no_address():
    (found,) = traffic.suspicions(downloads(400), USUAL)
    assert "a-1" not in str(found.told())
