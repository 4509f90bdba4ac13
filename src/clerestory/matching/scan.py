"""One pass over bytes: every name, day, strong identifier, address and postcode that the index may know.

Yields events in the order of their places; which of them belong to one person is for ``evidence``.
A day is an event whether known or not: only a pair of a name and a day can be looked up. The
fingerprints of codes and addresses are made together afterwards, by ``settle``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.addresses import is_direction, is_gap, number_and_street
from clerestory.matching.days import MONTH_OF, NO_DAY, days_at, iso_day
from clerestory.matching.eight import one_by_one
from clerestory.matching.folding import CLASS, DIGIT, LETTER, SEPARATOR, Bytes, digits_of, plain_token, token
from clerestory.matching.hot import hot
from clerestory.matching.lookup import Lexicon, Links, first_of, known, word_of
from clerestory.matching.siphash import (
    ADDRESS,
    HASHED,
    NAME,
    POSTCODE,
    SHORT,
    STRONG,
    of_number,
    sip24,
)
from clerestory.matching.siphash import DATE as DAY

SERIAL = 7  # a number that may be a day: weaker than a written date
SHORTEST_STRONG, LONGEST_STRONG = 6, 24
SHAPES = 1 << 16  # a table of shapes; what is not in it need not be hashed
MOST = 24  # events on either side of one that are beside it
MARGIN = 64  # events for which there must be room at each token


@hot(inline="always")
def shape_of(size: int, digits: np.uint64) -> np.uint64:  # pragma: no cover
    """Where in a table of shapes a code of that size stands, with digits at those places."""
    x = (np.uint64(size) << np.uint64(24)) | (digits & np.uint64(0xFFFFFF))
    return (x * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48)


@hot(inline="always")
def _joins(buf: Bytes, a: int, b: int, numbers: bool) -> bool:  # noqa: FBT001  # pragma: no cover
    """Whether what lies between two tokens may be a separator inside one code; a point not between numbers."""
    if b - a > 2 or b == a:
        return False
    for i in range(a, b):
        c = buf[i]
        if c == 0x2E and numbers:
            return False
        if not (c == 0x2D or c == 0x20 or c == 0x2F or c == 0x28 or c == 0x29 or c == 0x5F or c == 0x2E):
            return False
    return True


class Found(NamedTuple):
    """Room for events: place, kind, value, and what else is told of it.

    ``extra`` is a name's or postcode's bits in eighths, a day's number, a serial's value (its digits in ``values``),
    a link's first place in the index, -1 while it is pending. ``rows`` counts lines from 0; -1 in running text.
    """

    places: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    values: NDArray[np.uint64]
    extra: NDArray[np.int64]
    rows: NDArray[np.int64]


class Pending(NamedTuple):
    """Codes and addresses that are still to be hashed: packed words, size, kind, and whose event it is."""

    first: NDArray[np.uint64]
    second: NDArray[np.uint64]
    sizes: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    events: NDArray[np.int64]
    hashes: NDArray[np.uint64]


class Bench(NamedTuple):
    """Room to work in: tokens, days, numbers."""

    words: NDArray[np.uint64]
    spare: NDArray[np.uint64]
    both: NDArray[np.uint64]
    part: NDArray[np.uint64]
    days: NDArray[np.int64]
    serials: NDArray[np.int64]  # numbers of a row in which no name stands so far: place, size, value


@hot(inline="always")
def _put(
    found: Found, at: int, place: int, kind: int, value: np.uint64, extra: int, row: int
) -> int:  # pragma: no cover
    found.places[at], found.kinds[at], found.values[at] = place, kind, value
    found.extra[at], found.rows[at] = extra, row
    return at + 1


@hot(inline="always")
def _put_link(  # pragma: no cover
    found: Found, at: int, place: int, kind: int, row: int, words: NDArray[np.uint64], size: int,
    pending: Pending, waiting: int, links: Links, k0: np.uint64, k1: np.uint64,
) -> tuple[int, int]:  # fmt: skip
    """A code or address: short ones wait to be hashed together, long ones are looked up at once."""
    if size <= SHORT:
        pending.first[waiting], pending.second[waiting] = words[0], words[1] if size > 7 else np.uint64(0)
        pending.sizes[waiting], pending.kinds[waiting], pending.events[waiting] = size, kind, at
        return _put(found, at, place, kind, np.uint64(0), -1, row), waiting + 1
    h = sip24(words, size, k0, k1, kind)
    first = first_of(h, links.keys, links.starts, links.shift) if known(h, links.bloom) else -1
    return (_put(found, at, place, kind, h, first, row) if first >= 0 else at), waiting


@hot(inline="always")
def _put_days(
    found: Found, at: int, place: int, row: int, days: NDArray[np.int64], count: int
) -> int:  # pragma: no cover
    for j in range(count):
        one_by_one()
        at = _put(found, at, place, DAY, np.uint64(0), days[j], row)
    return at


@hot()
def scan(  # pragma: no cover  (one loop over the bytes)
    buf: Bytes, start: int, end: int, row: int, k0: np.uint64, k1: np.uint64, lexicon: Lexicon, links: Links,
    shapes: NDArray[np.uint8], found: Found, pending: Pending, bench: Bench, tested: NDArray[np.int64],
) -> tuple[int, int, int, int]:  # fmt: skip
    """Fill the room with events: (events, pending links, position reached, row reached); call again from there.

    ``row`` is -1 in running text. ``tested[n]`` counts the bare numbers of n digits.
    """
    words, spare, both, part, days, serials = bench
    by_row = row >= 0
    addressed = shapes[0] != 0
    shortest_serial = 4 if by_row else 5
    room = found.places.size - MARGIN
    at = waiting = 0
    # the token before, and the one before that: begin, end, size, digits, which signs are digits
    s1 = e1 = s2 = e2 = -1
    z1 = z2 = d1 = d2 = 0
    w1 = w2 = np.uint64(0)
    day_until = 0
    house = np.uint64(0)
    house_size = house_begin = turns = 0
    row_begin = row_serials = row_waiting = held = 0
    row_named = start > 0 and buf[start - 1] != 0x0A
    row_dated = False
    i = start
    while i < end and at < room:
        c = buf[i]
        if CLASS[c] == SEPARATOR:
            if c == 0x0A and by_row:
                if row_serials and row_dated and at - row_begin <= MOST:
                    at = _without_serials(found, pending.events[row_waiting:waiting], row_begin, at)
                row_serials = held = 0
                row_waiting = waiting
                row_begin, row_named, row_dated = at, False, False
                row += 1
            i += 1
            continue
        begin = i
        i, size, digits, which = plain_token(buf, begin, end, words)
        if size < 0:
            words[:] = 0
            i, size, digits, _ = token(buf, begin, end, words)
            which = digits_of(words, size)
        if size == 0:
            continue
        if house_size:  # a house number stands before: is this its street?
            if digits == size or not is_gap(buf, e1, begin):
                house_size = 0
            elif is_direction(words[0], size):
                turns += 1
                house_size = house_size if turns == 1 else 0
            else:
                length = number_and_street(house, house_size, words, min(size, 40), spare)
                at, waiting = _put_link(
                    found, at, house_begin, ADDRESS, row, spare, length, pending, waiting, links, k0, k1
                )
                house_size = 0
        if digits == 0:
            if size > 1:
                h, bits = word_of(words, size, NAME, k0, k1, lexicon)
                if h:
                    at = _put_serials(found, at, row, serials, held)
                    row_serials += held
                    at = _put(found, at, begin, NAME, h, int(np.int64(bits)), row)
                    held, row_named = 0, True
            if size >= 3 and begin >= day_until and i + 2 < end and MONTH_OF[_three(words[0])]:
                n = days_at(buf, begin, end, days)
                at = _put_days(found, at, begin, row, days, n)
                if n:
                    day_until, row_dated = i + 8, True
        else:
            if CLASS[c] == DIGIT and begin >= day_until:
                n = 0
                day = iso_day(buf, begin, end) if size == 4 and digits == 4 else NO_DAY
                if day != NO_DAY:
                    at = _put(found, at, begin, DAY, np.uint64(0), day, row)
                    n = 1
                    i = begin + 10  # all of 1957-03-18 at once
                    size = LONGEST_STRONG + 1
                elif size == 8 or digits < size or _goes_on(buf, i, end):
                    n = days_at(buf, begin, end, days)
                    at = _put_days(found, at, begin, row, days, n)
                if n:
                    day_until, row_dated = max(i, begin + 8), True
                elif (
                    digits == size
                    and shortest_serial <= size <= 13
                    and (size < 6 or size > 7)
                    and not (by_row and row_dated and at - row_begin <= MOST)  # it writes days as dates
                ):
                    value = _value_of(words, size)
                    if begin > start and buf[begin - 1] == 0x2D:
                        value = -value
                    if row_named or not by_row:
                        at = _put(found, at, begin, SERIAL, np.uint64(size), value, row)
                        row_serials += 1
                    elif held < serials.shape[0]:  # a number may be a day only beside a name
                        serials[held, 0], serials[held, 1], serials[held, 2] = begin, size, value
                        held += 1
            if digits == 5 and size == 5:
                h, bits = word_of(words, size, POSTCODE, k0, k1, lexicon)
                if h:
                    at = _put(found, at, begin, POSTCODE, h, int(np.int64(bits)), row)
            if addressed and size <= 7 and size - digits <= 1 and CLASS[c] == DIGIT and _spaced(buf, i, end):
                house, house_size, house_begin, turns = words[0], size, begin, 0
            if SHORTEST_STRONG <= size <= LONGEST_STRONG:
                if digits == size:
                    tested[size] += 1
                if shapes[shape_of(size, which)]:
                    at, waiting = _put_link(
                        found, at, begin, STRONG, row, words, size, pending, waiting, links, k0, k1
                    )
            elif size == 32 or size == 40 or size == 64:
                words[2] = 0
                at, waiting = _put_link(
                    found, at, begin, HASHED, row, words, 16, pending, waiting, links, k0, k1
                )
        # a code written in two or three parts: D123-4567, 123-45-6789
        joined = size + z1
        if (
            begin - e1 <= 2
            and digits + d1 > 0
            and e1 >= day_until
            and joined <= LONGEST_STRONG
            and _joins(buf, e1, begin, digits == size and d1 == z1)
        ):
            told = w1 | (which << np.uint64(z1))
            if joined >= SHORTEST_STRONG:
                if digits + d1 == joined:
                    tested[joined] += 1
                if shapes[shape_of(joined, told)]:
                    both[:] = 0
                    together(buf, s1, i, both, part)
                    at, waiting = _put_link(
                        found, at, s1, STRONG, row, both, joined, pending, waiting, links, k0, k1
                    )
            joined += z2
            if (
                z2 > 0
                and e2 >= day_until
                and SHORTEST_STRONG <= joined <= LONGEST_STRONG
                and _joins(buf, e2, s1, d1 == z1 and d2 == z2)
                and buf[e1]
                != 0x2E  # L187.5 203 and L12-5 203 are lines in a drawing, not codes in three parts
                and (buf[e1] == buf[e2] or (z2 == 1 and d2 == 0))  # A 123-4567 is one
            ):
                if digits + d1 + d2 == joined:
                    tested[joined] += 1
                if shapes[shape_of(joined, w2 | (told << np.uint64(z2)))]:
                    both[:] = 0
                    together(buf, s2, i, both, part)
                    at, waiting = _put_link(
                        found, at, s2, STRONG, row, both, joined, pending, waiting, links, k0, k1
                    )
        s2, e2, z2, d2, w2 = s1, e1, z1, d1, w1
        s1, e1, z1, d1, w1 = begin, i, size if size <= LONGEST_STRONG else 99, digits, which
    return at, waiting, i, row


@hot()
def _without_serials(
    found: Found, whose: NDArray[np.int64], begin: int, stop: int
) -> int:  # pragma: no cover
    """Leave out the serials of the last row, which begins at ``begin``: how many events are left. ``whose`` links are pending."""
    kept = begin
    first = 0
    for e in range(begin, stop):
        while first < whose.size and whose[first] < e:
            first += 1
        if first < whose.size and whose[first] == e:
            whose[first] = kept
        if found.kinds[e] != SERIAL:
            kept = _put(
                found, kept, found.places[e], found.kinds[e], found.values[e], found.extra[e], found.rows[e]
            )
    return kept


@hot(inline="always")
def _put_serials(
    found: Found, at: int, row: int, held: NDArray[np.int64], count: int
) -> int:  # pragma: no cover
    for j in range(count):
        one_by_one()
        at = _put(found, at, held[j, 0], SERIAL, np.uint64(held[j, 1]), held[j, 2], row)
    return at


@hot(inline="always")
def _spaced(buf: Bytes, i: int, end: int) -> bool:  # pragma: no cover
    """Whether a street may follow a house number that ends at ``i``."""
    if i + 1 >= end:
        return False
    return bool(buf[i] == 0x20 or ((buf[i] == 0x2C or buf[i] == 0x2E) and CLASS[buf[i + 1]] != DIGIT))


@hot(inline="always")
def _three(word: np.uint64) -> np.uint64:  # pragma: no cover
    """The first three letters of a packed word, five bits each."""
    five = np.uint64(31)
    return (
        (word & five)
        | ((word >> np.uint64(3)) & (five << np.uint64(5)))
        | ((word >> np.uint64(6)) & (five << np.uint64(10)))
    )


@hot(inline="always")
def _value_of(words: NDArray[np.uint64], size: int) -> int:  # pragma: no cover
    """The number that packed digits are."""
    value = 0
    for j in range(size):
        value = value * 10 + int((words[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF)) - 48
    return value


@hot(inline="always")
def _goes_on(buf: Bytes, i: int, end: int) -> bool:  # pragma: no cover
    """Whether a date may go on after its first number."""
    if i + 1 >= end:
        return False
    c = buf[i]
    if c == 0x2E and i + 3 < end and CLASS[buf[i + 1]] == DIGIT:  # 12.345 is no date, 12.3.45 is one
        return bool(buf[i + 2] == 0x2E or buf[i + 3] == 0x2E)
    if c == 0x20 and CLASS[buf[i + 1]] == LETTER:  # 12 May, but not 12 Main Street
        if i + 3 >= end:
            return False
        three = int(buf[i + 1] & 31) | int(buf[i + 2] & 31) << 5 | int(buf[i + 3] & 31) << 10
        return bool(MONTH_OF[three] != 0)
    part = c == 0x2D or c == 0x2F or c == 0x2E or c == 0x20 or c == 0x5F or c == 0
    return bool(part or (c == 0x2C and buf[i + 1] == 0x20))


@hot()
def together(
    buf: Bytes, begin: int, stop: int, words: NDArray[np.uint64], part: NDArray[np.uint64]
) -> tuple[int, int]:  # pragma: no cover
    """All tokens of a stretch as one, into ``words``: (size, digits). ``part`` is room to work in."""
    size = digits = 0
    i = begin
    while i < stop and size < LONGEST_STRONG + 1:
        if CLASS[buf[i]] == SEPARATOR:
            i += 1
            continue
        part[:] = 0
        i, length, d, _ = token(buf, i, stop, part)
        digits += d
        for j in range(min(length, LONGEST_STRONG + 1)):
            sign = (part[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF)
            k = size + j
            if k < 80:
                words[k >> 3] |= sign << np.uint64(8 * (k & 7))
        size += length
    return size, digits


@hot()
def day_hash(day: int, k0: np.uint64, k1: np.uint64) -> np.uint64:  # pragma: no cover
    """The fingerprint of a day."""
    return of_number(day, k0, k1, DAY)
