"""The log as it lies in the store: its lines, its export, its proofs."""

from collections.abc import Iterator

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


def entries(
    look: Reading, last: int = 100, act: str = "", by: str = "", about: str = ""
) -> tuple[Entry, ...]:
    """The newest entries, the newest first; of one act, person or release if asked."""
    found = []
    for row in look.stream(sa.select(log_entries.c.line).order_by(log_entries.c.sequence.desc()), AT_ONCE):
        entry = from_line(row["line"])
        if act in ("", entry.act) and by in ("", entry.by) and about in ("", entry.about):
            found.append(entry)
        if len(found) >= last:
            break
    return tuple(found)


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
