"""R47: a recommendation is closed with evidence and a test of its effect, or not at all; a test that fails opens it again."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.incidents.findings import Stand
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor

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
