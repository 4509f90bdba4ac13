"""One pass over bytes: every name, day, strong identifier, address and postcode that the index knows.

Yields events in the order of their places; which of them belong to one person is for ``evidence``.
A day is an event whether known or not: only a pair of a name and a day can be looked up.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.addresses import address_at
from clerestory.matching.days import MONTHS, days_at
from clerestory.matching.folding import CLASS, DIGIT, SEPARATOR, Bytes, digits_of, plain_token, token
from clerestory.matching.siphash import ADDRESS, HASHED, NAME, POSTCODE, STRONG, WORDS, of_number, sip24
from clerestory.matching.siphash import DATE as DAY

SERIAL = 7  # a number that may be a day: weaker than a written date
SHORTEST_STRONG, LONGEST_STRONG = 6, 24
SHAPES = 1 << 16  # a table of shapes; what is not in it need not be hashed
MOST = 24  # events on either side of one that are beside it
_REMEMBERED = 4096  # words whose place in the index is kept at hand; a power of two


def _months() -> NDArray[np.bool_]:
    """Whether three letters, five bits each, begin a month's name."""
    table = np.zeros(1 << 15, np.bool_)
    for a, b, c in ([ord(sign) & 31 for sign in month] for month in MONTHS):
        table[a | b << 5 | c << 10] = True
    return table


_MONTH: NDArray[np.bool_] = _months()


@njit(cache=True, inline="always")
def shape_of(size: int, digits: np.uint64) -> np.uint64:  # pragma: no cover
    """Where in a table of shapes a code of that size stands, with digits at those places."""
    x = (np.uint64(size) << np.uint64(24)) | (digits & np.uint64(0xFFFFFF))
    return (x * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48)


@njit(cache=True, inline="always")
def known(h: np.uint64, bloom: NDArray[np.uint64]) -> bool:  # pragma: no cover
    """Whether a fingerprint may be in the table behind this filter (one word of it is read)."""
    word = bloom[(h >> np.uint64(24)) & np.uint64(bloom.size - 1)]
    bits = (
        (np.uint64(1) << (h & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(6)) & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(12)) & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(18)) & np.uint64(63)))
    )
    return bool((word & bits) == bits)


@njit(cache=True)
def first_of(
    h: np.uint64, keys: NDArray[np.uint64], starts: NDArray[np.uint32], shift: int
) -> int:  # pragma: no cover
    """Where ``h`` begins in the sorted ``keys``; -1 if it is not there."""
    bucket = h >> np.uint64(shift)
    for i in range(np.int64(starts[bucket]), np.int64(starts[bucket + np.uint64(1)])):
        if keys[i] == h:
            return i
    return -1


@njit(cache=True, inline="always")
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


@njit(cache=True, inline="always")
def _word_at(  # pragma: no cover
    words: NDArray[np.uint64], size: int, kind: int, k0: np.uint64, k1: np.uint64,
    bloom: NDArray[np.uint64], keys: NDArray[np.uint64], starts: NDArray[np.uint32], shift: int,
    seen: NDArray[np.uint64], seen_at: NDArray[np.int64],
) -> int:  # fmt: skip
    """Where a name or postcode is in the index, -1 if it is not; text repeats its words, so the last are kept."""
    second = words[1] if size > 7 else np.uint64(0)
    mixed = (words[0] ^ (second * np.uint64(0xC2B2AE3D27D4EB4F))) * np.uint64(0x9E3779B97F4A7C15)
    slot = np.int64(mixed >> np.uint64(52))
    if size <= 16 and seen[2 * slot] == words[0] and seen[2 * slot + 1] == second:
        return int(seen_at[slot])
    h = sip24(words, size, k0, k1, kind)
    at = first_of(h, keys, starts, shift) if known(h, bloom) else -1
    if size <= 16:
        seen[2 * slot], seen[2 * slot + 1], seen_at[slot] = words[0], second, at
    return at


@njit(cache=True, nogil=True)
def settle(  # pragma: no cover
    places: NDArray[np.int64], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    found: int, bloom: NDArray[np.uint64], keys: NDArray[np.uint64], starts: NDArray[np.uint32], shift: int,
) -> int:  # fmt: skip
    """Leave out the links that the index does not know: how many events are left.

    After the scan, not in it: look-ups one after another wait for memory together.
    """
    kept = 0
    for e in range(found):
        kind = kinds[e]
        link = kind in (STRONG, ADDRESS, HASHED)
        places[kept], kinds[kept], values[kept], extra[kept] = places[e], kind, values[e], extra[e]
        kept += (not link) or known(values[e], bloom)
    found, kept = kept, 0
    for e in range(found):
        kind = kinds[e]
        at = extra[e]
        if kind in (STRONG, ADDRESS, HASHED):
            at = first_of(values[e], keys, starts, shift)
            if at < 0:
                continue
        places[kept], kinds[kept], values[kept], extra[kept] = places[e], kind, values[e], at
        kept += 1
    return kept


@njit(cache=True, nogil=True)
def scan(  # pragma: no cover  (one loop over the bytes)
    buf: Bytes, start: int, end: int, k0: np.uint64, k1: np.uint64,
    word_bloom: NDArray[np.uint64], word_keys: NDArray[np.uint64], word_bits: NDArray[np.uint8],
    word_starts: NDArray[np.uint32], word_shift: int,
    shapes: NDArray[np.uint8],
    places: NDArray[np.int64], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    tested: NDArray[np.int64], by_row: bool,  # noqa: FBT001
) -> tuple[int, int]:  # fmt: skip
    """Fill the arrays with events; (events, position reached): call again where it stopped for want of room.

    ``extra`` is a name's or postcode's bits in eighths, a day's number, a serial's value (its digits
    in ``values``); ``settle`` writes a link's first place in the index. ``tested[n]`` counts the bare numbers of n digits.
    """
    words, spare = np.zeros(WORDS, np.uint64), np.zeros(WORDS, np.uint64)
    street, both = np.zeros(WORDS, np.uint64), np.zeros(WORDS, np.uint64)
    days = np.zeros(8, np.int64)
    seen, seen_at = np.zeros(2 * _REMEMBERED, np.uint64), np.full(_REMEMBERED, -1, np.int64)
    addressed = shapes[0] != 0
    shortest_serial = 4 if by_row else 5
    room = places.size - 32
    found = 0
    # the token before, and the one before that: begin, end, size, digits, which signs are digits
    s1 = e1 = s2 = e2 = -1
    z1 = z2 = d1 = d2 = 0
    w1 = w2 = np.uint64(0)
    day_until = 0
    row_begin = row_serials = 0
    row_named = start > 0 and buf[start - 1] != 0x0A
    row_dated = False
    i = start
    while i < end and found < room:
        c = buf[i]
        if CLASS[c] == SEPARATOR:
            if c == 0x0A and by_row:
                dated = row_dated and found - row_begin <= MOST
                if row_serials and (
                    dated or not row_named
                ):  # a number may be a day only beside a name, and no date
                    found = _without_serials(places, kinds, values, extra, row_begin, found)
                row_begin, row_serials, row_named, row_dated = found, 0, False, False
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
        if digits == 0:
            if size > 1:
                at = _word_at(
                    words, size, NAME, k0, k1, word_bloom, word_keys, word_starts, word_shift, seen, seen_at
                )
                if at >= 0:
                    places[found], kinds[found] = begin, NAME
                    values[found], extra[found] = word_keys[at], word_bits[at]
                    found += 1
                    row_named = True
            if size >= 3 and begin >= day_until and i + 2 < end and _MONTH[_three(words[0])]:
                n = days_at(buf, begin, end, days)
                for j in range(n):
                    places[found], kinds[found], values[found], extra[found] = begin, DAY, 0, days[j]
                    found += 1
                if n:
                    day_until, row_dated = i + 8, True
        else:
            if CLASS[c] == DIGIT and begin >= day_until:
                n = 0
                if size == 8 or digits < size or _goes_on(buf, i, end):
                    n = days_at(buf, begin, end, days)
                for j in range(n):
                    places[found], kinds[found], values[found], extra[found] = begin, DAY, 0, days[j]
                    found += 1
                if n:
                    day_until, row_dated = max(i, begin + 8), True
                    if size == 4 and digits == 4 and begin + 10 <= end and buf[begin + 7] == 0x2D:
                        i = begin + 10  # all of 1957-03-18 at once
                        size = LONGEST_STRONG + 1
                elif digits == size and shortest_serial <= size <= 13 and (size < 6 or size > 7):
                    value = _value_of(words, size)
                    if begin > start and buf[begin - 1] == 0x2D:
                        value = -value
                    places[found], kinds[found], values[found], extra[found] = begin, SERIAL, size, value
                    found += 1
                    row_serials += 1
            if digits == 5 and size == 5:
                at = _word_at(
                    words,
                    size,
                    POSTCODE,
                    k0,
                    k1,
                    word_bloom,
                    word_keys,
                    word_starts,
                    word_shift,
                    seen,
                    seen_at,
                )
                if at >= 0:
                    places[found], kinds[found] = begin, POSTCODE
                    values[found], extra[found] = word_keys[at], word_bits[at]
                    found += 1
            if (
                addressed
                and size <= 7
                and size - digits <= 1
                and i + 1 < end
                and (buf[i] == 0x20 or ((buf[i] == 0x2C or buf[i] == 0x2E) and CLASS[buf[i + 1]] != DIGIT))
                and CLASS[c] == DIGIT
            ):
                h = address_at(buf, i, end, words[0], size, k0, k1, street, spare)
                if h:
                    places[found], kinds[found], values[found] = begin, ADDRESS, h
                    found += 1
            if SHORTEST_STRONG <= size <= LONGEST_STRONG:
                if digits == size:
                    tested[size] += 1
                if shapes[shape_of(size, which)]:
                    h = sip24(words, size, k0, k1, STRONG)
                    places[found], kinds[found], values[found] = begin, STRONG, h
                    found += 1
            elif size == 32 or size == 40 or size == 64:
                words[2] = 0
                h = sip24(words, 16, k0, k1, HASHED)
                places[found], kinds[found], values[found] = begin, HASHED, h
                found += 1
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
                    together(buf, s1, i, both)
                    h = sip24(both, joined, k0, k1, STRONG)
                    places[found], kinds[found], values[found] = s1, STRONG, h
                    found += 1
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
                    together(buf, s2, i, both)
                    h = sip24(both, joined, k0, k1, STRONG)
                    places[found], kinds[found], values[found] = s2, STRONG, h
                    found += 1
        s2, e2, z2, d2, w2 = s1, e1, z1, d1, w1
        s1, e1, z1, d1, w1 = begin, i, size if size <= LONGEST_STRONG else 99, digits, which
    return found, i


@njit(cache=True)
def _without_serials(  # pragma: no cover
    places: NDArray[np.int64], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    begin: int, found: int,
) -> int:  # fmt: skip
    """Leave out the serials from ``begin`` on: how many events are left."""
    kept = begin
    for e in range(begin, found):
        if kinds[e] != SERIAL:
            places[kept], kinds[kept], values[kept], extra[kept] = places[e], kinds[e], values[e], extra[e]
            kept += 1
    return kept


@njit(cache=True, inline="always")
def _three(word: np.uint64) -> np.uint64:  # pragma: no cover
    """The first three letters of a packed word, five bits each."""
    five = np.uint64(31)
    return (
        (word & five)
        | ((word >> np.uint64(3)) & (five << np.uint64(5)))
        | ((word >> np.uint64(6)) & (five << np.uint64(10)))
    )


@njit(cache=True, inline="always")
def _value_of(words: NDArray[np.uint64], size: int) -> int:  # pragma: no cover
    """The number that packed digits are."""
    value = 0
    for j in range(size):
        value = value * 10 + int((words[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF)) - 48
    return value


@njit(cache=True, inline="always")
def _goes_on(buf: Bytes, i: int, end: int) -> bool:  # pragma: no cover
    """Whether a date may go on after its first number."""
    if i + 1 >= end:
        return False
    c = buf[i]
    if c == 0x2E and i + 3 < end and CLASS[buf[i + 1]] == DIGIT:  # 12.345 is no date, 12.3.45 is one
        return bool(buf[i + 2] == 0x2E or buf[i + 3] == 0x2E)
    part = c == 0x2D or c == 0x2F or c == 0x2E or c == 0x20 or c == 0x5F or c == 0
    return bool(part or (c == 0x2C and buf[i + 1] == 0x20))


@njit(cache=True)
def together(
    buf: Bytes, begin: int, stop: int, words: NDArray[np.uint64]
) -> tuple[int, int]:  # pragma: no cover
    """All tokens of a stretch as one, into ``words``: (size, digits)."""
    part = np.zeros(WORDS, np.uint64)
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


@njit(cache=True)
def day_hash(day: int, k0: np.uint64, k1: np.uint64) -> np.uint64:  # pragma: no cover
    """The fingerprint of a day."""
    return of_number(day, k0, k1, DAY)
