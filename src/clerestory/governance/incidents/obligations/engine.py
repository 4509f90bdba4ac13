"""From a situation to its obligations: trigger, duty, clock, proof; the laws are data, the rules pure.

A duty is owed when everything in its ``when`` holds. What is not owed is told too, with what is missing,
so that nobody has to ask whether it was forgotten.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from clerestory.governance.incidents.obligations.calendars import due
from clerestory.governance.incidents.obligations.situation import Situation

AT_ONCE = timedelta(hours=1)


class Standing(Enum):
    """How a duty stands at a moment."""

    LATE = "late"  # due, and not done
    DONE_LATE = "done late"
    DUE = "due"
    DONE = "done"
    OPEN = "open"  # owed, with no clock


@dataclass(frozen=True)
class Duty:
    """One duty of one law, as its file tells it."""

    id: str
    law: str
    clause: str
    duty: str
    owed_to: str
    when: tuple[str, ...]
    begins: str
    clock: str
    proof: str
    note: str
    delay: str


@dataclass(frozen=True)
class Obligation:
    """A duty that is owed: from when, until when, and how it stands."""

    duty: Duty
    begins: datetime
    due: datetime | None
    done: datetime | None
    standing: Standing

    @property
    def late(self) -> bool:
        """Was it, or is it, done after its time?"""
        return self.standing in (Standing.LATE, Standing.DONE_LATE)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        told = self.duty
        return {
            "id": told.id,
            "law": told.law,
            "clause": told.clause,
            "duty": told.duty,
            "owed_to": told.owed_to,
            "trigger": list(told.when),
            "clock": told.clock,
            "begins": self.begins.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "done": self.done.isoformat() if self.done else None,
            "standing": self.standing.value,
            "late": self.late,
            "colour": "red" if self.late else None,
            "proof": told.proof,
            "note": told.note,
        }


@cache
def duties() -> tuple[Duty, ...]:
    """Every duty that this program knows, by id."""
    folder = files(__package__) / "duties"
    named = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name
    )
    return tuple(
        _duty(each.name.removesuffix(".toml"), tomllib.loads(each.read_text("utf-8"))) for each in named
    )


def _duty(name: str, told: Mapping[str, Any]) -> Duty:
    return Duty(
        id=name,
        when=tuple(told["when"]),
        begins=told["from"],
        delay=told.get("delay", ""),
        **{key: told[key] for key in ("law", "clause", "duty", "owed_to", "clock", "proof", "note")},
    )


def obligations(situation: Situation, now: datetime) -> tuple[Obligation, ...]:
    """What is owed: late ones first, then by when they are due, those without a clock last."""
    holding = situation.triggers()
    owed = [_owed(each, situation, now) for each in duties() if holding.issuperset(each.when)]
    return tuple(sorted(owed, key=lambda one: (not one.late, one.due is None, one.due or now, one.duty.id)))


def not_owed(situation: Situation) -> dict[str, list[str]]:
    """Each duty that is not owed, with what does not hold."""
    holding = situation.triggers()
    missing = {each.id: [name for name in each.when if name not in holding] for each in duties()}
    return {name: why for name, why in missing.items() if why}


def _owed(each: Duty, situation: Situation, now: datetime) -> Obligation:
    begins = situation.moment(each.begins)
    if begins is None:
        raise ValueError(f"no moment {each.begins}")
    if each.delay and (until := situation.moment(each.delay)):
        begins = max(begins, until)
    ends, done = due(begins, each.clock), situation.done.get(each.id)
    return Obligation(each, begins, ends, done, _standing(_latest(each, ends), done, now))


def _standing(ends: datetime | None, done: datetime | None, now: datetime) -> Standing:
    if done:
        return Standing.DONE_LATE if ends and done > ends else Standing.DONE
    if ends is None:
        return Standing.OPEN
    return Standing.LATE if now > ends else Standing.DUE


def _latest(each: Duty, ends: datetime | None) -> datetime | None:
    """'Immediately' is kept within the hour: nobody reports in the second of the discovery."""
    return ends + AT_ONCE if ends and each.clock == "immediately" else ends
