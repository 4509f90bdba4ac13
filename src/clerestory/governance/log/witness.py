"""A witness: a file outside, kept by somebody else, in which every checkpoint that was seen is signed again.

A witness signs a checkpoint only if the log grew from the last one that it signed. So whoever puts the
log back, or shows different people different logs, is found out by whoever holds this file.

    FILE       one line a note: the head (log and witness keys), then every checkpoint with both signatures
    FILE.key   the witness's own key, owner-only; it never leaves the witness
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerestory.errors import InputError, Refused, SigningError
from clerestory.governance.log import checkpoint, keys
from clerestory.governance.log.checkpoint import Checkpoint
from clerestory.governance.log.entry import canonical
from clerestory.release import whole

FORM = "clerestory witness 1"


@dataclass(frozen=True)
class Witness:
    """What a witness has seen of one log, the oldest first."""

    origin: str
    log_key: str
    witness_key: str
    notes: tuple[bytes, ...]  # each as the log signed it
    countersigned: tuple[bytes, ...]  # the witness's signature of each, base64
    checkpoints: tuple[Checkpoint, ...]


def read(path: Path) -> Witness:
    """Read a witness's file; ``SigningError`` unless every note bears both signatures."""
    try:
        lines = path.read_text().splitlines()
        head = json.loads(lines[0])
        pairs = [json.loads(line) for line in lines[1:]]
        if head["form"] != FORM:
            raise ValueError
        return _checked(head, [(pair["note"].encode(), pair["witness"].encode()) for pair in pairs])
    except OSError as error:
        raise InputError(f"{path}: the witness's file cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise SigningError(f"{path}: this is not a witness's file; get it again from the witness") from None


def cosign(path: Path, note: bytes, log_key: str, roots: dict[int, bytes]) -> Witness:
    """Sign a checkpoint, after comparing it with the last one; ``roots``: of the log, by its size."""
    signed = checkpoint.opened(note, keys.from_text(log_key))
    if not path.exists():
        whole.write(path, _fresh(path, signed.origin, log_key).encode())
    known = read(path)
    if (known.origin, known.log_key) != (signed.origin, log_key):
        raise Refused(f"{path}: this is a witness of another log, or the log's key changed")
    key = keys.read(_key(path))
    if known.checkpoints:
        _check_grown(known.checkpoints[-1], signed, roots)
    if known.notes and known.notes[-1] == note:
        return known
    own = checkpoint.sign(Checkpoint(_name(path), signed.size, signed.root), key)
    whole.write(path, _with(known, note, own).encode())
    return read(path)


def _check_grown(before: Checkpoint, after: Checkpoint, roots: dict[int, bytes]) -> None:
    if after.size < before.size:
        raise Refused(f"the log went back from {before.size} to {after.size} entries; nothing was signed")
    if roots.get(before.size) != before.root:
        raise Refused(f"the first {before.size} entries are not those seen before; nothing was signed")


def _checked(head: dict[str, str], pairs: Sequence[tuple[bytes, bytes]]) -> Witness:
    log, own = keys.from_text(head["log"]), keys.from_text(head["witness"])
    found: list[Checkpoint] = []
    for note, countersigned in pairs:
        seen, again = checkpoint.opened(note, log), checkpoint.opened(countersigned, own)
        if (seen.size, seen.root) != (again.size, again.root) or seen.origin != head["origin"]:
            raise SigningError("the witness's file was changed: a checkpoint is not the one that it signed")
        if found and seen.size < found[-1].size:
            raise SigningError("the witness's file was changed: its checkpoints are out of order")
        found.append(seen)
    notes, countersigned_ = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    return Witness(head["origin"], head["log"], head["witness"], notes, countersigned_, tuple(found))


def _fresh(path: Path, origin: str, log_key: str) -> str:
    own = _made(_key(path))
    return (
        canonical({"form": FORM, "origin": origin, "log": log_key, "witness": keys.to_text(own.public_key())})
        + "\n"
    )


def _made(path: Path) -> Ed25519PrivateKey:
    return keys.read(path) if path.is_file() else keys.make(path)


def _with(known: Witness, note: bytes, own: bytes) -> str:
    head = {"form": FORM, "origin": known.origin, "log": known.log_key, "witness": known.witness_key}
    pairs = [*zip(known.notes, known.countersigned, strict=True), (note, own)]
    lines = [canonical({"note": one.decode(), "witness": other.decode()}) for one, other in pairs]
    return "\n".join([canonical(head), *lines]) + "\n"


def _key(path: Path) -> Path:
    return path.with_name(path.name + ".key")


def _name(path: Path) -> str:
    return f"witness/{path.stem}"
