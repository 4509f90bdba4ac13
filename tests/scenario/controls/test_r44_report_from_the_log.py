"""R44: the report comes from the log alone, byte for byte the same, each sentence with its events; who knew what is a query."""

import re

import pytest

from clerestory.california.june_2022 import CHIEF, DEPUTY, EVENTS, IN_IT
from clerestory.governance.incidents import knowledge
from clerestory.governance.incidents.report import page, pdf
from clerestory.governance.incidents.report.aliases import aliases
from clerestory.governance.incidents.report.report import report
from clerestory.governance.office import room
from clerestory.governance.store import staff
from clerestory.governance.store.acting import Actor


@pytest.fixture
def told(incident_room):
    """The published facts of June 2022, recorded by the incident lead."""
    incident = ""
    for each in EVENTS:
        incident = room.record(incident_room.office.desk, Actor("elena"), incident, each.detail())
    return incident_room


def made(incident_room):
    incident = incident_room.incident()
    with incident_room.office.store.reading() as look:
        named = aliases(staff.officers(look), incident.happened)
    return report(incident, named, "Records under the dashboard", "Department")


def test_the_same_log_gives_the_same_bytes(told):
    first, second = made(told), made(told)
    assert page.page(first).encode() == page.page(second).encode()
    assert pdf.pdf(first) == pdf.pdf(second)
    assert pdf.pdf(first).startswith(b"%PDF")


def test_each_sentence_names_lines_of_the_log(told):
    numbers = {f"e-{each.sequence:04}" for each in told.office.log()}
    sentences = made(told).sentences
    assert len(sentences) == len(EVENTS)
    assert all(each.events and set(each.events) <= numbers for each in sentences)
    assert len(re.findall(r'class="ev">\[e-\d', page.page(made(told)))) >= len(EVENTS)


def test_the_deputys_gap_comes_back_with_its_events(told):
    (gap,) = knowledge.gaps(told.incident().happened, who=DEPUTY, fact=IN_IT)
    lines = {each.id: each for each in told.incident().happened}
    learnt, left_out = (lines[name] for name in gap.events)
    assert gap.teller == CHIEF
    assert IN_IT in learnt.names("facts")
    assert "nothing could be reached" in left_out.text("event")
    assert gap.learnt.when == "June 28, 2022, before noon"


def test_contradicting_sources_stand_side_by_side(told):
    topics = {said[0].topic: {each.value for each in said} for said in made(told).sayings}
    assert topics["downloads"] == {"2,734 downloads", "more than 2,800"}
    assert topics["years"] == {"2012 to 2021", "2011 to 2021"}
    assert topics["people"] == {"about 192,000 people", "more than 240,000"}


def test_a_line_more_in_the_log_is_a_line_more_in_the_report(told):
    before = len(made(told).sentences)
    room.record(told.office.desk, Actor("elena"), "X-1", EVENTS[0].detail())
    assert len(made(told).sentences) == before + 1


def test_the_figures_say_that_messages_are_alike_only_where_some_are(incident_room):
    incident_room.receive()
    assert [each.note for each in made(incident_room).figures if each.what == "Messages"] == ["1 claim"]
    incident_room.receive("ruth")
    incident_room.probe("C-1")
    told = made(incident_room)
    assert [each.note for each in told.figures if each.what == "Messages"] == [
        "1 claim; the others said the same"
    ]
    assert "tried 1 address from outside" in " ".join(each.words for each in told.sentences)
