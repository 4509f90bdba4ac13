"""One line of the audit log: who did what about what, when, and which rows of the store it changed.

The line is JSON in one canonical form, so that a line says exactly what its hash says. ``changes`` names
every row that the act wrote, with the digest of the row as it is since: whoever changes a row beside the
log is found out by comparing the two. ``proof`` is the signature of the person's own key over all the rest.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from clerestory.errors import InputError

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True)
class Change:
    """A row as an act left it; ``digest`` is empty where the row was removed."""

    table: str
    key: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Entry:
    """One act as it is logged; ``role`` and ``about`` may be empty."""

    sequence: int
    at: datetime
    by: str
    role: str
    through: str
    act: str
    about: str
    detail: Mapping[str, Json] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    proof: Mapping[str, Json] = field(default_factory=dict)

    def to_line(self) -> str:
        """The line, without its end."""
        return canonical(
            {
                **({"proof": self.proof} if self.proof else {}),
                "n": self.sequence,
                "at": self.at.isoformat(),
                "by": self.by,
                "role": self.role,
                "through": self.through,
                "act": self.act,
                "about": self.about,
                "detail": self.detail,
                "changes": [[each.table, list(each.key), each.digest] for each in self.changes],
            }
        )


def from_line(line: str) -> Entry:
    """Read a line; ``InputError`` if it is not in the one form that ``to_line`` writes."""
    try:
        read = json.loads(line)
        changes = tuple(Change(table, tuple(key), digest) for table, key, digest in read.pop("changes"))
        at = datetime.fromisoformat(read.pop("at"))
        entry = Entry(sequence=read.pop("n"), at=at, changes=changes, **read)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError("this is not a line of an audit log") from None
    if entry.to_line() != line or at.tzinfo is None:
        raise InputError("this line is not in the form in which the log is written")
    return entry


def outline(line: str) -> tuple[int, datetime, str, bool]:
    """The number, time and act of a line, and whether it bears a proof: for those who read a million of them."""
    try:
        read = json.loads(line)
        at = datetime.fromisoformat(read["at"])
        if type(read["n"]) is int and isinstance(read["act"], str) and at.tzinfo is not None:
            return read["n"], at, read["act"], "proof" in read
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise InputError("this is not a line of an audit log")


def canonical(content: Json) -> str:
    """JSON with sorted names and no blanks: the same content gives the same bytes."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(row: Mapping[str, Json]) -> str:
    """The digest of a row; what is empty does not count, so that a new column changes no old row."""
    filled = {name: value for name, value in row.items() if value is not None}
    return sha256(canonical(filled).encode()).hexdigest()
