"""One pass over bytes: every name, day, strong identifier, address and postcode that the index knows.

Yields events in the order of their places; which of them belong to one person is for ``evidence``.
A day is an event whether known or not: only a pair of a name and a day can be looked up.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.days import MONTHS, days_at
from clerestory.matching.folding import CLASS, DIGIT, SEPARATOR, Bytes, plain_token, token
from clerestory.matching.siphash import ADDRESS, HASHED, NAME, POSTCODE, STRONG, WORDS, of_number, sip24
from clerestory.matching.siphash import DATE as DAY

SERIAL = 7  # a number that may be a day: weaker than a written date
MONTH_LETTER = np.isin(np.arange(256), [ord(month[0]) for month in MONTHS])
SHORTEST_STRONG, LONGEST_STRONG = 6, 24


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
def _append(
    words: NDArray[np.uint64], size: int, more: NDArray[np.uint64], length: int
) -> None:  # pragma: no cover
    """Append packed text to packed text; both and their sum at most 24 bytes, zero beyond."""
    at, turn = size >> 3, np.uint64(8 * (size & 7))
    for j in range((length >> 3) + 1):
        words[at + j] |= more[j] << turn
        if turn:
            words[at + j + 1] |= more[j] >> (np.uint64(64) - turn)


@njit(cache=True)
def address_at(  # pragma: no cover
    buf: Bytes, begin: int, after: int, end: int, k0: np.uint64, k1: np.uint64, words: NDArray[np.uint64]
) -> np.uint64:
    """The fingerprint of ``number street`` where a house number stands at ``begin..after``; 0 if none."""
    at = after
    for _ in range(2):
        gap = 0
        while at < end and gap < 3 and CLASS[buf[at]] == SEPARATOR:
            if buf[at] not in (0x20, 0x2E, 0x2C):
                return np.uint64(0)
            at += 1
            gap += 1
        if gap == 0 or at >= end:
            return np.uint64(0)
        words[:] = 0
        nxt, size, _, letters = token(buf, at, end, words)
        if size == 0 or letters == 0:
            return np.uint64(0)
        if not _direction(words[0], size):
            return _number_and_street(buf, begin, after, at, nxt, k0, k1, words)
        at = nxt
    return np.uint64(0)


@njit(cache=True)
def _direction(word: np.uint64, size: int) -> bool:  # pragma: no cover
    first = word & np.uint64(0xFF)
    if size == 1:
        return first in (0x4E, 0x53, 0x45, 0x57)
    if size == 2:
        second = (word >> np.uint64(8)) & np.uint64(0xFF)
        return first in (0x4E, 0x53) and second in (0x45, 0x57)
    # NORTH SOUTH EAST WEST, packed
    return word in (
        np.uint64(0x4854524F4E), np.uint64(0x4854554F53), np.uint64(0x54534145), np.uint64(0x54534557)
    )  # fmt: skip


@njit(cache=True)
def _number_and_street(  # pragma: no cover
    buf: Bytes,
    begin: int,
    after: int,
    at: int,
    nxt: int,
    k0: np.uint64,
    k1: np.uint64,
    words: NDArray[np.uint64],
) -> np.uint64:
    words[:] = 0
    _, size, _, _ = token(buf, begin, after, words)
    words[size >> 3] |= np.uint64(0x20) << np.uint64(8 * (size & 7))
    street = np.zeros(WORDS, np.uint64)
    _, length, _, _ = token(buf, at, nxt, street)
    for i in range(min(length, 40)):
        sign = (street[i >> 3] >> np.uint64(8 * (i & 7))) & np.uint64(0xFF)
        j = size + 1 + i
        words[j >> 3] |= sign << np.uint64(8 * (j & 7))
    return sip24(words, size + 1 + min(length, 40), k0, k1, ADDRESS)


@njit(cache=True, nogil=True)
def scan(  # pragma: no cover  (one loop over the bytes)
    buf: Bytes,
    start: int,
    end: int,
    k0: np.uint64,
    k1: np.uint64,
    word_bloom: NDArray[np.uint64],
    word_keys: NDArray[np.uint64],
    word_bits: NDArray[np.uint8],
    word_starts: NDArray[np.uint32],
    word_shift: int,
    link_bloom: NDArray[np.uint64],
    link_keys: NDArray[np.uint64],
    link_starts: NDArray[np.uint32],
    link_shift: int,
    places: NDArray[np.int64],
    kinds: NDArray[np.uint8],
    values: NDArray[np.uint64],
    extra: NDArray[np.int64],
    tested: NDArray[np.int64],
    shortest_serial: int,
) -> tuple[int, int]:
    """Fill the arrays with events; (events, position reached): call again where it stopped for want of room.

    ``extra`` is a name's or postcode's bits in eighths, a day's number, a serial's value (its digits
    in ``values``), a link's first place in the index. ``tested[n]`` counts the bare numbers of n digits that were looked up.
    """
    words = np.zeros(WORDS, np.uint64)
    spare = np.zeros(WORDS, np.uint64)
    both = np.zeros(WORDS, np.uint64)
    one = np.zeros(WORDS, np.uint64)  # the token before, if it may be part of a code
    two = np.zeros(WORDS, np.uint64)  # the one before that
    days = np.zeros(8, np.int64)
    room = places.size - 32
    found = 0
    s1 = e1 = s2 = e2 = -1
    z1 = z2 = d1 = d2 = 0
    day_until = 0
    i = start
    while i < end and found < room:
        if CLASS[buf[i]] == SEPARATOR:
            i += 1
            continue
        begin = i
        i, size, digits, letters = plain_token(buf, begin, end, words)
        if size < 0:
            i, size, digits, letters = token(buf, begin, end, words)
        if size == 0:
            continue
        if digits == 0:
            if size > 1:
                h = sip24(words, size, k0, k1, NAME)
                if known(h, word_bloom):
                    at = first_of(h, word_keys, word_starts, word_shift)
                    if at >= 0:
                        places[found], kinds[found], values[found], extra[found] = (
                            begin,
                            NAME,
                            h,
                            word_bits[at],
                        )
                        found += 1
                if (
                    size >= 3
                    and begin >= day_until
                    and i + 2 < end
                    and MONTH_LETTER[words[0] & np.uint64(0xFF)]
                ):
                    n = days_at(buf, begin, end, days)
                    for j in range(n):
                        places[found], kinds[found], values[found], extra[found] = begin, DAY, 0, days[j]
                        found += 1
                    if n:
                        day_until = i + 8
        else:
            if CLASS[buf[begin]] == DIGIT and begin >= day_until:
                n = 0
                if size == 8 or letters or _goes_on(buf, i, end):
                    n = days_at(buf, begin, end, days)
                for j in range(n):
                    places[found], kinds[found], values[found], extra[found] = begin, DAY, 0, days[j]
                    found += 1
                if n:
                    day_until = max(i, begin + 8)
                elif letters == 0 and shortest_serial <= size <= 13 and (size < 6 or size > 7):
                    value = 0
                    for j in range(size):
                        value = (
                            value * 10 + int((words[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF)) - 48
                        )
                    if begin > start and buf[begin - 1] == 0x2D:
                        value = -value
                    places[found], kinds[found], values[found], extra[found] = begin, SERIAL, size, value
                    found += 1
            if letters == 0 and size == 5:
                h = sip24(words, size, k0, k1, POSTCODE)
                if known(h, word_bloom):
                    at = first_of(h, word_keys, word_starts, word_shift)
                    if at >= 0:
                        places[found], kinds[found], values[found], extra[found] = (
                            begin,
                            POSTCODE,
                            h,
                            word_bits[at],
                        )
                        found += 1
            if (
                size <= 7
                and letters <= 1
                and i < end
                and i + 1 < end
                and (buf[i] == 0x20 or ((buf[i] == 0x2C or buf[i] == 0x2E) and CLASS[buf[i + 1]] != DIGIT))
                and CLASS[buf[begin]] == DIGIT
            ):
                h = address_at(buf, begin, i, end, k0, k1, spare)
                if h and known(h, link_bloom):
                    at = first_of(h, link_keys, link_starts, link_shift)
                    if at >= 0:
                        places[found], kinds[found], values[found], extra[found] = begin, ADDRESS, h, at
                        found += 1
            if SHORTEST_STRONG <= size <= LONGEST_STRONG:
                if letters == 0:
                    tested[size] += 1
                h = sip24(words, size, k0, k1, STRONG)
                if known(h, link_bloom):
                    at = first_of(h, link_keys, link_starts, link_shift)
                    if at >= 0:
                        places[found], kinds[found], values[found], extra[found] = begin, STRONG, h, at
                        found += 1
            elif size == 32 or size == 40 or size == 64:
                for j in range(2, WORDS):
                    words[j] = 0
                h = sip24(words, 16, k0, k1, HASHED)
                if known(h, link_bloom):
                    at = first_of(h, link_keys, link_starts, link_shift)
                    if at >= 0:
                        places[found], kinds[found], values[found], extra[found] = begin, HASHED, h, at
                        found += 1
        # a code written in two or three parts: D123-4567, 123-45-6789
        if (
            digits + d1 > 0
            and e1 >= day_until
            and SHORTEST_STRONG <= size + z1 <= LONGEST_STRONG
            and _joins(buf, e1, begin, digits == size and d1 == z1)
        ):
            for j in range(5):
                both[j] = one[j]
            _append(both, z1, words, size)
            if digits + d1 == size + z1:
                tested[size + z1] += 1
            h = sip24(both, size + z1, k0, k1, STRONG)
            if known(h, link_bloom):
                at = first_of(h, link_keys, link_starts, link_shift)
                if at >= 0:
                    places[found], kinds[found], values[found], extra[found] = s1, STRONG, h, at
                    found += 1
        if (
            digits + d1 + d2 > 0
            and z2 > 0
            and e2 >= day_until
            and SHORTEST_STRONG <= size + z1 + z2 <= LONGEST_STRONG
            and _joins(buf, e1, begin, digits == size and d1 == z1)
            and _joins(buf, e2, s1, d1 == z1 and d2 == z2)
            and buf[e1] != 0x2E  # L187.5 203 and L12-5 203 are lines in a drawing, not codes in three parts
            and (buf[e1] == buf[e2] or (z2 == 1 and d2 == 0))  # A 123-4567 is one
        ):
            for j in range(5):
                both[j] = two[j]
            _append(both, z2, one, z1)
            _append(both, z1 + z2, words, size)
            if digits + d1 + d2 == size + z1 + z2:
                tested[size + z1 + z2] += 1
            h = sip24(both, size + z1 + z2, k0, k1, STRONG)
            if known(h, link_bloom):
                at = first_of(h, link_keys, link_starts, link_shift)
                if at >= 0:
                    places[found], kinds[found], values[found], extra[found] = s2, STRONG, h, at
                    found += 1
        s2, e2, z2, d2 = s1, e1, z1, d1
        s1, e1, z1, d1 = begin, i, size if size <= LONGEST_STRONG else 99, digits
        for j in range(5):
            two[j] = one[j]
            one[j] = words[j]
        for j in range((size >> 3) + 1):
            words[j] = 0
    return found, i


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
