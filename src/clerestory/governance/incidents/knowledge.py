"""Who knew what, and when: asked of the log, not of memories.

Somebody learns a fact when a line of the log says so: they found it, were told it, or read a brief that states it.
A gap is where somebody who knew a fact told another person about the matter, and left the fact out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.governance.incidents.happening import Happening


@dataclass(frozen=True)
class Known:
    """From when somebody knew a fact, and the lines that say so."""

    who: str
    fact: str
    when: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """Somebody was told about the matter without a fact that the teller knew."""

    who: str
    fact: str
    teller: str
    when: str
    events: tuple[str, ...]  # where the teller learnt it, and where it was left out
    learnt: Known | None  # when they came to know it after all


def known(happened: Sequence[Happening]) -> tuple[Known, ...]:
    """The first moment of each person and fact."""
    found: dict[tuple[str, str], Known] = {}
    for each in happened:
        for who, fact in _learnt(each):
            found.setdefault((who, fact), Known(who, fact, when(each), (each.id,)))
    return tuple(found.values())


def gaps(happened: Sequence[Happening], who: str = "", fact: str = "") -> tuple[Gap, ...]:
    """Every gap, or those of one person or fact."""
    learnt: dict[tuple[str, str], Known] = {}
    found = []
    for each in happened:
        for left_out in each.names("left_out"):
            teller = each.text("from") or each.by
            source = learnt.get((teller, left_out))
            if source is not None:
                found.append((each, teller, left_out, source))
        for person, thing in _learnt(each):
            learnt.setdefault((person, thing), Known(person, thing, when(each), (each.id,)))
    made = [
        Gap(
            each.text("to"),
            thing,
            teller,
            when(each),
            (*source.events, each.id),
            learnt.get((each.text("to"), thing)),
        )
        for each, teller, thing, source in found
    ]
    return tuple(each for each in made if who in ("", each.who) and fact in ("", each.fact))


def when(each: Happening) -> str:
    """When it happened: as a source tells it, or as the log wrote it."""
    return each.text("when") or each.at.strftime("%Y-%m-%d %H:%M:%S")


def _learnt(each: Happening) -> list[tuple[str, str]]:
    """Whom this line tells what: those who learnt by themselves, and whoever was told."""
    told = each.text("to")
    own = [(who, fact) for fact in each.names("learnt") for who in each.names("by_whom") or (each.by,)]
    return [*own, *((told, fact) for fact in each.names("facts") if told)]
