"""Statistics on returned and rejected releases, from the log alone."""

from datetime import timedelta

from clerestory.governance.approval.requests import Choice
from clerestory.governance.approval.statistics import statistics
from clerestory.governance.office import releases
from clerestory.governance.store.acting import Actor
from tests.office import NOON, Office


def test_a_year_of_requests(tmp_path):
    office = Office(tmp_path / "governance")
    office.build()
    office.propose()
    office.clock.pass_(days=2)
    office.vote("maya", Choice.RETURN, reason="too fine")
    office.vote("daniel")
    office.build()
    office.propose()
    office.clock.pass_(days=4)
    office.review()
    releases.reject(office.desk, Actor("priya"), "2026-1", "tells of few")
    told = statistics(office.log(), NOON)
    assert (told.proposed, told.returned, told.rejected, told.published, told.refused_acts) == (2, 1, 1, 0, 0)
    assert told.review == timedelta(days=3)
    assert statistics(office.log(), NOON + timedelta(days=3)).returned == 0
