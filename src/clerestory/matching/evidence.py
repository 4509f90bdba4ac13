"""Weighing events: which of them belong to one person, and how many bits they tell together.

An anchor is a strong identifier, an address, or two values found together (a name and a day, two
names, a day and a postcode). From the anchor's profiles, those values of the profile that stand in
the same row or window are added up. ``shift`` moves every day: what is then still found is chance.
A row that writes a day as a date is not searched for days written as numbers.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.days import serials
from clerestory.matching.folding import Bytes
from clerestory.matching.index import HASH, NAMES, NUMERIC, Index
from clerestory.matching.scan import MOST, SERIAL, day_hash, first_of, known, scan, settle
from clerestory.matching.siphash import ADDRESS, HASHED, NAME, POSTCODE, STRONG, pair
from clerestory.matching.siphash import DATE as DAY

WINDOW = 192  # bytes on either side that count as one place in running text
_BESIDE = 64  # bytes between two names that are read as one name
_SERIAL_LOSS = 3.0  # bits lost where a day is only a number that may be one
_ADDRESS_MOST = 17.0
# further bits that names without a day or place must tell: words of a language go together
NAMES_ALONE = 7.0

# what a hit rests on
SURE, NUMBER, WEAK, NAMES_ONLY, BY_SERIAL = 1, 2, 3, 4, 5


@dataclass(frozen=True, repr=False)
class Events:
    """What one pass over bytes found; places counted from the start of the bytes."""

    places: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    values: NDArray[np.uint64]
    extra: NDArray[np.int64]
    rows: NDArray[np.int64]  # the row of each event; -1 everywhere in running text
    near: NDArray[np.int64]  # for each event the first and the last but one of those beside it
    tested: NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class Hits:
    """Anchors that lead to a person: place, row, person, bits, what they rest on, digits of a number."""

    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    persons: NDArray[np.uint32]
    bits: NDArray[np.float32]
    kinds: NDArray[np.uint8]
    digits: NDArray[np.uint8]


def events_in(
    content: Bytes, index: Index, halves: tuple[int, int], *, by_row: bool, start: int = 0
) -> Events:
    """Read all of ``content`` from ``start``; a row is a line where ``by_row``."""
    k0, k1 = map(np.uint64, halves)
    tested = np.zeros(96, np.int64)
    parts = []
    room = 1 << 16
    at = start
    while at < content.size:
        places, kinds = np.empty(room, np.int64), np.empty(room, np.uint8)
        values, extra = np.empty(room, np.uint64), np.empty(room, np.int64)
        found, at = scan(
            content, at, content.size, k0, k1,
            index.word_bloom, index.word_keys, index.word_bits, index.word_starts, index.word_shift,
            index.shapes, places, kinds, values, extra, tested, by_row,
        )  # fmt: skip
        found = settle(
            places, kinds, values, extra, found,
            index.link_bloom, index.link_keys, index.link_starts, index.link_shift,
        )  # fmt: skip
        parts.append((places[:found], kinds[:found], values[:found], extra[:found]))
        room = 1 << 20
    columns: list[NDArray[Any]] = (
        [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else _no_columns()
    )
    rows = _rows_of(content, columns[0]) if by_row else np.full(columns[0].size, -1, np.int64)
    return Events(columns[0], columns[1], columns[2], columns[3], rows, _near(columns[0], rows), tested)


def _no_columns() -> list[NDArray[Any]]:
    return [np.zeros(0, kind) for kind in (np.int64, np.uint8, np.uint64, np.int64)]


def hits_of(events: Events, index: Index, halves: tuple[int, int], *, shift: int = 0, low: int = 0) -> Hits:
    """Every anchor at or after ``low`` that leads to a person, days moved by ``shift``."""
    k0, k1 = map(np.uint64, halves)
    values = events.values.copy()
    _hash_days(events.kinds, values, events.extra, shift, k0, k1)
    room = max(64, 4 * events.places.size)
    out: tuple[NDArray[Any], ...] = (
        np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint32),
        np.empty(room, np.float32), np.empty(room, np.uint8), np.empty(room, np.uint8),
    )  # fmt: skip
    maybe = _paired(
        events.places, events.kinds, values, events.extra, events.rows, events.near, index.link_bloom,
        index.threshold + NAMES_ALONE,
    )  # fmt: skip
    found = _weigh(
        events.places, events.kinds, values, events.extra, events.rows, events.near, maybe, low, shift, k0, k1,
        index.link_keys, index.link_profiles, index.link_classes, index.link_starts, index.link_shift,
        index.link_bloom, index.slots, index.persons, index.date_bits, math.log2(max(index.people, 2)), *out,
    )  # fmt: skip
    return Hits(*(column[:found] for column in out))


@njit(cache=True, nogil=True)
def _rows_of(content: Bytes, places: NDArray[np.int64]) -> NDArray[np.int64]:  # pragma: no cover
    """The line of each place, counted from 0."""
    rows = np.empty(places.size, np.int64)
    line = at = 0
    for i in range(places.size):
        while at < places[i]:
            if content[at] == 0x0A:
                line += 1
            at += 1
        rows[i] = line
    return rows


@njit(cache=True, nogil=True)
def _hash_days(  # pragma: no cover
    kinds: NDArray[np.uint8],
    values: NDArray[np.uint64],
    days: NDArray[np.int64],
    shift: int,
    k0: np.uint64,
    k1: np.uint64,
) -> None:
    for i in range(kinds.size):
        if kinds[i] == DAY:
            values[i] = day_hash(days[i] + shift, k0, k1)


@njit(cache=True, inline="always")
def _same(places: NDArray[np.int64], rows: NDArray[np.int64], a: int, b: int) -> bool:  # pragma: no cover
    if rows[b] >= 0:
        return bool(rows[a] == rows[b])
    return bool(abs(places[a] - places[b]) <= WINDOW)


@njit(cache=True, nogil=True)
def _near(places: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:  # pragma: no cover
    """For each event where those begin and end that are of its row or window."""
    out = np.empty((places.size, 2), np.int64)
    begin = stop = 0
    for e in range(places.size):
        while not _same(places, rows, begin, e) or e - begin > MOST:
            begin += 1
        stop = max(stop, e + 1)
        while stop < places.size and stop - e <= MOST and _same(places, rows, stop, e):
            stop += 1
        out[e, 0], out[e, 1] = begin, stop
    return out


@njit(cache=True, nogil=True)
def _paired(  # pragma: no cover
    places: NDArray[np.int64], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    rows: NDArray[np.int64], near: NDArray[np.int64], bloom: NDArray[np.uint64], enough: float,
) -> NDArray[np.bool_]:  # fmt: skip
    """Whether an event may lead to a person: a day or name only if the index may know it with another beside it.

    Apart from the weighing, so that the look-ups wait for memory together. Names of a row that together tell
    less than ``enough`` lead nowhere by themselves, and with a day or an address those lead to the same person.
    """
    out = np.ones(places.size, np.bool_)
    row, poor = -1, False
    for e in range(places.size):
        kind = kinds[e]
        if rows[e] != row:
            row, poor = rows[e], rows[e] >= 0 and _poor(kinds, extra, near[e, 0], near[e, 1], enough)
        if kind == POSTCODE or (kind == NAME and poor):
            out[e] = False
        elif kind in (NAME, DAY):
            first, last = (e + 1, min(near[e, 1], e + 4)) if kind == NAME else (near[e, 0], near[e, 1])
            some = False
            for j in range(first, last):
                if kind == NAME:
                    fits = kinds[j] == NAME and (rows[e] >= 0 or places[j] - places[e] <= _BESIDE)
                else:
                    fits = kinds[j] in (NAME, POSTCODE)
                if fits:
                    some |= known(pair(values[e], values[j]), bloom)
            out[e] = some
    return out


@njit(cache=True)
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


@njit(cache=True)
def _told(  # pragma: no cover
    slots: NDArray[np.uint32], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    begin: int, stop: int, day: np.uint64, date_bits: float, address_bits: float,
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
        low = np.uint32(values[j] & np.uint64(0xFFFFFFFF))
        kind = kinds[j]
        if kind == NAME:
            for slot in range(NAMES):
                if slots[slot] == low and not told & (16 << slot):
                    bits += extra[j] / 8.0
                    told |= 16 << slot
        elif kind == DAY and low == slots[NAMES]:
            seen = date_bits
        elif kind == ADDRESS and low == slots[NAMES + 1] and not told & 4:
            bits += address_bits
            told |= 4
        elif kind == POSTCODE and low == slots[NAMES + 2] and not told & 8:
            bits += extra[j] / 8.0
            told |= 8
    names = told >> 4
    told &= 15
    if names:
        told |= 1
    if seen > 0:
        bits += seen
        told |= 2
    return bits, told


@njit(cache=True, nogil=True)
def _weigh(  # pragma: no cover  (one loop over the anchors)
    places: NDArray[np.int64], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    rows: NDArray[np.int64], near: NDArray[np.int64], maybe: NDArray[np.bool_], low: int, shift: int,
    k0: np.uint64, k1: np.uint64, link_keys: NDArray[np.uint64], link_profiles: NDArray[np.uint32], link_classes: NDArray[np.uint8],
    link_starts: NDArray[np.uint32], link_shift: int, link_bloom: NDArray[np.uint64],
    slots: NDArray[np.uint32], persons: NDArray[np.uint32], date_bits: float, people_bits: float,
    out_places: NDArray[np.int64], out_rows: NDArray[np.int64], out_persons: NDArray[np.uint32],
    out_bits: NDArray[np.float32], out_kinds: NDArray[np.uint8], out_digits: NDArray[np.uint8],
) -> int:  # fmt: skip
    found = 0
    room = out_places.size - 2
    size = places.size
    certain_to = -1  # events up to here are explained by a strong identifier beside them
    none = np.uint64(0)
    days = np.zeros(8, np.int64)
    for e in range(size):
        if places[e] < low or found >= room:
            continue
        kind = kinds[e]
        if not maybe[e]:
            continue
        begin, stop = near[e, 0], near[e, 1]
        if kind in (STRONG, HASHED):
            at = extra[e]
            number = link_classes[at] >= NUMERIC
            bits, told = _told(
                slots[link_profiles[at]], kinds, values, extra, begin, stop, none, date_bits, 0.0
            )
            sure = not number or told != 0 or link_classes[at] >= NUMERIC + 9
            if sure:
                certain_to = max(certain_to, _explained(places, rows, e, stop))
            if shift == 0:
                out_places[found], out_rows[found] = places[e], rows[e]
                out_persons[found] = persons[link_profiles[at]]
                out_digits[found] = link_classes[at] - NUMERIC if number else 0
                out_bits[found] = bits + (3.32 * (link_classes[at] - NUMERIC) if number else people_bits + 10)
                out_kinds[found] = SURE if sure else NUMBER
                found += 1
            continue
        if kind == POSTCODE or e < certain_to or _about(places, rows, kinds, extra, link_classes, e, stop):
            continue
        best = 0.0
        best_person = np.uint32(0)
        best_told = 0
        first, last, turns = e, e + 1, 1
        if kind == DAY:
            first, last = begin, stop
        elif kind == SERIAL:
            first, last = begin, stop
            turns = 0
            named = False
            for j in range(begin, stop):
                named = named or kinds[j] == NAME
                if kinds[j] == DAY and rows[e] >= 0:  # a row that writes dates as dates
                    named = False
                    break
            if named:
                turns = serials(extra[e], int(values[e]), days)
        elif kind == NAME:
            first, last = e + 1, min(stop, e + 4)
        for turn in range(turns):
            own = values[e]
            told_day = none
            if kind == SERIAL:
                own = told_day = day_hash(days[turn] + shift, k0, k1)
            for j in range(first, last):
                if kind == ADDRESS:
                    at = extra[e]
                else:
                    if kind == NAME:
                        if (
                            kinds[j] != NAME
                            or (rows[e] < 0 and places[j] - places[e] > _BESIDE)
                            or values[j] == own
                        ):
                            continue
                    elif kinds[j] != NAME and (kinds[j] != POSTCODE or kind == SERIAL):
                        continue
                    h = pair(own, values[j])
                    if not known(h, link_bloom):
                        continue
                    at = first_of(h, link_keys, link_starts, link_shift)
                    if at < 0:
                        continue
                key = link_keys[at]
                same = at
                while same < link_keys.size and link_keys[same] == key:
                    same += 1
                told_most = _ADDRESS_MOST
                if kind == ADDRESS:
                    told_most = min(told_most, people_bits - math.log2(same - at))
                for k in range(at, same):
                    bits, told = _told(
                        slots[link_profiles[k]],
                        kinds,
                        values,
                        extra,
                        begin,
                        stop,
                        told_day,
                        date_bits,
                        told_most,
                    )
                    if bits > best:
                        best, best_told, best_person = bits, told, persons[link_profiles[k]]
        if best > 0 and (best_told == 1 or best_told & (best_told - 1)):
            out_places[found], out_rows[found], out_persons[found] = places[e], rows[e], best_person
            out_bits[found], out_digits[found] = best, 0
            out_kinds[found] = NAMES_ONLY if best_told == 1 else (BY_SERIAL if kind == SERIAL else WEAK)
            found += 1
    return found


@njit(cache=True)
def _explained(
    places: NDArray[np.int64], rows: NDArray[np.int64], e: int, stop: int
) -> int:  # pragma: no cover
    """The first event that a strong identifier at ``e`` does not explain: of the next row, or 64 bytes on."""
    j = e + 1
    while j < stop and (rows[e] >= 0 or places[j] - places[e] <= 64):
        j += 1
    return j


@njit(cache=True)
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


__all__ = [
    "BY_SERIAL",
    "HASH",
    "NAMES_ALONE",
    "NAMES_ONLY",
    "NUMBER",
    "SURE",
    "WEAK",
    "Events",
    "Hits",
    "events_in",
    "hits_of",
]
