"""The training: the case of 2022 told in ten minutes, and questions; a test is marked here and nowhere else.

``training.toml`` holds the lesson and the questions. A qualification names the SHA-256 of that file, so that a
changed lesson is seen.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from clerestory.errors import InputError
from clerestory.governance.approval.qualifications import PASS_MARK
from clerestory.vocabulary.roles import Role


@dataclass(frozen=True)
class Section:
    """A part of the lesson."""

    title: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question and its answers; ``right`` counts from 0, ``why`` is told afterwards."""

    id: str
    text: str
    answers: tuple[str, ...]
    right: int
    why: str
    roles: tuple[Role, ...]  # whom it is asked; none: everybody


@dataclass(frozen=True)
class Lesson:
    """The whole training."""

    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    digest: str

    def questions_for(self, role: Role) -> tuple[Question, ...]:
        """What somebody in this role is asked."""
        return tuple(each for each in self.questions if not each.roles or role in each.roles)


@dataclass(frozen=True)
class Marked:
    """A test that was marked; ``wrong`` names the questions."""

    score: int
    wrong: tuple[str, ...]
    training: str

    @property
    def passed(self) -> bool:
        """Whether it qualifies."""
        return self.score >= PASS_MARK


@cache
def lesson() -> Lesson:
    """The lesson and its questions."""
    content = files("clerestory.governance.approval").joinpath("training.toml").read_bytes()
    read = tomllib.loads(content.decode())
    questions = tuple(
        Question(
            each["id"],
            each["text"],
            tuple(each["answers"]),
            each["right"] - 1,
            each["why"],
            tuple(Role(role) for role in each.get("roles", ())),
        )
        for each in read["question"]
    )
    sections = tuple(Section(each["title"], each["text"].strip()) for each in read["section"])
    return Lesson(sections, questions, sha256(content).hexdigest())


def mark(role: Role, given: Mapping[str, int]) -> Marked:
    """Mark answers (question -> position from 0); every question of the role must be answered."""
    asked = lesson().questions_for(role)
    unanswered = [each.id for each in asked if each.id not in given]
    if unanswered:
        raise InputError(f"{len(unanswered)} questions are not answered: {', '.join(unanswered)}")
    wrong = tuple(each.id for each in asked if given[each.id] != each.right)
    return Marked(round(100 * (len(asked) - len(wrong)) / len(asked)), wrong, lesson().digest)
