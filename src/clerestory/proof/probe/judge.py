"""From hits to findings: a strong identifier alone, weak values together, a table against chance.

Chance is measured, not assumed: the same text is weighed again with every day moved (a decoy index
whose links are shuffled). Rules:
 * a strong identifier is a finding; a bare number of up to eight digits only where more of them
   are known than chance would have it, or beside another value of its person;
 * weak values of one place are a finding from log2(people) + 7 bits on, if there are more such
   places than with moved days, or their bits pay for the number of days tried (those beside names
   that the index knows), or 200 moves of the days hardly ever reach as many;
 * rows that each match below that are a ``table`` if many more match than with moved days.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.events import WINDOW, Events, Matcher
from clerestory.matching.evidence import (
    BY_SERIAL,
    NAMES_ALONE,
    NAMES_ONLY,
    NUMBER,
    SURE,
    WEAK,
    Hits,
    best_of_rows,
    days_tried,
    hits_of,
)  # fmt: skip
from clerestory.matching.index import Index
from clerestory.matching.scan import SERIAL
from clerestory.matching.siphash import DATE, NAME
from clerestory.proof.probe.report import Kind

SHIFTS = (11, -13, 29, -31, 53, -59)  # days
FAR = tuple((-1) ** at * (61 + 7 * at) for at in range(200))  # for the few of whom those cannot tell
_FEW, _SMALL = 3, 20_000  # people in a piece; its events: in more, chance gives what one person's values tell
_CHANCE = 2.0**-7
_TABLE_CHANCE = 1e-4
_FEWEST = 3  # rows that are a table
# pieces of a place that are weighed again, to know the rate of chance: the first, and one in so many
_FIRST, _ONE_IN = 4, 32
_NONE = Hits(
    np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint32),
    np.zeros(0, np.float32), np.zeros(0, np.uint8), np.zeros(0, np.uint8),
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Judged:
    """What one place showed: a kind, rows, the people, bits."""

    kind: Kind
    rows: int
    persons: NDArray[np.uint32]
    bits: float
    why: str


@dataclass(repr=False)
class Tally:
    """What the pieces of one place showed so far: hits, one a row or window, and what chance gives."""

    sure: list[Hits] = field(default_factory=list)
    numbers: list[Hits] = field(default_factory=list)
    weak: list[Hits] = field(default_factory=list)
    names: list[Hits] = field(default_factory=list)
    tested: NDArray[np.int64] = field(default_factory=lambda: np.zeros(96, np.int64))
    days: int = 0
    tried: int = 0  # days that would be evidence beside what stands with them, in the pieces looked at
    days_looked_at: int = 0
    all_pieces: int = 0
    words: int = 0
    days_moved: int = 0  # days in the pieces that were weighed again with every day moved
    pieces: int = 0  # with weak hits
    moved_strong: list[int] = field(default_factory=lambda: [0] * len(SHIFTS))
    far: list[NDArray[np.float32]] = field(default_factory=list)  # bits of what far moves find
    days_far: int = 0  # of the pieces of which days were moved far
    pieces_far: int = 0
    moved: list[int] = field(default_factory=lambda: [0] * len(SHIFTS))
    moved_by_serial: list[int] = field(default_factory=lambda: [0] * len(SHIFTS))
    serials: int = 0
    canary: bool = False

    def add(self, events: Events, matcher: Matcher) -> None:
        """Weigh the events of one piece."""
        index = matcher.index
        hits = hits_of(events, matcher)
        self.tested += events.tested
        self.days += int((events.kinds == DATE).sum())
        self.serials += int((events.kinds == SERIAL).sum())
        self._try(events, index)
        self.words += int((events.kinds == NAME).sum())
        if not hits.places.size:
            return
        mine = hits.persons == index.people
        self.canary |= bool((mine & (hits.kinds == SURE)).any())
        hits = _only(hits, ~mine)
        for kind, kept in ((SURE, self.sure), (NUMBER, self.numbers)):
            kept.append(_best_of_each_place(_only(hits, hits.kinds == kind)))
        self.weak.append(_best_of_each_place(_only(hits, _is_weak(hits))))
        enough = index.threshold + NAMES_ALONE
        self.names.append(
            _best_of_each_place(_only(hits, (hits.kinds == NAMES_ONLY) & (hits.bits >= enough)))
        )
        if self.weak[-1].places.size:
            self.pieces += 1
            if self.pieces <= _FIRST or self.pieces % _ONE_IN == 0:
                self._move(events, matcher)
            strong = _people(_only(self.weak[-1], self.weak[-1].bits >= index.threshold))
            if 0 < strong <= _FEW and events.kinds.size <= _SMALL and self.pieces_far < _FIRST:
                self._move_far(events, matcher)

    def _try(self, events: Events, index: Index) -> None:
        self.all_pieces += 1
        if self.all_pieces <= _FIRST or self.all_pieces % _ONE_IN == 0:
            self.tried += days_tried(events, index)
            self.days_looked_at += _days(events)

    @property
    def trials(self) -> float:
        """Days at which chance may have found somebody; where none was looked at, all."""
        every = self.days + self.serials
        return self.tried * every / self.days_looked_at if self.days_looked_at else every

    def _move(self, events: Events, matcher: Matcher) -> None:
        """Weigh again with every day moved: what is found then is chance."""
        self.days_moved += _days(events)
        for at, shift in enumerate(SHIFTS):
            found = hits_of(events, matcher, shift=shift)
            found = _best_of_each_place(_only(found, _is_weak(found)))
            self.moved[at] += _people(_written(found))
            self.moved_by_serial[at] += _people(_only(found, found.kinds == BY_SERIAL))
            self.moved_strong[at] += _people(_only(found, found.bits >= matcher.index.threshold))

    def _move_far(self, events: Events, matcher: Matcher) -> None:
        """Many moves of one piece: what a single person's bits are worth is then known."""
        self.pieces_far += 1
        self.days_far += _days(events)
        for shift in FAR:
            found = hits_of(events, matcher, shift=shift)
            found = _best_of_each_place(_only(found, _is_weak(found)))
            self.far.append(found.bits[found.bits >= matcher.index.threshold])

    def beyond_far(self, weak: Hits) -> Hits:
        """Those whose bits far moves reach in less than one place out of 128: all from some level on, or none."""
        for level in np.unique(weak.bits) if self.days_far else ():
            chosen = _only(weak, weak.bits >= level)
            moved = sum(int((bits >= level).sum()) for bits in self.far)
            scale = (self.days + self.serials) / self.days_far / len(FAR)
            if poisson_tail(_people(chosen), (moved + 2 * math.sqrt(moved) + 0.1) * scale) < _CHANCE:
                return chosen
        return _NONE

    @property
    def scale(self) -> float:
        """From the pieces weighed again to all."""
        return (self.days + self.serials) / self.days_moved if self.days_moved else 1.0


def _days(events: Events) -> int:
    return int(((events.kinds == DATE) | (events.kinds == SERIAL)).sum())


def judge(tally: Tally, index: Index) -> list[Judged]:
    """The findings of one place."""
    members = _members(tally, index)
    if members is not None:
        return [members]
    table = _table(tally)
    return [table] if table is not None else []


def _members(tally: Tally, index: Index) -> Judged | None:
    sure = _whole(tally.sure)
    numbers = _beyond_chance(tally, index)
    weak = _whole(tally.weak)
    weak = _only(weak, weak.bits >= index.threshold)
    if (
        weak.places.size
        and poisson_tail(_people(weak), tally.scale * _upper(tally.moved_strong)) >= _TABLE_CHANCE
    ):
        paid = _only(weak, weak.bits >= index.threshold + math.log2(max(1, tally.trials)))
        weak = paid if paid.places.size else tally.beyond_far(weak)
    names = _whole(tally.names)
    names = _only(names, names.bits >= index.threshold + NAMES_ALONE + math.log2(max(1, tally.words)))
    parts = [part for part in (sure, numbers, weak, names) if part.places.size]
    if not parts:
        return None
    persons = distinct(np.concatenate([part.persons for part in parts]))
    why = (
        "a strong identifier"
        if sure.places.size or numbers.places.size
        else "weak values of one place together"
    )
    bits = max(float(part.bits.max()) for part in parts)
    return Judged(Kind.MEMBER, sum(part.places.size for part in parts), persons, bits, why)


def _whole(parts: list[Hits]) -> Hits:
    if not parts:
        return _NONE
    return Hits(*map(np.concatenate, zip(*parts, strict=True)))


def _only(hits: Hits, which: NDArray[np.bool_] | NDArray[np.int64]) -> Hits:
    return Hits._make(column[which] for column in hits)


def _beyond_chance(tally: Tally, index: Index) -> Hits:
    """Bare numbers that are identifiers more often than numbers of that length are by chance."""
    hits = _whole(tally.numbers)
    keep = np.zeros(hits.places.size, np.bool_)
    for digits in np.unique(hits.digits):
        which = hits.digits == digits
        expected = float(tally.tested[digits]) * index.numbers[digits] / 10.0 ** int(digits)
        if poisson_tail(int(which.sum()), expected) < _CHANCE:
            keep |= which
    return _only(hits, keep)


def _table(tally: Tally) -> Judged | None:
    """People who match below the threshold, many more than with moved days."""
    weak = _whole(tally.weak)
    chosen, moved = _written(weak), tally.moved
    by_serial = _only(weak, weak.kinds == BY_SERIAL)
    if by_serial.places.size > max(chosen.places.size, tally.serials // 3):
        chosen, moved = by_serial, tally.moved_by_serial
    persons = distinct(chosen.persons)
    seen = persons.size
    if seen < _FEWEST or poisson_tail(seen, tally.scale * _upper(moved)) >= _TABLE_CHANCE:
        return None
    chance = tally.scale * sum(moved) / len(SHIFTS)
    why = f"{chosen.places.size} rows match {seen} people, {chance:.1f} would by chance"
    return Judged(Kind.TABLE, chosen.places.size, persons, float(chosen.bits.max()), why)


def _is_weak(hits: Hits) -> NDArray[np.bool_]:
    return np.isin(hits.kinds, (WEAK, BY_SERIAL))


def _written(hits: Hits) -> Hits:
    """Those that rest on a date written as one, not on a number that may be a day."""
    return _only(hits, hits.kinds == WEAK)


def _people(hits: Hits) -> int:
    """Different people: rows that repeat one another count once."""
    return int(distinct(hits.persons).size)


def distinct(persons: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Each person once, in order: by sorting, which for millions is many times as fast as ``np.unique`` by hashing."""
    ordered = np.sort(persons)
    first = np.ones(ordered.size, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _upper(counts: list[int]) -> float:
    """A cautious mean of what chance gives."""
    total = sum(counts)
    return (total + 2 * math.sqrt(total) + 0.1) / len(counts)


def _windows(hits: Hits) -> NDArray[np.int64]:
    """A number for each hit in running text, the same for those of one person in one window."""
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
    if hits.rows[0] >= 0:
        kept = np.empty(hits.rows.size, np.int64)
        return _only(hits, kept[: best_of_rows(hits, kept)])
    place = _windows(hits)
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
