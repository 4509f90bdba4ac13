"""A person is found in every spelling of the list, among two hundred thousand others' worth of bits."""

import numpy as np
import pytest

from clerestory.matching import key as keys
from clerestory.matching.events import Matcher
from clerestory.proof.probe.judge import Tally, judge
from tests.scenario.probe.people import crowd, index_of
from tests.spec.probe.respellings import RESPELLINGS, WHO

KEY = keys.Key(bytes(range(16)))


@pytest.fixture(scope="module")
def index():
    return index_of([WHO, *crowd(2000, seed=3)], KEY)


def people_in(text: str, index) -> int:
    by_row = text.count("\n") > 1
    tally, matcher = Tally(), Matcher(index, KEY)
    tally.add(matcher.events(np.frombuffer(text.encode(), np.uint8), by_row=by_row), matcher)
    return sum(found.persons.size for found in judge(tally, index))


def test_there_are_at_least_thirty_spellings():
    assert len(RESPELLINGS) >= 30


@pytest.mark.parametrize("how", RESPELLINGS)
def test_the_person_is_found(how, index):
    assert people_in(RESPELLINGS[how], index) == 1


@pytest.mark.parametrize("how", RESPELLINGS)
def test_somebody_else_in_the_same_spelling_is_not(how, index):
    other = RESPELLINGS[how]
    for ours, theirs in (
        ("illfeather", "orblewick"),
        ("ILLFEATHER", "ORBLEWICK"),
        ("4418", "9921"),
        ("44-18", "99-21"),
        ("zarisol", "x"),
    ):
        other = other.replace(ours, theirs)
    for ours in ("Núñez-", "NÚÑEZ-", "núñez-", "Nunez-", "Nunez ", "Nu\u0301n\u0303ez-"):
        other = other.replace(ours, "")
    other = other.replace("Marisol", "Perpetua").replace("MARISOL", "PERPETUA").replace("marisol", "perpetua")
    assert people_in(other, index) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Lake",
        "Orange",
        "2019-01-01",
        "Smith",
        "Lake County, 2019-01-01",
        "Orange 94611",
        "12,345,678",
        '<path d="N441.8 305"/>',  # a drawing's coordinates, not a licence in three parts
    ],
)
def test_words_that_mean_nothing_alone_alarm_nobody(text, index):
    assert people_in(text, index) == 0
