"""Weighing events: which of them belong to one person, and how many bits they tell together.

An anchor is a strong identifier, an address, or two values found together (a name and a day, two
names, a day and a postcode). From the anchor's profiles, those values of the profile that stand in
the same row or window are added up. ``shift`` moves every day: what is then still found is chance.
A row that writes a day as a date is not searched for days written as numbers.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.days import serials
from clerestory.matching.events import Events, Matcher, hashed_day
from clerestory.matching.hot import hot
from clerestory.matching.index import NAMES, NUMERIC, Index
from clerestory.matching.lookup import Links, first_of, known
from clerestory.matching.scan import MOST, SERIAL
from clerestory.matching.siphash import ADDRESS, HASHED, NAME, POSTCODE, STRONG, pair
from clerestory.matching.siphash import DATE as DAY

_BESIDE = 64  # bytes between two names that are read as one name
_SERIAL_LOSS = 3.0  # bits lost where a day is only a number that may be one
_ADDRESS_MOST = 17.0
# further bits that names without a day or place must tell: words of a language go together
NAMES_ALONE = 7.0
_BATCH = 1 << 12  # pairs looked up together

# where an event leads: to a place of the index, to none, or to one that is still to be asked for
NOWHERE, ASK = -1, -2

# what a hit rests on
SURE, NUMBER, WEAK, NAMES_ONLY, BY_SERIAL = 1, 2, 3, 4, 5


class Hits(NamedTuple):
    """Anchors that lead to a person: place, row, person, bits, what they rest on, digits of a number."""

    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    persons: NDArray[np.uint32]
    bits: NDArray[np.float32]
    kinds: NDArray[np.uint8]
    digits: NDArray[np.uint8]

    def __repr__(self) -> str:
        return f"Hits({self.places.size})"


def hits_of(events: Events, matcher: Matcher, *, shift: int = 0) -> Hits:
    """Every anchor that leads to a person, days moved by ``shift``."""
    index = matcher.index
    moved = events._replace(values=events.values.copy())
    _hash_days(moved, shift, matcher.days)
    leads = np.full(events.places.size, NOWHERE, np.int64)
    pairs, whose = np.empty(_BATCH + 4 * MOST, np.uint64), np.empty(_BATCH + 4 * MOST, np.int64)
    _pair_up(moved, matcher.links, index.threshold + NAMES_ALONE, pairs, whose, leads)
    out = _room(int((leads != NOWHERE).sum()))
    people_bits = math.log2(max(index.people, 2))
    found = _weigh(
        moved,
        leads,
        shift,
        matcher.links,
        matcher.days,
        index.date_bits,
        people_bits,
        np.zeros(8, np.int64),
        out,
    )
    return Hits._make(column[:found] for column in out)


def days_tried(events: Events, index: Index) -> int:
    """Days, and numbers that may be days, that would be evidence if they were those of whom stands beside them.

    Only there can chance find anybody: beside names that no person of the index has, a day is no trial.
    """
    return _days_tried(events, index.threshold - index.date_bits)


@hot()
def _days_tried(events: Events, least: float) -> int:  # pragma: no cover
    _, kinds, _, extra, rows, near, _ = events
    tried, row, is_trial = 0, -1, False
    for e in range(kinds.size):
        if kinds[e] != DAY and kinds[e] != SERIAL:
            continue
        if rows[e] < 0 or rows[e] != row:
            row, bits = rows[e], 0.0
            for j in range(near[e, 0], near[e, 1]):
                if kinds[j] == NAME or kinds[j] == POSTCODE:
                    bits += extra[j] / 8.0
                elif kinds[j] == ADDRESS:
                    bits += _ADDRESS_MOST
            is_trial = bits >= least
        tried += is_trial
    return tried


def _room(size: int) -> Hits:
    return Hits(
        np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.uint32),
        np.empty(size, np.float32), np.empty(size, np.uint8), np.empty(size, np.uint8),
    )  # fmt: skip


@hot()
def best_of_rows(hits: Hits, out: NDArray[np.int64]) -> int:  # pragma: no cover
    """One hit a row into ``out``, how many: a strong identifier before weak values, the most bits, the first person."""
    found = 0
    for i in range(hits.rows.size):
        if found == 0 or hits.rows[out[found - 1]] != hits.rows[i]:
            out[found] = i
            found += 1
        elif _is_better(hits, i, out[found - 1]):
            out[found - 1] = i
    return found


@hot(inline="always")
def _is_better(hits: Hits, one: int, other: int) -> bool:  # pragma: no cover
    if (hits.kinds[one] == SURE) != (hits.kinds[other] == SURE):
        return bool(hits.kinds[one] == SURE)
    if hits.bits[one] != hits.bits[other]:
        return bool(hits.bits[one] > hits.bits[other])
    return bool(hits.persons[one] < hits.persons[other])


@hot()
def _hash_days(events: Events, shift: int, days: NDArray[np.uint64]) -> None:  # pragma: no cover
    for i in range(events.kinds.size):
        if events.kinds[i] == DAY:
            events.values[i] = hashed_day(events.extra[i] + shift, days)


@hot()
def _look_up(  # pragma: no cover
    pairs: NDArray[np.uint64], whose: NDArray[np.int64], count: int, links: Links, leads: NDArray[np.int64]
) -> int:
    """Where the pairs of each event lead. No branch, so that look-ups overlap; what is found is read once, to be at hand."""
    some = 0
    for i in range(count):
        pairs[some], whose[some] = pairs[i], whose[i]
        some += known(pairs[i], links.bloom)
    read = 0
    for i in range(some):
        at = first_of(pairs[i], links.keys, links.starts, links.shift)
        if at >= 0:
            leads[whose[i]] = at if leads[whose[i]] == NOWHERE else ASK
            read += int(links.slots[links.profiles[at], 0])
    return read


@hot()
def _pair_up(  # pragma: no cover
    events: Events, links: Links, enough: float, pairs: NDArray[np.uint64], whose: NDArray[np.int64],
    leads: NDArray[np.int64],
) -> None:  # fmt: skip
    """Where events lead: a day or name to the index's place of the one pair it makes with another beside it.

    Names of a row that together tell less than ``enough`` lead nowhere by themselves, and with a day or an
    address those lead to the same person.
    """
    places, kinds, values, extra, rows, near, _ = events
    row, poor, count = -1, False, 0
    for e in range(places.size):
        kind = kinds[e]
        if rows[e] != row:
            row, poor = rows[e], rows[e] >= 0 and _poor(kinds, extra, near[e, 0], near[e, 1], enough)
        if kind == DAY:
            for j in range(near[e, 0], near[e, 1]):
                pairs[count], whose[count] = pair(values[e], values[j]), e
                count += kinds[j] == NAME or kinds[j] == POSTCODE
        elif kind == NAME:
            if not poor:
                for j in range(e + 1, min(near[e, 1], e + 4)):
                    pairs[count], whose[count] = pair(values[e], values[j]), e
                    beside = row >= 0 or places[j] - places[e] <= _BESIDE
                    count += kinds[j] == NAME and beside and values[j] != values[e]
        elif kind != POSTCODE:
            leads[e] = ASK
        if count >= _BATCH:
            _look_up(pairs, whose, count, links, leads)
            count = 0
    _look_up(pairs, whose, count, links, leads)


@hot()
def _poor(
    kinds: NDArray[np.uint8], extra: NDArray[np.int64], begin: int, stop: int, enough: float
) -> bool:  # pragma: no cover
    """Whether the names of a whole row tell less than that, all together, and no postcode stands beside them."""
    if stop - begin > MOST:  # perhaps not the whole row
        return False
    bits = 0.0
    for j in range(begin, stop):
        if kinds[j] == POSTCODE:
            return False
        if kinds[j] == NAME:
            bits += extra[j] / 8.0
    return bits < enough


@hot()
def _told(  # pragma: no cover
    slots: NDArray[np.uint32], events: Events, begin: int, stop: int, day: np.uint64, date_bits: float, address_bits: float
) -> tuple[float, int]:  # fmt: skip
    """Bits of those values of a profile that are among the events, and how many kinds of values they are.

    ``day`` is the fingerprint of a day that an event stands for, beside the days among the events.
    """
    bits = 0.0
    told = 0
    seen = 0.0
    if day and np.uint32(day & np.uint64(0xFFFFFFFF)) == slots[NAMES]:
        seen = date_bits - _SERIAL_LOSS
    for j in range(begin, stop):
        low = np.uint32(events.values[j] & np.uint64(0xFFFFFFFF))
        kind = events.kinds[j]
        if kind == NAME:
            for slot in range(NAMES):
                if slots[slot] == low and not told & (16 << slot):
                    bits += events.extra[j] / 8.0
                    told |= 16 << slot
        elif kind == DAY and low == slots[NAMES]:
            seen = date_bits
        elif kind == ADDRESS and low == slots[NAMES + 1] and not told & 4:
            bits += address_bits
            told |= 4
        elif kind == POSTCODE and low == slots[NAMES + 2] and not told & 8:
            bits += events.extra[j] / 8.0
            told |= 8
    names = told >> 4
    told &= 15
    if names:
        told |= 1
    if seen > 0:
        bits += seen
        told |= 2
    return bits, told


@hot()
def _weigh(  # pragma: no cover  (one loop over the anchors)
    events: Events, leads: NDArray[np.int64], shift: int, links: Links, days: NDArray[np.uint64],
    date_bits: float, people_bits: float, turned: NDArray[np.int64], out: Hits,
) -> int:  # fmt: skip
    places, kinds, _, extra, rows, near, _ = events
    found = 0
    certain_to = -1  # events up to here are explained by a strong identifier beside them
    for e in range(places.size):
        if leads[e] == NOWHERE:
            continue
        kind = kinds[e]
        begin, stop = near[e, 0], near[e, 1]
        if kind in (STRONG, HASHED):
            at = extra[e]
            number = links.classes[at] >= NUMERIC
            bits, told = _told(
                links.slots[links.profiles[at]], events, begin, stop, np.uint64(0), date_bits, 0.0
            )
            sure = not number or told != 0 or links.classes[at] >= NUMERIC + 9
            if sure:
                certain_to = max(certain_to, _explained(places, rows, e, stop))
            if shift == 0:
                out.places[found], out.rows[found] = places[e], rows[e]
                out.persons[found] = links.persons[links.profiles[at]]
                out.digits[found] = links.classes[at] - NUMERIC if number else 0
                out.bits[found] = bits + (
                    3.32 * (links.classes[at] - NUMERIC) if number else people_bits + 10
                )
                out.kinds[found] = SURE if sure else NUMBER
                found += 1
            continue
        if e < certain_to or _about(places, rows, kinds, extra, links.classes, e, stop):
            continue
        if leads[e] >= 0:
            best, told, person = _most_told(
                events, e, leads[e], links, np.uint64(0), date_bits, _ADDRESS_MOST
            )
        else:
            best, told, person = _best(events, e, shift, links, days, date_bits, people_bits, turned)
        if best > 0 and (told == 1 or told & (told - 1)):
            out.places[found], out.rows[found], out.persons[found] = places[e], rows[e], person
            out.bits[found], out.digits[found] = best, 0
            out.kinds[found] = NAMES_ONLY if told == 1 else (BY_SERIAL if kind == SERIAL else WEAK)
            found += 1
    return found


@hot()
def _best(  # pragma: no cover
    events: Events, e: int, shift: int, links: Links, days: NDArray[np.uint64], date_bits: float, people_bits: float,
    turned: NDArray[np.int64],
) -> tuple[float, int, np.uint32]:  # fmt: skip
    """The person to whom an anchor leads with the most bits: (bits, what kinds of values told them, person)."""
    kind, value = events.kinds[e], events.values[e]
    begin, stop = events.near[e, 0], events.near[e, 1]
    best, best_told, best_person = 0.0, 0, np.uint32(0)
    first, last, turns = begin, stop, 1
    if kind == ADDRESS:
        first, last = e, e + 1
    elif kind == NAME:
        first, last = e + 1, min(stop, e + 4)
    elif kind == SERIAL:
        turns = serials(events.extra[e], int(value), turned) if _may_be_day(events, e) else 0
    for turn in range(turns):
        day = np.uint64(0)
        if kind == SERIAL:
            value = day = hashed_day(turned[turn] + shift, days)
        for j in range(first, last):
            if kind == ADDRESS:
                at = events.extra[e]
            elif _fits(events, e, j):
                h = pair(value, events.values[j])
                at = first_of(h, links.keys, links.starts, links.shift) if known(h, links.bloom) else -1
            else:
                at = -1
            if at < 0:
                continue
            most = _address_bits(at, links, people_bits) if kind == ADDRESS else _ADDRESS_MOST
            bits, told, person = _most_told(events, e, at, links, day, date_bits, most)
            if bits > best:
                best, best_told, best_person = bits, told, person
    return best, best_told, best_person


@hot(inline="always")
def _address_bits(at: int, links: Links, people_bits: float) -> float:  # pragma: no cover
    """How much an address tells: the less, the more people have it."""
    same = at
    while same < links.keys.size and links.keys[same] == links.keys[at]:
        same += 1
    return min(_ADDRESS_MOST, people_bits - math.log2(same - at))


@hot()
def _most_told(  # pragma: no cover
    events: Events, e: int, at: int, links: Links, day: np.uint64, date_bits: float, most: float
) -> tuple[float, int, np.uint32]:  # fmt: skip
    """Of the people to whom one place of the index leads, the one of whom most is told beside an event."""
    begin, stop = events.near[e, 0], events.near[e, 1]
    best, best_told, best_person = 0.0, 0, np.uint32(0)
    k = at
    while k < links.keys.size and links.keys[k] == links.keys[at]:
        bits, told = _told(links.slots[links.profiles[k]], events, begin, stop, day, date_bits, most)
        if bits > best:
            best, best_told, best_person = bits, told, links.persons[links.profiles[k]]
        k += 1
    return best, best_told, best_person


@hot(inline="always")
def _fits(events: Events, e: int, j: int) -> bool:  # pragma: no cover
    """Whether two events may be a pair of the index, the first of them a day, a name or a number that may be a day."""
    if events.kinds[e] != NAME:
        return bool(events.kinds[j] == NAME or (events.kinds[j] == POSTCODE and events.kinds[e] == DAY))
    beside = events.rows[e] >= 0 or events.places[j] - events.places[e] <= _BESIDE
    return bool(beside and events.kinds[j] == NAME and events.values[j] != events.values[e])


@hot(inline="always")
def _may_be_day(events: Events, e: int) -> bool:  # pragma: no cover
    """Whether a name stands beside a number, and no date is written in its row."""
    named = False
    for j in range(events.near[e, 0], events.near[e, 1]):
        named |= events.kinds[j] == NAME
        if events.kinds[j] == DAY and events.rows[e] >= 0:
            return False
    return named


@hot()
def _explained(
    places: NDArray[np.int64], rows: NDArray[np.int64], e: int, stop: int
) -> int:  # pragma: no cover
    """The first event that a strong identifier at ``e`` does not explain: of the next row, or 64 bytes on."""
    j = e + 1
    while j < stop and (rows[e] >= 0 or places[j] - places[e] <= 64):
        j += 1
    return j


@hot()
def _about(  # pragma: no cover
    places: NDArray[np.int64], rows: NDArray[np.int64], kinds: NDArray[np.uint8], extra: NDArray[np.int64],
    link_classes: NDArray[np.uint8], e: int, stop: int,
) -> bool:  # fmt: skip
    """Whether a strong identifier (no bare short number) follows in the row, or within 64 bytes."""
    for j in range(e + 1, stop):
        if rows[e] < 0 and places[j] - places[e] > 64:
            return False
        if kinds[j] == STRONG and not NUMERIC <= link_classes[extra[j]] < NUMERIC + 9:
            return True
    return False
