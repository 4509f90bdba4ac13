"""The log in one file: a head with the log's name and public key, every entry, and the signed checkpoint.

One line each. The verifier needs nothing else; a witness's file beside it shows that nothing was cut off.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.governance.log.entry import canonical

FORM = "clerestory log 1"


@dataclass(frozen=True)
class Head:
    """Whose log it is, and by which key its checkpoints are signed (base64)."""

    origin: str
    key: str


def lines(head: Head, entries: Iterable[str], note: bytes) -> Iterator[str]:
    """The lines of the file, without their ends."""
    yield canonical({"form": FORM, "origin": head.origin, "key": head.key})
    yield from entries
    yield canonical({"checkpoint": note.decode()})


def head_of(line: str) -> Head:
    """Read the first line; only the one form is taken."""
    try:
        read = json.loads(line)
        origin, key = read["origin"], read["key"]
        is_text = isinstance(origin, str) and isinstance(key, str)
        if is_text and canonical({"form": FORM, "origin": origin, "key": key}) == line:
            return Head(origin, key)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputError(
        "the first line is not the head of a log; give a file that `clerestory log export` wrote"
    )


def note_of(line: str) -> bytes:
    """Read the last line; only the one form is taken."""
    try:
        note = json.loads(line)["checkpoint"]
        if canonical({"checkpoint": note}) == line:
            return bytes(note, "utf-8")
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputError("the last line is not a checkpoint: the log was cut off")
