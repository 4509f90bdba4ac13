"""R46: reports name roles, never people; the key is sealed; findings are acts, decisions, missed opportunities, systems."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.incidents import sealed
from clerestory.governance.incidents.findings import Kind, findings
from clerestory.governance.incidents.report import aliases, page
from clerestory.governance.incidents.report.report import report
from clerestory.governance.office import room
from clerestory.governance.store import staff
from clerestory.governance.store.acting import Actor
from tests.office import PEOPLE

WHOLE = {
    "told": "Only the display was tested.",
    "sought": "a log of any download test",
    "limits": "tests on paper are not kept",
}


def named(incident_room):
    with incident_room.office.store.reading() as look:
        return aliases.aliases(staff.officers(look), incident_room.incident().happened)


def test_no_name_of_anybody_is_in_the_report(incident_room):
    incident_room.receive("ruth")
    room.assure(incident_room.office.desk, Actor("ana"), "X-1", {"statement": "Elena and ana looked at it."})
    incident_room.probe("C-1", "nora")
    html = page.page(report(incident_room.incident(), named(incident_room), "Tom's release", "Department"))
    words = set(html.replace("<", " ").replace("’", " ").replace("'", " ").replace(".", " ").split())
    assert not words & {form for person in PEOPLE for form in (person, person.title())}
    assert "Data Analyst 1" in html


def test_the_key_is_sealed_and_only_the_office_opens_it(incident_room, tmp_path):
    incident_room.receive()
    place = aliases.seal(named(incident_room), "X-1", incident_room.office.folder, tmp_path / "trust")
    (file,) = place.iterdir()
    assert b"Elena" not in file.read_bytes()
    assert b"Elena" in sealed.opened(file, incident_room.office.folder)


@pytest.mark.parametrize("kind", Kind)
def test_a_finding_says_what_was_sought_and_where_it_ends(incident_room, kind):
    incident_room.receive()
    room.find(incident_room.office.desk, Actor("elena"), "X-1", kind, WHOLE)
    (found,) = findings(incident_room.incident().happened)
    assert (found.kind, found.limits) == (kind, WHOLE["limits"])


@pytest.mark.parametrize("missing", list(WHOLE))
def test_a_finding_without_its_limits_is_refused(incident_room, missing):
    incident_room.receive()
    with pytest.raises(Refused, match=missing):
        room.find(incident_room.office.desk, Actor("elena"), "X-1", Kind.SYSTEM, {**WHOLE, missing: " "})
