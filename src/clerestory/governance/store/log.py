"""The log as it lies in the store: its lines, its export, its proofs."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from clerestory.governance.log import export, keys, merkle
from clerestory.governance.log.entry import Entry, from_line
from clerestory.governance.store import heading
from clerestory.governance.store.acting import Reading
from clerestory.governance.store.store import Store
from clerestory.governance.store.tables import log_entries, log_head

AT_ONCE = 5_000


def lines(look: Reading) -> Iterator[str]:
    """Every line, the oldest first."""
    for row in look.stream(sa.select(log_entries.c.line).order_by(log_entries.c.sequence), AT_ONCE):
        yield row["line"]


@dataclass(frozen=True)
class Asked:
    """What is looked for: whole words in ``act``, ``by`` and ``about``; parts of words in the others."""

    act: str = ""
    by: str = ""
    about: str = ""
    who: str = ""  # part of a person's id or role
    ids: tuple[str, ...] = ()  # or one of these persons
    on: str = ""  # part of what it is about
    since: str = ""  # a day: 2026-06-27


def entries(
    look: Reading, last: int = 100, act: str = "", by: str = "", about: str = ""
) -> tuple[Entry, ...]:
    """The newest entries, the newest first; of one act, person or release if asked."""
    return found(look, Asked(act, by, about), last)


def found(look: Reading, asked: Asked, last: int, after: int = 0) -> tuple[Entry, ...]:
    """The newest entries of those that fit, the newest first; the first ``after`` of them left out."""
    query = sa.select(log_entries.c.line).where(*_fits(asked))
    newest = query.order_by(log_entries.c.sequence.desc()).limit(last).offset(after)
    return tuple(from_line(row["line"]) for row in look.rows(newest))


def count(look: Reading, asked: Asked) -> int:
    """How many entries fit."""
    query = sa.select(sa.func.count()).select_from(log_entries)
    return int(look.value(query.where(*_fits(asked))))


def _fits(asked: Asked) -> list[sa.ColumnElement[bool]]:
    say = log_entries.c
    exact = {say.act: asked.act, say.by: asked.by, say.about: asked.about}
    fits: list[sa.ColumnElement[bool]] = [column == word for column, word in exact.items() if word]
    if asked.who:
        fits.append(_has(say.by, asked.who) | _has(say.role, asked.who) | say.by.in_(asked.ids))
    if asked.on:
        fits.append(_has(say.about, asked.on) | _has(say.request, asked.on))
    if asked.since:
        fits.append(say.at >= asked.since)
    return fits


def _has(column: sa.Column[str], part: str) -> sa.ColumnElement[bool]:
    return column.icontains(part, autoescape=True)


def exported(store: Store, look: Reading) -> Iterator[str]:
    """The lines of the export of this moment."""
    row = look.one(sa.select(log_head).where(log_head.c.id == heading.HEAD))
    origin, note = (row["origin"], row["note"]) if row else ("", "")
    head = export.Head(origin, keys.to_text(store.key.public_key()))
    yield from export.lines(head, lines(look), note.encode())


def inclusion(look: Reading, number: int) -> tuple[str, list[merkle.Hash], int]:
    """A line, the proof that it is in the tree, and the tree's size."""
    leaves = [merkle.leaf_hash(line.encode()) for line in lines(look)]
    line = look.value(sa.select(log_entries.c.line).where(log_entries.c.sequence == number))
    return str(line), merkle.inclusion_proof(number, leaves), len(leaves)


def consistency(look: Reading, old_size: int) -> tuple[list[merkle.Hash], int]:
    """The proof that the tree of that size only grew, and its size now."""
    leaves = [merkle.leaf_hash(line.encode()) for line in lines(look)]
    return merkle.consistency_proof(old_size, leaves), len(leaves)
