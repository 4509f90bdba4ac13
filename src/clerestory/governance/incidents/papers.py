"""What was counted of an incident, kept in its room: counts and times, known by their digest, no value of a record.

    GOVERNANCE/rooms/X-1/exposure-3f9a….json     as `incident exposure --json` told it
    ... situation-….toml, affected-….json, notices-….json

The log names each by its digest, so that a room shows what was counted and never what somebody remembers;
a file that was changed since is not shown.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents.happening import Happening, only
from clerestory.release import whole

ROOMS = "rooms"
LARGEST = 1 << 20


class Kind(Enum):
    """What a paper tells."""

    EXPOSURE = "exposure"
    SITUATION = "situation"
    AFFECTED = "affected"
    NOTICES = "notices"

    @property
    def ending(self) -> str:
        """Of its file."""
        return "toml" if self is Kind.SITUATION else "json"


NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.EXPOSURE: ("downloads", "addresses", "hours"),
    Kind.SITUATION: ("discovered_at", "publisher", "affected"),
    Kind.AFFECTED: ("rows", "people"),
    Kind.NOTICES: ("people", "ended", "open", "fates"),
}
MADE_BY: Mapping[Kind, str] = {
    Kind.EXPOSURE: "`clerestory incident exposure LOGS --definition D.toml --json`",
    Kind.SITUATION: "the file of `clerestory incident obligations`",
    Kind.AFFECTED: "`clerestory incident affected ROWS ... --json`",
    Kind.NOTICES: "`clerestory notices status RUN --json`",
}


@dataclass(frozen=True)
class Paper:
    """One paper, as the log names it."""

    kind: Kind
    digest: str
    at: datetime
    by: str
    event: str


def papers(happened: Sequence[Happening]) -> Mapping[Kind, Paper]:
    """The newest of each kind."""
    kept = [each for each in only(happened, Act.RECORD) if each.text("paper")]
    return {
        Kind(each.text("paper")): Paper(
            Kind(each.text("paper")), each.text("digest"), each.at, each.by, each.id
        )
        for each in kept
    }


def read(kind: Kind, content: bytes) -> Mapping[str, Any]:
    """What a paper holds; ``InputError`` unless it is one of that kind."""
    try:
        text = content.decode()
        told = tomllib.loads(text) if kind is Kind.SITUATION else json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or any(name not in told for name in NEEDED[kind]):
        raise InputError(
            f"this is no {kind.value}: give {MADE_BY[kind]}, which holds {', '.join(NEEDED[kind])}"
        )
    return told


def sentence(kind: Kind, told: Mapping[str, Any]) -> str:
    """What the log and the report say of it."""
    match kind:
        case Kind.EXPOSURE:
            return (
                f"{told['downloads']:,} downloads by {told['addresses']:,} addresses within {told['hours']} hours were "
                "counted under the written definition"
            )
        case Kind.SITUATION:
            return "What is known of publisher, people and verdicts was written down, and the duties worked out from it"
        case Kind.AFFECTED:
            return f"{told['people']:,} people were found in {told['rows']:,} exposed rows"
        case Kind.NOTICES:
            return f"Of {told['people']:,} people {told['ended']:,} have an end and {told['open']:,} are open"


def digest_of(content: bytes) -> str:
    """By which the log names a paper."""
    return sha256(content).hexdigest()


def figures(kind: Kind, told: Mapping[str, Any]) -> dict[str, int]:
    """The counts that the log keeps with the sentence, for the report's head."""
    return {name: told[name] for name in NEEDED[kind] if isinstance(told[name], int)}


def keep(governance: Path, incident: str, kind: Kind, content: bytes) -> None:
    """Write it where its room finds it."""
    path = _path(governance, incident, kind, digest_of(content))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole.write(path, content, whole.OWNER_ONLY)


def kept(governance: Path, incident: str, paper: Paper) -> Mapping[str, Any] | None:
    """What it holds, if it is the one that the log names."""
    try:
        content = _path(governance, incident, paper.kind, paper.digest).read_bytes()
    except OSError:
        return None
    return read(paper.kind, content) if digest_of(content) == paper.digest else None


def path_of(governance: Path, incident: str, paper: Paper) -> Path:
    """Where it lies."""
    return _path(governance, incident, paper.kind, paper.digest)


def _path(governance: Path, incident: str, kind: Kind, digest: str) -> Path:
    return governance / ROOMS / incident / f"{kind.value}-{digest[:16]}.{kind.ending}"
