"""Copies seen elsewhere: where, what was asked of whoever has them, what they answered; and how far the data has spread, dated.

Each step is an event of the incident. Addresses stay in the log: the report tells a copy by its number, since an address in print
would spread it further.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents.happening import Happening, only


@dataclass(frozen=True)
class Copy:
    """A copy, and what became of it."""

    id: str
    address: str
    seen: str
    asked: str = ""
    answer: str = ""
    gone: str = ""
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One thing that happened with a copy, or a look for copies that found what it found."""

    copy: str = ""  # of a copy that is known; empty: a new one, or a look
    address: str = ""
    asked: str = ""
    answer: str = ""
    gone: bool = False
    looked: str = ""

    def event(self, name: str) -> str:
        """The step in a sentence, without the address."""
        if self.looked:
            return f"Copies were looked for: {self.looked}"
        if self.address:
            return f"A copy was seen elsewhere ({name})"
        if self.asked:
            return f"Whoever has copy {name} was asked: {self.asked}"
        return f"Copy {name} is gone" if self.gone else f"The answer about copy {name}: {self.answer}"


@dataclass(frozen=True)
class Spread:
    """How far it has spread, as of a moment."""

    at: str
    known: int
    asked: int
    gone: int
    looked_at: str
    looked: str

    def words(self) -> str:
        """In a sentence."""
        last = (
            f"last looked for on {self.looked_at}" if self.looked_at else "nobody has looked for copies yet"
        )
        return (
            f"As of {self.at}: {self.known} copies known, {self.asked} asked for, {self.gone} gone; {last}."
        )


def copies(happened: Sequence[Happening]) -> tuple[Copy, ...]:
    """Every copy, as the steps left it."""
    found: dict[str, Copy] = {}
    for each in only(happened, Act.RECORD):
        if name := each.text("copy"):
            before = found.get(name, Copy(name, each.text("address"), _day(each.at)))
            found[name] = replace(
                before,
                asked=each.text("asked") or before.asked,
                answer=each.text("answer") or before.answer,
                gone=_day(each.at) if each.detail.get("gone") else before.gone,
                events=(*before.events, each.id),
            )
    return tuple(found.values())


def spread(happened: Sequence[Happening], now: datetime) -> Spread:
    """How far it has spread, dated."""
    known = copies(happened)
    looks = [each for each in only(happened, Act.RECORD) if each.text("looked")]
    return Spread(
        _day(now), len(known), sum(bool(each.asked) for each in known), sum(bool(each.gone) for each in known),
        _day(looks[-1].at) if looks else "", looks[-1].text("looked") if looks else "",
    )  # fmt: skip


def name_of(step: Step, known: Sequence[Copy]) -> str:
    """The copy that a step is about; ``Refused`` unless it says exactly one thing about one that is known, or a new one."""
    told = [bool(word) for word in (step.address, step.asked, step.answer, step.gone, step.looked)]
    if sum(told) != 1:
        raise Refused(
            "a step says one thing: where a copy was seen, what was asked, the answer, that it is gone, or a look"
        )
    if step.looked:
        return ""
    if step.address:
        return f"K-{len(known) + 1}"
    if step.copy not in {each.id for each in known}:
        raise Refused(
            f"{step.copy or 'no copy'}: name one that is known ({', '.join(each.id for each in known) or 'none'})"
        )
    return step.copy


def _day(at: datetime) -> str:
    return f"{at:%B} {at.day}, {at.year}"
