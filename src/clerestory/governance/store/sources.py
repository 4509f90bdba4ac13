"""Purposes of columns and lessons of earlier incidents, in the store."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from clerestory.governance.approval.lessons import Lesson
from clerestory.governance.approval.requests import Request
from clerestory.governance.approval.sources import Decision, Purpose, Wanted
from clerestory.governance.log.entry import canonical
from clerestory.governance.store.acting import Acting, Reading, Row
from clerestory.governance.store.tables import acknowledgements, lessons, purposes


def every(look: Reading) -> tuple[Purpose, ...]:
    """Every purpose that was ever recorded."""
    return tuple(
        _purpose(row)
        for row in look.rows(sa.select(purposes).order_by(purposes.c.collection, purposes.c.number))
    )


def ask(acting: Acting, wanted: Sequence[Wanted], person: str) -> None:
    """Record a purpose for each of these columns."""
    asked = Counter((each.wanted.collection, each.wanted.column) for each in every(acting))
    for each in wanted:
        values = {"class": each.column_class, "purpose": each.purpose, "asked_by": person}
        acting.insert(
            purposes, collection=each.collection, column_name=each.column,
            number=1 + asked[each.collection, each.column],
            **values, asked_at=acting.now.isoformat(), state=Decision.ASKED.value,
        )  # fmt: skip


def decide(acting: Acting, purpose: Purpose, decision: Decision, person: str, why: str) -> None:
    """What a privacy officer decided about it."""
    key = {
        "collection": purpose.wanted.collection,
        "column_name": purpose.wanted.column,
        "number": purpose.number,
    }
    acting.update(
        purposes, key, state=decision.value, decided_by=person, decided_at=acting.now.isoformat(), why=why
    )


def lessons_of(look: Reading) -> tuple[Lesson, ...]:
    """Every lesson."""
    return tuple(
        Lesson(row["id"], row["title"], row["told"], frozenset(json.loads(row["columns"])))
        for row in look.rows(sa.select(lessons).order_by(lessons.c.id))
    )


def add_lesson(acting: Acting, lesson: Lesson, person: str) -> None:
    """A new lesson."""
    columns = canonical(sorted(lesson.columns))
    acting.insert(
        lessons, id=lesson.id, title=lesson.title, told=lesson.told, columns=columns,
        added_by=person, at=acting.now.isoformat(),
    )  # fmt: skip


def acknowledge(acting: Acting, lesson: str, request: Request, person: str) -> None:
    """Somebody has read a lesson for this turn of a request."""
    if lesson not in acknowledged(acting, request, person):
        acting.insert(
            acknowledgements, lesson=lesson, request=request.id, turn=request.turn, person=person,
            at=acting.now.isoformat(),
        )  # fmt: skip


def acknowledged(look: Reading, request: Request, person: str) -> tuple[str, ...]:
    """The lessons that somebody has read for this turn."""
    own = acknowledgements.c
    query = sa.select(own.lesson).where(
        own.request == request.id, own.turn == request.turn, own.person == person
    )
    return tuple(row["lesson"] for row in look.rows(query))


def _purpose(row: Row) -> Purpose:
    wanted = Wanted(row["collection"], row["column_name"], row["class"], row["purpose"])
    decided = row["decided_at"]
    return Purpose(
        wanted,
        row["number"],
        row["asked_by"],
        datetime.fromisoformat(row["asked_at"]),
        Decision(row["state"]),
        row["decided_by"] or "",
        datetime.fromisoformat(decided) if decided else None,
        row["why"] or "",
    )
