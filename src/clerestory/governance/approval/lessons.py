"""Lessons: earlier incidents, known by the columns they came with; whoever decides again must have read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clerestory.errors import Refused


@dataclass(frozen=True)
class Lesson:
    """An incident and what it taught; it concerns a release that reads the same combination of columns."""

    id: str
    title: str
    told: str
    columns: frozenset[str]  # plain names, without their collection


def concerned(lessons: Sequence[Lesson], columns: Iterable[str]) -> tuple[Lesson, ...]:
    """The lessons whose whole combination of columns is among these."""
    held = {plain(column) for column in columns}
    return tuple(each for each in lessons if each.columns and each.columns <= held)


def check_acknowledged(lessons: Sequence[Lesson], acknowledged: Iterable[str], person: str) -> None:
    """Raise unless this person has read every lesson that concerns the release."""
    done = set(acknowledged)
    for lesson in lessons:
        if lesson.id not in done:
            raise Refused(
                f"this has gone wrong before, with these columns: {lesson.title}; "
                f"{person} has to read it first (`clerestory release review --acknowledge {lesson.id}`)"
            )


def plain(column: str) -> str:
    """A column's name without its collection, case or joints."""
    return column.rpartition(".")[2].lower().replace("-", "_")
