"""R16: whoever made, reviewed, approved or signed the release is a witness, never the investigator."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.office import response
from clerestory.governance.store.acting import Actor


@pytest.mark.parametrize("witness", ["ana", "maya", "daniel", "priya", "tom"])
def test_a_witness_is_refused_as_investigator_and_as_prober(incident_room, witness):
    incident_room.receive()
    with pytest.raises(Refused, match="a witness, never the investigator"):
        response.assign(incident_room.office.desk, Actor("elena"), "C-1", witness)
    with pytest.raises(Refused, match="a witness, never the investigator"):
        incident_room.probe("C-1", witness)
    assert incident_room.office.acts()[-1] == "refused"


@pytest.mark.parametrize("apart", ["ben", "nora", "pavel", "elena", "ines"])
def test_whoever_had_no_hand_in_it_may_look(incident_room, apart):
    incident_room.receive()
    response.assign(incident_room.office.desk, Actor("elena"), "C-1", apart)
    assert incident_room.claim().investigator == apart
