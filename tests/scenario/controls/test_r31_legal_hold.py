"""R31: logs are kept apart, chained and held; rotating held logs away is refused, a deleted hour is found."""

from datetime import UTC, datetime, timedelta

import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.incidents.hold import KEEP, Sink
from clerestory.governance.office import claims, looking, response
from clerestory.governance.store.acting import Actor

NOON = datetime(2026, 6, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def sink(tmp_path):
    """Twelve hours of a server's log."""
    made = Sink(tmp_path / "sink")
    for hour in range(12):
        made.append([f"line {number} of hour {hour}" for number in range(5)], NOON + timedelta(hours=hour))
    return made


def test_what_was_written_is_there_in_order(sink):
    lines = list(sink.lines())
    assert len(lines) == 60
    assert lines[0] == "line 0 of hour 0"
    assert sink.gaps() == ()


def test_held_hours_are_not_rotated_away_however_old(sink):
    late = NOON + KEEP + timedelta(days=2)
    sink.place("X-1", NOON + timedelta(hours=6), "elena")
    with pytest.raises(Refused, match="held for X-1"):
        sink.rotate(late, late)
    sink.release("X-1", late, "elena")
    assert len(sink.rotate(late, late)) == 12


def test_young_hours_are_not_rotated_away_without_a_hold_either(sink):
    with pytest.raises(Refused, match="kept for 5 years"):
        sink.rotate(NOON + timedelta(hours=5), NOON + timedelta(days=8))


@pytest.mark.parametrize("hour", [0, 5, 11])
def test_a_deleted_hour_is_found(sink, hour):
    (sink.folder / f"{NOON + timedelta(hours=hour):%Y-%m-%dT%H}.log").unlink()
    assert len(sink.gaps()) == 1


@pytest.mark.parametrize("change", [("line 2 of hour 3", "line 9 of hour 3"), ('[17,"', '[18,"')])
def test_a_changed_line_is_found(sink, change):
    path = sink.folder / f"{NOON + timedelta(hours=3):%Y-%m-%dT%H}.log"
    path.write_text(path.read_text().replace(*change))
    assert sink.gaps()


def test_bytes_that_nobody_logged_are_a_gap_and_no_crash(sink):
    path = sink.folder / f"{NOON + timedelta(hours=3):%Y-%m-%dT%H}.log"
    path.write_bytes(path.read_bytes()[:40] + b"\xff\xfe\r" + path.read_bytes()[40:])
    assert sink.gaps()


def test_only_the_owner_may_read_it(sink):
    logs = list(sink.folder.glob("*.log"))
    assert logs
    assert all(path.stat().st_mode & 0o077 == 0 for path in logs)


def test_the_hold_ends_by_a_recorded_act_once_the_incident_is_closed(incident_room):
    desk, lead, officer = incident_room.office.desk, Actor("elena"), Actor("priya")
    incident = incident_room.receive().incident
    with pytest.raises(Refused, match="still open"):
        looking.release_hold(desk, officer, incident, "it is over")
    response.came_down(desk, incident, ["C-1"], ["all"], incident_room.office.clock())
    claims.close_claim(desk, lead, "C-1", "it is down, and everybody was told")
    with pytest.raises(InputError, match="say why"):
        looking.release_hold(desk, officer, incident, " ")
    with pytest.raises(Refused, match="may not do this"):
        looking.release_hold(desk, lead, incident, "it is over")
    before = len(incident_room.office.log())
    with pytest.raises(InputError, match="holds no logs"):
        looking.release_hold(desk, officer, incident, "it is over", is_held=False)
    assert len(incident_room.office.log()) == before
    looking.release_hold(desk, officer, incident, "it is over")
    assert incident_room.incident().happened[-1].text("why") == "it is over"
