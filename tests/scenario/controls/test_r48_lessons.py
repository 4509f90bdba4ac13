"""R48: a release with the columns of an earlier incident shows it, and who decides must have read it."""

import pytest

from clerestory.errors import Refused
from clerestory.governance.approval.lessons import Lesson
from clerestory.governance.office import lessons
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role

LESSON = Lesson(
    "2022-06", "Records under the charts", "Names and addresses.", frozenset({"last_name", "birth_date"})
)
SAME = ("dros.county", "ccw.last_name", "ccw.birth_date")


@pytest.fixture
def office(office):
    """The lesson is in the register."""
    lessons.add(office.desk, Actor("priya"), LESSON)
    return office


def test_who_decides_has_read_it(office):
    office.build(columns=SAME)
    office.propose()
    office.vote("maya")
    with pytest.raises(
        Refused, match="this has gone wrong before, with these columns: Records under the charts"
    ):
        office.approve("maya")
    for who in ("maya", "daniel"):
        lessons.acknowledge(office.desk, Actor(who), "2026-1", "2022-06")
    office.review()
    with pytest.raises(Refused, match="gone wrong before"):
        office.sign("priya", Role.PRIVACY_OFFICER)
    lessons.acknowledge(office.desk, Actor("priya"), "2026-1", "2022-06")
    office.sign("priya", Role.PRIVACY_OFFICER)


def test_other_columns_are_not_concerned(office):
    office.build(columns=("ccw.last_name", "ccw.county"))
    office.propose()
    office.review()
    assert office.get().state.value == "approved"


def test_a_new_build_is_read_anew(office):
    office.build(columns=SAME)
    office.propose()
    lessons.acknowledge(office.desk, Actor("maya"), "2026-1", "2022-06")
    office.build(columns=SAME)
    office.propose()
    office.vote("maya")
    with pytest.raises(Refused, match="gone wrong before"):
        office.approve("maya")


def test_a_lesson_names_its_columns_and_is_added_once(office):
    with pytest.raises(Refused, match="name the columns"):
        lessons.add(office.desk, Actor("priya"), Lesson("x", "x", "x", frozenset()))
    with pytest.raises(Refused, match="already"):
        lessons.add(office.desk, Actor("priya"), LESSON)
