"""R50: an unanswered call moves up after ten minutes, from the incident lead to the executive; an empty seat is passed over."""

from datetime import timedelta

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Machine
from clerestory.governance.approval.people import Officer
from clerestory.governance.incidents.happening import only
from clerestory.governance.incidents.roster import PARTS, Part, Shift, Stage, on_duty
from clerestory.governance.incidents.timers import ROSTER, duty_of
from clerestory.governance.office import people, response, room, roster
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role
from tests.office import NOON


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


def test_the_calendar_says_who_is_called_and_whoever_lost_the_role_is_passed_over(incident_room):
    office, lead = incident_room.office, Role.INCIDENT_LEAD
    noon = office.clock()
    people.appoint(office.desk, Actor("ruth"), [Officer("tara", "Tara", frozenset({Role.PUBLISHER, lead}))])
    roster.set_shift(office.desk, Actor("elena"), lead, "elena", noon, noon + timedelta(hours=12))
    later = roster.set_shift(office.desk, Actor("elena"), lead, "tara", noon, noon + timedelta(hours=8))
    incident_room.receive()
    room.page(office.desk, "X-1")
    assert called(incident_room) == ["tara"], "the shift that was set last"
    roster.end_shift(office.desk, Actor("elena"), later.id)
    assert duty_now(office).person(0) == "elena"
    roster.set_shift(office.desk, Actor("elena"), lead, "tara", noon, noon + timedelta(hours=8))
    people.appoint(office.desk, Actor("ruth"), [Officer("tara", "Tara", frozenset({Role.PUBLISHER}))])
    assert duty_now(office).person(0) == "elena"
    office.clock.pass_(hours=9)
    assert duty_now(office).person(1) == "pavel", "where no shift is set, the first who holds the role"


def duty_now(office):
    with office.store.reading() as look:
        return response.duty(look)


def test_a_shift_is_of_somebody_who_holds_a_role_that_is_called_and_lasts(incident_room):
    office, noon = incident_room.office, incident_room.office.clock()
    for person, role, hours in (
        ("ana", Role.INCIDENT_LEAD, 8),
        ("ana", Role.ANALYST, 8),
        ("elena", Role.INCIDENT_LEAD, 0),
    ):
        with pytest.raises(Refused):
            roster.set_shift(office.desk, Actor("ruth"), role, person, noon, noon + timedelta(hours=hours))
    with pytest.raises(Refused, match="may not do this"):
        roster.set_shift(
            office.desk, Actor("ana"), Role.INCIDENT_LEAD, "elena", noon, noon + timedelta(hours=1)
        )


def test_in_every_stage_somebody_decides_and_every_role_has_its_part():
    for stage in Stage:
        assert list(PARTS[stage].values()).count(Part.DECIDES) == 1, stage
        assert set(PARTS[stage]) == set(Role) - {Role.ROOT_KEEPER}, stage


def test_nobody_on_duty_moves_it_up_at_once():
    duty = duty_of([(Role.EXECUTIVE, "ruth")])
    assert [duty.person(level) for level in range(3)] == ["", "", "ruth"]


def test_after_ten_thousand_lines_of_the_log_the_shift_that_was_set_last_still_counts():
    both = [Officer(name, name, frozenset({Role.INCIDENT_LEAD})) for name in ("elena", "tara")]
    shifts = [
        Shift(line, Role.INCIDENT_LEAD, who, NOON, NOON + timedelta(hours=8))
        for line, who in (("e-9999", "elena"), ("e-10000", "tara"))
    ]
    assert on_duty(shifts, both, NOON) == on_duty(shifts[::-1], both, NOON)
    assert on_duty(shifts, both, NOON) == on_duty(shifts[1:], both, NOON)
    assert on_duty(shifts, both, NOON) != on_duty(shifts[:1], both, NOON)
