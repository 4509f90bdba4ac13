"""R22: while a claim is open, capacity, restarts and caches need the incident lead; the refusal stands in the log."""

import pytest

from clerestory.errors import FOUND, Refused
from clerestory.governance.incidents.service import Change
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor


def change(office, who, what):
    room.change_service(office.desk, Actor(who), what, "it is slow")


@pytest.mark.parametrize("what", Change)
def test_under_a_claim_only_the_lead(incident_room, what):
    incident_room.receive()
    with pytest.raises(Refused, match="needs the incident lead") as refusal:
        change(incident_room.office, "tom", what)
    assert refusal.value.exit_code == FOUND
    entry = incident_room.office.log()[-1]
    assert (entry.act, entry.detail["act"], entry.by) == ("refused", "change service", "tom")
    change(incident_room.office, "elena", what)
    assert incident_room.office.acts()[-1] == "change service"


def test_without_a_claim_the_server_team_goes_on(incident_room):
    incident_room.outage()
    change(incident_room.office, "tom", Change.RESTART)
    assert incident_room.office.acts()[-1] == "change service"
