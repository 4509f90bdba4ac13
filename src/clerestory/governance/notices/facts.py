"""Public facts of an incident, each with versions; every statement is made from them, none beside them.

A fact names the columns that it speaks of. It is refused if one of them did not stand in the exposed
bytes, or if its words name a column that it does not list. A version is never changed: a new one
follows, and where a preliminary fact was changed or withdrawn, a correction is owed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from clerestory.errors import InputError, Refused
from clerestory.governance.notices.addressee import LANGUAGES
from clerestory.project.decode import decode
from clerestory.project.document import Document, open_document
from clerestory.project.problem import Problem

Spoken = Mapping[str, str]


class Status(Enum):
    """How sure a fact is."""

    PRELIMINARY = "preliminary"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Version:
    """What was known of a fact from a moment on."""

    fact: str
    version: int
    at: datetime
    status: Status
    question: Spoken
    answer: Spoken
    evidence: Annotated[str, "where the proof lies: a digest, an entry of the log"]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inventory:
    """What stood in the exposed bytes, by the probe and not from memory."""

    digest: Annotated[str, "SHA-256 of the exposed object"]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """All versions of all facts of an incident."""

    incident: str
    inventory: Inventory
    names: Annotated[Mapping[str, tuple[str, ...]], "column = how people call it, in every language"]
    facts: tuple[Version, ...] = field(default=())

    def current(self) -> tuple[Version, ...]:
        """The last version of each fact, in the order in which facts came up."""
        last = {each.fact: each for each in sorted(self.facts, key=lambda each: each.version)}
        return tuple(last[name] for name in dict.fromkeys(each.fact for each in self.facts))

    def corrections(self) -> tuple[tuple[Version, Version], ...]:
        """Each step from a preliminary fact to something else: what was said, what is said now."""
        ordered = sorted(self.facts, key=lambda each: (each.fact, each.version))
        pairs = pairwise(ordered)
        return tuple(
            (before, after)
            for before, after in pairs
            if before.fact == after.fact and before.status is Status.PRELIMINARY and _differs(before, after)
        )


def _differs(before: Version, after: Version) -> bool:
    return after.status is Status.WITHDRAWN or (before.answer, before.columns) != (
        after.answer,
        after.columns,
    )


def read(file: Path) -> Facts:
    """The facts in a file, checked; ``InputError`` for its form, ``Refused`` for what it says."""
    problems: list[Problem] = []
    document = open_document(file.parent, file.name, problems)
    made = decode(Facts, document) if document else None
    if made and document:
        _check_form(made, document)
    if document:
        problems += document.problems
    if problems or made is None:
        raise InputError("; ".join(f"{file.parent}/{problem}" for problem in sorted(set(problems))))
    check(made)
    return made


def _check_form(made: Facts, document: Document) -> None:
    seen: dict[str, int] = {}
    for place, each in enumerate(made.facts):
        if each.version != seen.get(each.fact, 0) + 1:
            document.problem(
                ("facts", place),
                f"fact {each.fact!r}: versions do not follow one another",
                "count 1, 2, 3; keep the old ones",
            )
        seen[each.fact] = each.version
        if each.at.tzinfo is None:
            document.problem(("facts", place, "at"), "'at' has no offset", "write 2022-06-29T12:00:00-07:00")
        for language in LANGUAGES:
            if not (each.question.get(language) and each.answer.get(language)):
                document.problem(
                    ("facts", place), f"fact {each.fact!r} is not told in {language!r}", "add it"
                )


def check(facts: Facts) -> None:
    """No version that still stands may name a column that was not exposed; what is withdrawn is told as such."""
    for each in facts.current():
        if each.status is not Status.WITHDRAWN:
            for language in LANGUAGES:
                check_statement(facts, each.answer[language], each.columns, f"fact {each.fact!r}")


def check_statement(facts: Facts, text: str, columns: tuple[str, ...], what: str) -> None:
    """A statement names only columns of the exposed bytes.

    That a column was *not* exposed is said by a sentence with "not" or "no" in it.
    """
    exposed = set(facts.inventory.columns)
    if outside := [name for name in columns if name not in exposed]:
        raise Refused(f"{what} names {outside[0]!r}, which did not stand in the exposed bytes; take it out")
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if re.search(r"\b(?:not|no|neither|ni|never|nunca|none)\b", sentence, re.IGNORECASE):
            continue
        for column in _named(facts, sentence):
            if column not in exposed:
                raise Refused(
                    f"{what} speaks of {column!r}, which did not stand in the exposed bytes; take it out"
                )


def _named(facts: Facts, sentence: str) -> list[str]:
    return [
        column
        for column, words in facts.names.items()
        if any(re.search(rf"\b{re.escape(word)}\b", sentence, re.IGNORECASE) for word in words)
    ]
