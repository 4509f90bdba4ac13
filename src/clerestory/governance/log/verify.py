"""Verify an exported log: every line, its place, its time, the tree, the signature, the witness. No store is needed.

An act that a person's own key signed is checked against that signature as well. Found: a line altered, deleted, moved, added or cut off changes the root that is signed, or a time or a
number out of order; a log that was put back to an older state contradicts the witness.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clerestory.errors import ClerestoryError, InputError, Refused
from clerestory.governance.log import checkpoint, entry, export, keys, merkle, proof
from clerestory.governance.log.witness import Witness

Read = TypeVar("Read")


@dataclass(frozen=True)
class Verified:
    """A log that is whole."""

    origin: str
    size: int
    root: bytes
    key: str
    last_at: datetime | None
    witnessed: int | None  # how many entries the witness has seen; none if no witness was asked
    acts: Mapping[str, int] = field(default_factory=dict)
    subtrees: tuple[bytes, ...] = ()
    signed: Mapping[str, int] = field(default_factory=dict)  # how many acts each person's own key signed


@dataclass(frozen=True)
class Known:
    """What the verifier knows beforehand: the log's key, the witness's notes; each may be missing."""

    key: Ed25519PublicKey | None = None
    witness: Witness | None = None
    seen: checkpoint.Checkpoint | None = None  # the newest that this machine saw itself


def verify(lines: Iterable[str], known: Known | None = None) -> Verified:
    """Read the lines once; ``Refused`` with the first thing that is wrong."""
    reader = _Reader(known or Known())
    for line in lines:
        reader.take(line)
    return reader.end()


class _Reader:
    """Takes one line after another; a line is understood as an entry once another one follows it."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._head: export.Head | None = None
        self._held: str | None = None
        self._tree = merkle.Frontier()
        self._last: datetime | None = None
        self._acts: dict[str, int] = {}
        self._signed: dict[str, int] = {}
        seen = (*(known.witness.checkpoints if known.witness else ()), *((known.seen,) if known.seen else ()))
        self._seen = {note.size: note for note in seen}

    def take(self, line: str) -> None:
        if self._head is None:
            self._head = _as_refusal(lambda: export.head_of(line))
            return
        if self._held is not None:
            self._add(self._held)
        self._held = line

    def end(self) -> Verified:
        if self._head is None or self._held is None:
            raise Refused("the file holds no log")
        held, head = self._held, self._head
        note = _as_refusal(lambda: export.note_of(held))
        key = _as_refusal(lambda: keys.from_text(head.key))
        if self._known.key and keys.to_text(self._known.key) != head.key:
            raise Refused("the log is signed by another key than the one that you gave; do not trust it")
        signed = _as_refusal(lambda: checkpoint.opened(note, key))
        self._check(head, signed)
        return Verified(
            head.origin,
            signed.size,
            signed.root,
            head.key,
            self._last,
            self._witnessed(head, signed),
            self._acts,
            self._tree.roots,
            self._signed,
        )

    def _check(self, head: export.Head, signed: checkpoint.Checkpoint) -> None:
        if signed.origin != head.origin:
            raise Refused("the checkpoint is of another log")
        if signed.size != self._tree.size:
            raise Refused(f"the checkpoint is of {signed.size} entries, but there are {self._tree.size}")
        if self._known.seen and signed.size < self._known.seen.size:
            raise Refused(f"{self._known.seen.size} entries were seen here before: the log was cut off")
        if signed.root != self._tree.root():
            raise Refused("the entries are not those that were signed: at least one was altered or moved")

    def _add(self, line: str) -> None:
        number = self._tree.size
        try:
            sequence, at, act, has_proof = entry.outline(line)
        except InputError as error:
            raise Refused(f"entry {number}: {error}") from None
        if sequence != number:
            raise Refused(
                f"entry {number}: it says that it is entry {sequence}; one was deleted, added or moved"
            )
        if self._last is not None and at < self._last:
            raise Refused(f"entry {number}: it is older than the one before")
        if has_proof:
            self._check_proof(line)
        self._last = at
        self._acts[act] = self._acts.get(act, 0) + 1
        self._tree.append(merkle.leaf_hash(line.encode()))
        if (seen := self._seen.get(self._tree.size)) and seen.root != self._tree.root():
            raise Refused(f"other entries up to {number} were seen before: the log was rewritten")

    def _check_proof(self, line: str) -> None:
        read = _as_refusal(lambda: entry.from_line(line))
        proof.check(read)
        self._signed[read.by] = self._signed.get(read.by, 0) + 1

    def _witnessed(self, head: export.Head, signed: checkpoint.Checkpoint) -> int | None:
        if self._known.witness is None:
            return None
        if self._known.witness.log_key != head.key or self._known.witness.origin != head.origin:
            raise Refused("the witness's file is of another log")
        last = self._known.witness.checkpoints[-1].size if self._known.witness.checkpoints else 0
        if last > signed.size:
            raise Refused(f"the witness saw {last} entries, but there are {signed.size}: the log was cut off")
        return last


def _as_refusal(read: Callable[[], Read]) -> Read:
    """What cannot be read as what it should be was tampered with."""
    try:
        return read()
    except ClerestoryError as error:
        raise Refused(str(error)) from None
