"""Findings of an incident, and the recommendations that follow until they are shown to work.

A finding is an act, a decision, a missed opportunity or a system cause; it says what evidence was sought and
where that evidence ends. A recommendation has an owner and a day; it is closed with evidence and the name of a
test of its effect, and a test that fails opens it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.incidents.happening import Happening, only
from clerestory.governance.log.entry import Json


class Kind(Enum):
    """What a finding is; none of them is a person."""

    ACT = "act"
    DECISION = "decision"
    MISSED = "missed opportunity"
    SYSTEM = "system cause"


class Stand(Enum):
    """Where a recommendation stands."""

    OPEN = "open"
    CLOSED = "closed"
    REOPENED = "re-opened"


@dataclass(frozen=True)
class Finding:
    """What was found, with its limits."""

    id: str
    kind: Kind
    told: str
    sought: str
    limits: str
    event: str


@dataclass(frozen=True)
class Item:
    """A recommendation, by whom and until when, and what shows that it works."""

    id: str
    title: str
    owner: str
    due: str
    evidence: str
    test: str
    stand: Stand
    events: tuple[str, ...]


def findings(happened: Sequence[Happening]) -> tuple[Finding, ...]:
    """Every finding."""
    return tuple(
        Finding(each.text("finding"), Kind(each.text("kind")), each.text("told"), each.text("sought"),
                each.text("limits"), each.id)
        for each in only(happened, Act.FIND)
    )  # fmt: skip


def items(happened: Sequence[Happening]) -> tuple[Item, ...]:
    """Every recommendation, as the steps and tests left it."""
    found: dict[str, Item] = {}
    for each in only(happened, Act.TRACK, Machine.TESTED):
        name = each.text("item")
        before = found.get(name, Item(name, "", "", "", "", "", Stand.OPEN, ()))
        found[name] = _after(before, each)
    return tuple(found.values())


def check_finding(words: Mapping[str, Json]) -> None:
    """Raise unless a finding says what was sought and where the evidence ends."""
    missing = [name for name in ("told", "sought", "limits") if not str(words.get(name) or "").strip()]
    if missing:
        raise Refused(
            f"a finding says what was found, which evidence was sought, and its limits; no {', no '.join(missing)}"
        )


def check_step(known: Sequence[Item], name: str, words: Mapping[str, Json]) -> None:
    """Raise unless a new item has a title, an owner and a day, and a closing one evidence and a test."""
    is_new = all(each.id != name for each in known)
    if is_new and (missing := [word for word in ("title", "owner", "due") if not words.get(word)]):
        raise Refused(f"{name} is new: it needs {' and '.join(missing)}")
    if words.get("stand") == Stand.CLOSED.value and not (words.get("evidence") and words.get("test")):
        raise Refused(f"{name} is closed with evidence and the test that shows its effect, or not at all")


def _after(before: Item, step: Happening) -> Item:
    events = (*before.events, step.id)
    if step.what is Machine.TESTED or step.text("outcome"):
        failed = step.text("outcome") != "passed"
        stand = Stand.REOPENED if failed and before.stand is Stand.CLOSED else before.stand
        return Item(
            before.id, before.title, before.owner, before.due, before.evidence, before.test, stand, events
        )
    return Item(
        before.id,
        step.text("title") or before.title,
        step.text("owner") or before.owner,
        step.text("due") or before.due,
        step.text("evidence") or before.evidence,
        step.text("test") or before.test,
        Stand(step.text("stand")) if step.text("stand") else before.stand,
        events,
    )
