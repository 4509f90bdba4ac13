"""R23: a reassurance without a probe from outside of all routes, by somebody apart, is UNVERIFIED in every brief."""

import pytest

from clerestory.governance.incidents.assurance import Status, assurances
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor
from tests.room import LIVE

WORDS = {
    "statement": "Only totals can be reached.",
    "scope": "NOT-EXPOSED",
    "method": "looked at the display",
}


def assure(incident_room, evidence=""):
    name = room.assure(incident_room.office.desk, Actor("ana"), "X-1", {**WORDS, "evidence": evidence})
    return name, assurances(incident_room.incident().happened)[-1]


def probe_line(incident_room, **more):
    incident_room.receive()
    incident_room.probe("C-1", **more)
    return incident_room.incident().happened[-1].id


def test_words_alone_are_unverified_in_the_brief(incident_room):
    incident_room.receive()
    _, given = assure(incident_room)
    assert given.status is Status.UNVERIFIED
    told = room.make_brief(incident_room.office.desk, "X-1", LIVE).text()
    assert "“Only totals can be reached.” UNVERIFIED" in told


@pytest.mark.parametrize("more", [{"verdict": "found"}, {"verdict": "inconclusive"}, {"all_routes": False}])
def test_a_probe_that_is_not_whole_and_clean_verifies_nothing(incident_room, more):
    assert assure(incident_room, probe_line(incident_room, **more))[1].status is Status.UNVERIFIED


def test_a_clean_probe_of_all_routes_verifies_it_until_it_is_passed_on_without_it(incident_room):
    line = probe_line(incident_room)
    name, given = assure(incident_room, line)
    assert given.status is Status.VERIFIED
    desk = incident_room.office.desk
    room.tell(desk, Actor("elena"), "X-1", "ruth", {"statements": [name], "evidence": [line]})
    assert assurances(incident_room.incident().happened)[0].status is Status.VERIFIED
    room.tell(desk, Actor("ruth"), "X-1", "rosa", {"statements": [name]})
    after = assurances(incident_room.incident().happened)[0]
    assert (after.status, after.hops) == (Status.UNVERIFIED, 2)
