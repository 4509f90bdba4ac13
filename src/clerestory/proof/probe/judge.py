"""From hits to findings: a strong identifier alone, weak values together, a table against chance.

Chance is measured, not assumed: the same text is weighed again with every day moved (a decoy index
whose links are shuffled). Rules:
 * a strong identifier is a finding; a bare number of up to eight digits only where more of them
   are known than chance would have it, or beside another value of its person;
 * weak values of one place are a finding from log2(people) + 7 bits on, if there are more such
   places than with moved days, or their bits pay for the number of places tried;
 * rows that each match below that are a ``table`` if many more match than with moved days.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.evidence import NAMES_ONLY, NUMBER, SURE, WEAK, WINDOW, Events, Hits, hits_of
from clerestory.matching.index import Index
from clerestory.matching.scan import SERIAL
from clerestory.matching.siphash import DATE, NAME
from clerestory.proof.probe.report import Kind

SHIFTS = (11, -13, 29, -31, 53, -59)  # days
_CHANCE = 2.0**-7
_TABLE_CHANCE = 1e-4
_NAMES_ALONE = (
    7.0  # further bits that names without a day or place must tell: words of a language go together
)
_SURE_DIGITS = 9


@dataclass(frozen=True, repr=False)
class Judged:
    """What one part showed: a kind, rows, the people, bits."""

    kind: Kind
    rows: int
    persons: NDArray[np.uint32]
    bits: float
    why: str


def judge(events: Events, index: Index, halves: tuple[int, int]) -> tuple[list[Judged], bool]:
    """The findings of one part, and whether the canary was among its hits."""
    hits = hits_of(events, index, halves)
    canary = bool((hits.persons[_certain(hits)] == index.people).any())
    hits = _only(hits, hits.persons < index.people)
    if not hits.places.size:
        return [], canary
    members = _members(events, hits, index, halves)
    table = _table(events, hits, index, halves) if not members else None
    return [found for found in (members, table) if found], canary


def _certain(hits: Hits) -> NDArray[np.bool_]:
    return hits.kinds == SURE


def _only(hits: Hits, which: NDArray[np.bool_]) -> Hits:
    return Hits(
        hits.places[which], hits.rows[which], hits.persons[which], hits.bits[which], hits.kinds[which], hits.digits[which]
    )  # fmt: skip


def _members(events: Events, hits: Hits, index: Index, halves: tuple[int, int]) -> Judged | None:
    sure = _certain(hits) | ((hits.kinds == NUMBER) & _beyond_chance(events, hits, index))
    weak = (hits.kinds == WEAK) & (hits.bits >= index.threshold)
    names = (hits.kinds == NAMES_ONLY) & (hits.bits >= index.threshold + _NAMES_ALONE + _tried(events, NAME))
    if weak.any() and not _more_than_chance(events, hits, weak, index, halves):
        weak &= hits.bits >= index.threshold + _tried(events, DATE)
    which = sure | weak | names
    if not which.any():
        return None
    found = _best_of_each_place(_only(hits, which))
    strong = int(sure.sum())
    why = "a strong identifier" if strong else "weak values of one place together"
    return Judged(Kind.MEMBER, found.places.size, np.unique(found.persons), float(found.bits.max()), why)


def _tried(events: Events, kind: int) -> float:
    """Bits to be paid for the number of places tried."""
    return math.log2(max(1, int((events.kinds == kind).sum())))


def _beyond_chance(events: Events, hits: Hits, index: Index) -> NDArray[np.bool_]:
    """Bare numbers that are identifiers more often than numbers of that length are by chance."""
    keep = np.zeros(hits.places.size, np.bool_)
    for digits in np.unique(hits.digits[hits.kinds == NUMBER]):
        which = (hits.kinds == NUMBER) & (hits.digits == digits)
        expected = float(events.tested[digits]) * index.numbers[digits] / 10.0 ** int(digits)
        sure = digits >= _SURE_DIGITS
        if sure or poisson_tail(np.unique(hits.places[which]).size, expected) < _CHANCE:
            keep |= which
    return keep


def _more_than_chance(
    events: Events, hits: Hits, weak: NDArray[np.bool_], index: Index, halves: tuple[int, int]
) -> bool:
    seen = _places(_only(hits, weak))
    by_chance = [_weak_places(events, index, halves, shift, index.threshold) for shift in SHIFTS]
    return poisson_tail(seen, _upper(by_chance)) < _TABLE_CHANCE


def _weak_places(events: Events, index: Index, halves: tuple[int, int], shift: int, bits: float) -> int:
    moved = hits_of(events, index, halves, shift=shift)
    return _places(_only(moved, (moved.kinds == WEAK) & (moved.bits >= bits)))


def _table(events: Events, hits: Hits, index: Index, halves: tuple[int, int]) -> Judged | None:
    weak = _only(hits, hits.kinds == WEAK)
    seen = _places(weak)
    if seen < 3:
        return None
    by_chance = [_weak_places(events, index, halves, shift, 0.0) for shift in SHIFTS]
    if poisson_tail(seen, _upper(by_chance)) >= _TABLE_CHANCE:
        return None
    found = _best_of_each_place(weak)
    chance = sum(by_chance) / len(SHIFTS)
    why = f"{seen} rows match, {chance:.1f} would by chance"
    return Judged(Kind.TABLE, seen, np.unique(found.persons), float(found.bits.max()), why)


def _upper(counts: list[int]) -> float:
    """A cautious mean of what chance gives."""
    total = sum(counts)
    return (total + 2 * math.sqrt(total) + 0.1) / len(counts)


def _places(hits: Hits) -> int:
    return _best_of_each_place(hits).places.size


def _place_of(hits: Hits) -> NDArray[np.int64]:
    """Rows where there are rows; else places, those of one person in one window together."""
    if hits.rows.size and hits.rows[0] >= 0:
        return hits.rows
    order = np.argsort(hits.places, kind="stable")
    places, persons = hits.places[order], hits.persons[order]
    begins = np.zeros(order.size, np.bool_)
    begins[1:] = (np.diff(places) > WINDOW) | (persons[1:] != persons[:-1])
    numbers = np.empty(order.size, np.int64)
    numbers[order] = np.cumsum(begins)
    return numbers


def _best_of_each_place(hits: Hits) -> Hits:
    """One person a place: a strong identifier before weak values, then the most bits."""
    if not hits.places.size:
        return hits
    place = _place_of(hits)
    order = np.lexsort((hits.persons, -hits.bits, hits.kinds != SURE, place))
    first = np.ones(order.size, np.bool_)
    first[1:] = place[order][1:] != place[order][:-1]
    return _only(hits, np.sort(order[first]))


def poisson_tail(seen: int, expected: float) -> float:
    """The chance of at least ``seen`` where ``expected`` are expected."""
    if seen <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if seen > expected + 12 * math.sqrt(expected) + 40:
        return 0.0
    term = total = math.exp(-expected)
    for k in range(1, seen):
        term *= expected / k
        total += term
    return max(0.0, 1.0 - total)


__all__ = ["SERIAL", "Judged", "judge", "poisson_tail"]
