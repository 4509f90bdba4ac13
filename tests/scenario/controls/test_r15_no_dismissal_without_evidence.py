"""R15: no dismissal without a probe by somebody apart and a comparison with the vault; three matching values are no hoax."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents.investigation import can_dismiss
from clerestory.governance.office import claims, response
from clerestory.governance.store.acting import Actor

LEAD = Actor("elena")


def dismiss(room):
    response.dismiss(room.office.desk, LEAD, "C-1", "nothing is there")


@pytest.mark.parametrize(
    ("probed", "matching", "lets"),
    [
        (False, None, False),  # nothing was tried
        (True, None, False),  # probed, not compared
        (False, 0, False),  # compared, not probed
        (True, 1, False),  # one value matches
        (True, 0, True),
    ],
)
def test_both_pieces_of_evidence_are_needed(incident_room, probed, matching, lets):
    incident_room.receive()
    if probed:
        incident_room.probe("C-1")
    if matching is not None:
        response.compared(incident_room.office.desk, "C-1", matching, 3)
    assert can_dismiss(incident_room.claim()) is lets
    if lets:
        dismiss(incident_room)
        assert not incident_room.claim().is_open
    else:
        with pytest.raises(Refused, match="cannot be dismissed"):
            dismiss(incident_room)


def test_a_probe_of_another_path_shows_nothing(incident_room):
    incident_room.receive()
    with pytest.raises(Refused, match=r"did not try data/ccw/records\.csv"):
        incident_room.probe("C-1", paths=("index.html",), all_routes=False)


def test_what_a_probe_found_cannot_be_probed_away(incident_room):
    incident_room.receive()
    incident_room.probe("C-1", verdict="found")
    incident_room.probe("C-1")
    response.compared(incident_room.office.desk, "C-1", 0, 3)
    with pytest.raises(Refused, match="found records"):
        dismiss(incident_room)


@pytest.mark.parametrize(("matching", "severity"), [(0, "S2"), (1, "S3"), (2, "S3"), (3, "CONFIRMED-LIKELY")])
def test_three_values_in_one_record_raise_it_by_machine(incident_room, matching, severity):
    incident_room.receive()
    assert response.compared(incident_room.office.desk, "C-1", matching, 3).value == severity
    assert incident_room.claim().severity.value == severity


def test_no_person_sets_or_lowers_what_the_machine_raised(incident_room):
    incident_room.receive()
    with pytest.raises(Refused, match="by the machine alone"):
        response.triage(incident_room.office.desk, LEAD, "C-1", Severity.CONFIRMED_LIKELY, "sure")
    response.compared(incident_room.office.desk, "C-1", 3, 3)
    with pytest.raises(Refused, match="no person lowers it"):
        response.triage(incident_room.office.desk, LEAD, "C-1", Severity.S1, "a hoax")


def test_closing_is_no_way_around_it(incident_room):
    incident_room.receive()
    with pytest.raises(Refused, match="neither taken down nor shown to be safe"):
        claims.close_claim(incident_room.office.desk, LEAD, "C-1", "done")
    response.came_down(incident_room.office.desk, "X-1", ["C-1"], ["all"], incident_room.office.clock())
    claims.close_claim(incident_room.office.desk, LEAD, "C-1", "it is down, and everybody was told")
    assert not incident_room.incident().is_open


def test_what_staff_opened_by_hand_is_closed_by_a_reason(incident_room):
    desk, now = incident_room.office.desk, incident_room.office.clock()
    claims.open_claim(desk, LEAD, "2026-1", ("cards",), now, Severity.S2, "a setting looked wrong", "")
    claims.close_claim(desk, LEAD, "C-1", "the setting was right")
    assert not incident_room.incident().is_open
