"""R50: an unanswered call moves up after ten minutes, from the incident lead to the executive; an empty seat is passed over."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.timers import ROSTER, duty_of
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role


def called(incident_room):
    return [each.text("to") for each in only(incident_room.incident().happened, Machine.PAGED)]


def pass_time(incident_room, minutes):
    for _ in range(minutes):
        incident_room.office.clock.pass_(minutes=1)
        room.page(incident_room.office.desk, "X-1")


def test_unanswered_it_reaches_the_executive(incident_room):
    incident_room.receive()
    room.page(incident_room.office.desk, "X-1")
    pass_time(incident_room, 9)
    assert called(incident_room) == ["elena"]
    pass_time(incident_room, 1)
    assert called(incident_room) == ["elena", "pavel"]
    pass_time(incident_room, 10)
    assert called(incident_room) == ["elena", "pavel", "rosa"]
    pass_time(incident_room, 15)
    assert len(called(incident_room)) == len(ROSTER), "above the top there is nobody"


def test_an_answer_ends_it_and_only_somebody_called_can_answer(incident_room):
    incident_room.receive()
    room.page(incident_room.office.desk, "X-1")
    with pytest.raises(Refused, match="was not called"):
        room.acknowledge(incident_room.office.desk, Actor("tom"), "X-1")
    room.acknowledge(incident_room.office.desk, Actor("elena"), "X-1")
    pass_time(incident_room, 12)
    assert called(incident_room) == ["elena"]


def test_nobody_on_duty_moves_it_up_at_once():
    duty = duty_of([(Role.EXECUTIVE, "ruth")])
    assert [duty.person(level) for level in range(3)] == ["", "", "ruth"]
