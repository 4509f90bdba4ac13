"""R24: every brief says what class of data it is, whether it is still there and live, and which claims are open."""

from dataclasses import replace

import pytest

from clerestory.errors import Refused
from clerestory.governance.incidents.brief import QUESTIONS, brief, material
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor
from tests.room import LIVE

GOLDEN = (
    "Content class: direct identifiers (ccw.last_name).",
    "The dataset is still in what is published.",
    "It is LIVE.",
    "Open claims: C-1 (S2, since 12:00:00 UTC).",
)


def test_the_four_facts_word_for_word(incident_room):
    incident_room.receive()
    assert material(incident_room.incident(), LIVE) == GOLDEN


def test_the_facts_follow_the_state(incident_room):
    incident_room.receive()
    gone = replace(LIVE, live=False, present=False)
    assert material(incident_room.incident(), gone)[1:3] == (
        "The dataset is no longer in what is published.",
        "It is not live.",
    )


def test_the_five_questions_are_always_answered(incident_room):
    incident_room.receive()
    made = brief(incident_room.incident(), LIVE, incident_room.office.clock())
    assert tuple(question for question, _ in made.answers) == QUESTIONS
    assert all(answer for _, answer in made.answers)


@pytest.mark.parametrize("left_out", range(4))
def test_a_text_that_drops_a_fact_is_not_sent(incident_room, left_out):
    incident_room.receive()
    text = "\n".join(fact for at, fact in enumerate(GOLDEN) if at != left_out)
    with pytest.raises(Refused, match="leaves out what must be said"):
        room.send_brief(incident_room.office.desk, Actor("elena"), "X-1", LIVE, text)


def test_a_whole_text_is_sent_and_logged(incident_room):
    incident_room.receive()
    room.send_brief(incident_room.office.desk, Actor("elena"), "X-1", LIVE, "\n".join(GOLDEN))
    assert incident_room.office.log()[-1].detail["facts"] == list(GOLDEN)


def test_a_brief_is_kept_at_each_change_and_only_then(incident_room):
    incident_room.receive()
    for _ in range(2):
        room.make_brief(incident_room.office.desk, "X-1", LIVE)
    assert incident_room.office.acts().count("briefed") == 1
    room.make_brief(incident_room.office.desk, "X-1", replace(LIVE, live=False))
    assert incident_room.office.acts().count("briefed") == 2
