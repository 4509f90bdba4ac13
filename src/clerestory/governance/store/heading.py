"""The head of the log: one row that a writer locks, from which the tree goes on growing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerestory.errors import InputError, SigningError
from clerestory.governance.log import checkpoint, merkle
from clerestory.governance.log.entry import Entry
from clerestory.governance.log.proof import proven
from clerestory.governance.store import said
from clerestory.governance.store.acting import COMMAND_LINE, Acting, Actor
from clerestory.governance.store.tables import log_entries, log_head

SKEW = timedelta(minutes=5)  # how far a clock may be behind the last entry before nothing is written
HEAD = 1


@dataclass(frozen=True)
class Head:
    """How far the log is."""

    origin: str
    size: int
    roots: tuple[merkle.Hash, ...]
    last_at: datetime
    note: bytes


def begin(connection: sa.Connection, origin: str, now: datetime) -> None:
    """The head of a log without entries."""
    first = {"id": HEAD, "origin": origin, "size": 0, "frontier": "", "last_at": now.isoformat(), "note": ""}
    connection.execute(sa.insert(log_head).values(first))


def read(connection: sa.Connection, *, locked: bool = False) -> Head:
    """The head; ``locked``: no other writer passes until this transaction ends."""
    query = sa.select(log_head).where(log_head.c.id == HEAD)
    row = connection.execute(query.with_for_update() if locked else query).mappings().one_or_none()
    if row is None:
        raise InputError("the store has no head of its log: it was tampered with; keep it, call the auditor")
    roots = tuple(bytes.fromhex(root) for root in row["frontier"].split())
    last_at = datetime.fromisoformat(row["last_at"])
    return Head(row["origin"], row["size"], roots, last_at, row["note"].encode())


def time_of_entry(head: Head, now: datetime) -> datetime:
    """The time of the next entry: never before the last one; a clock far behind is refused."""
    if now < head.last_at - SKEW:
        late = int((head.last_at - now).total_seconds() // 60)
        raise InputError(f"the clock of this machine is {late} minutes behind the log; set it right first")
    return max(now, head.last_at)


def append(connection: sa.Connection, head: Head, acting: Acting, key: Ed25519PrivateKey) -> Head:
    """Write the entry of an act, and a signed checkpoint that contains it."""
    event = acting.event
    entry = Entry(
        sequence=head.size,
        at=acting.now,
        by=event.by.person,
        role=event.by.role.value if event.by.role else "",
        through=event.by.through,
        act=event.act.value,
        about=event.about,
        detail=acting.detail,
        changes=acting.changes,
    )
    entry = _signed(entry, event.by)
    line = entry.to_line()
    tree = merkle.Frontier(head.size, head.roots)
    tree.append(merkle.leaf_hash(line.encode()))
    note = checkpoint.sign(checkpoint.Checkpoint(head.origin, tree.size, tree.root()), key)
    connection.execute(sa.insert(log_entries).values(sequence=head.size, line=line, **said.words(entry)))
    _move(connection, head, Head(head.origin, tree.size, tree.roots, entry.at, note))
    return Head(head.origin, tree.size, tree.roots, entry.at, note)


def _signed(entry: Entry, by: Actor) -> Entry:
    """With the person's own signature; nobody comes by the command line without one."""
    if by.hand is not None:
        return proven(entry, by.hand)
    if by.through == COMMAND_LINE:
        raise SigningError(f"{by.person}: an act on the command line is signed with one's own key")
    return entry


def _move(connection: sa.Connection, old: Head, new: Head) -> None:
    moved = connection.execute(
        sa.update(log_head)
        .where(log_head.c.id == HEAD, log_head.c.size == old.size)
        .values(
            size=new.size,
            frontier=" ".join(root.hex() for root in new.roots),
            last_at=new.last_at.isoformat(),
            note=new.note.decode(),
        )
    )
    if moved.rowcount != 1:
        raise InputError("somebody else wrote to the log at the same moment; try again")
