"""R21: a claim and an outage within 24 hours are joined, whichever comes first; no outage closes without its relation."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.incidents.service import Relation
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor


@pytest.mark.parametrize("hours", [0.01, 3, 23.9])
@pytest.mark.parametrize("claim_first", [True, False])
def test_both_orders_are_joined_and_both_teams_told(incident_room, hours, claim_first):
    steps = [incident_room.receive, incident_room.outage]
    first, second = steps if claim_first else reversed(steps)
    first()
    incident_room.office.clock.pass_(hours=hours)
    second()
    joined = incident_room.office.log()[-1]
    assert joined.act == "joined"
    assert set(joined.detail["told"]) == {"incident lead", "server team"}
    assert (len(incident_room.incident().claims), len(incident_room.incident().outages)) == (1, 1)


def test_a_day_later_it_is_another_incident(incident_room):
    incident_room.receive()
    incident_room.office.clock.pass_(hours=25)
    incident, _, claims = incident_room.outage()
    assert (incident, claims) == ("X-2", ())


@pytest.mark.parametrize(
    ("relation", "why"), [(None, "it is over"), (Relation.CAUSED, " "), (Relation.UNKNOWN, "we do not know")]
)
def test_an_outage_beside_a_claim_is_not_closed_without_its_relation(incident_room, relation, why):
    incident_room.receive()
    incident_room.outage()
    with pytest.raises(Refused, match=r"outage O-1"):
        room.close_outage(incident_room.office.desk, Actor("tom"), "O-1", relation, why)


def test_with_its_relation_it_is_closed(incident_room):
    incident_room.receive()
    incident_room.outage()
    room.close_outage(
        incident_room.office.desk, Actor("tom"), "O-1", Relation.CAUSED, "the log of bytes sent"
    )
    assert not incident_room.incident().outages[0].is_open


def test_an_outage_without_a_claim_is_closed_as_it_is(incident_room):
    incident_room.outage()
    room.close_outage(incident_room.office.desk, Actor("tom"), "O-1", None, "a disk was replaced")
    assert not incident_room.incident().is_open
