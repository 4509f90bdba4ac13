"""One pass over bytes: every name, day, strong identifier, address and postcode that the index knows.

Yields events in the order of their places; which of them belong to one person is for ``evidence``.
A day is an event whether known or not: only a pair of a name and a day can be looked up.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.days import days_at, serials
from clerestory.matching.folding import CLASS, DIGIT, SEPARATOR, Bytes, token
from clerestory.matching.siphash import ADDRESS, HASHED, NAME, POSTCODE, STRONG, WORDS, of_number, sip24
from clerestory.matching.siphash import DATE as DAY

SERIAL = 7  # a number that may be a day: weaker than a written date
SHORTEST_STRONG, LONGEST_STRONG = 6, 24


@njit(cache=True, inline="always")
def known(h: np.uint64, bloom: NDArray[np.uint64]) -> bool:  # pragma: no cover
    """Whether a fingerprint may be in the table behind this filter (one word of it is read)."""
    word = bloom[(h >> np.uint64(24)) % np.uint64(bloom.size)]
    bits = (
        (np.uint64(1) << (h & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(6)) & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(12)) & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(18)) & np.uint64(63)))
    )
    return (word & bits) == bits


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


@njit(cache=True)
def _joins(buf: Bytes, a: int, b: int) -> bool:  # pragma: no cover
    """Whether what lies between two tokens may be a separator inside one number or code."""
    if b - a > 2:
        return False
    for i in range(a, b):
        c = buf[i]
        if not (c == 0x2D or c == 0x20 or c == 0x2F or c == 0x28 or c == 0x29 or c == 0x5F or c == 0x2E):
            return False
    return b > a


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
        nxt, size, digits, letters = token(buf, at, end, words)
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
def scan(  # noqa: C901, PLR0912, PLR0915  # pragma: no cover  (one loop over the bytes)
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
) -> tuple[int, int]:
    """Fill the arrays with events; (events, position reached): call again where it stopped for want of room.

    ``extra`` is a name's or postcode's bits in eighths, a day's number, a link's first place in the
    index. ``tested[n]`` counts the bare numbers of n digits that were looked up.
    """
    words = np.zeros(WORDS, np.uint64)
    spare = np.zeros(WORDS, np.uint64)
    days = np.zeros(8, np.int64)
    room = places.size - 32
    found = 0
    s1 = e1 = s2 = e2 = -1
    d1 = d2 = 0
    day_until = 0
    i = start
    while i < end and found < room:
        if CLASS[buf[i]] == SEPARATOR:
            i += 1
            continue
        begin = i
        i, size, digits, letters = token(buf, begin, end, words)
        if size == 0:
            for j in range(3):
                words[j] = 0
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
                if size >= 3 and begin >= day_until:
                    first = words[0] & np.uint64(0xFF)
                    if first in (0x4A, 0x46, 0x4D, 0x41, 0x53, 0x4F, 0x4E, 0x44):
                        n = days_at(buf, begin, end, days)
                        for j in range(n):
                            places[found], kinds[found], values[found], extra[found] = begin, DAY, 0, days[j]
                            found += 1
                        if n:
                            day_until = i + 8
        else:
            if CLASS[buf[begin]] == DIGIT and begin >= day_until:
                n = days_at(buf, begin, end, days)
                for j in range(n):
                    places[found], kinds[found], values[found], extra[found] = begin, DAY, 0, days[j]
                    found += 1
                if n:
                    day_until = max(i, begin + 8)
                elif letters == 0 and 4 <= size <= 13:
                    value = 0
                    for j in range(size):
                        value = (
                            value * 10 + int((words[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF)) - 48
                        )
                    n = serials(value, size, begin > start and buf[begin - 1] == 0x2D, days)
                    for j in range(n):
                        places[found], kinds[found], values[found], extra[found] = begin, SERIAL, 0, days[j]
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
                and CLASS[buf[begin]] == DIGIT
                and i < end
                and letters <= 1
                and buf[i] in (0x20, 0x2C, 0x2E)
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
        if size in (32, 40, 64) and digits > 0:
            for j in range(2, WORDS):
                words[j] = 0
            h = sip24(words, 16, k0, k1, HASHED)
            if known(h, link_bloom):
                at = first_of(h, link_keys, link_starts, link_shift)
                if at >= 0:
                    places[found], kinds[found], values[found], extra[found] = begin, HASHED, h, at
                    found += 1
        # a code written in two or three parts: D123-4567, 123-45-6789
        if e1 >= 0 and digits + d1 > 0 and i - s1 <= 32 and _joins(buf, e1, begin):
            found = _parts(
                buf,
                s1,
                i,
                k0,
                k1,
                link_bloom,
                link_keys,
                link_starts,
                link_shift,
                spare,
                places,
                kinds,
                values,
                extra,
                found,
                tested,
            )
            if e2 >= 0 and i - s2 <= 32 and _joins(buf, e2, s1):
                found = _parts(
                    buf,
                    s2,
                    i,
                    k0,
                    k1,
                    link_bloom,
                    link_keys,
                    link_starts,
                    link_shift,
                    spare,
                    places,
                    kinds,
                    values,
                    extra,
                    found,
                    tested,
                )
        s2, e2, d2 = s1, e1, d1
        s1, e1, d1 = begin, i, digits
        for j in range((size >> 3) + 1):
            words[j] = 0
    return found, i


@njit(cache=True)
def _parts(  # pragma: no cover
    buf: Bytes, begin: int, stop: int, k0: np.uint64, k1: np.uint64,
    link_bloom: NDArray[np.uint64], link_keys: NDArray[np.uint64], link_starts: NDArray[np.uint32], link_shift: int,
    words: NDArray[np.uint64],
    places: NDArray[np.int64], kinds: NDArray[np.uint8], values: NDArray[np.uint64], extra: NDArray[np.int64],
    found: int, tested: NDArray[np.int64],
) -> int:  # fmt: skip
    words[:] = 0
    size, digits = together(buf, begin, stop, words)
    if size < SHORTEST_STRONG or size > LONGEST_STRONG or digits == 0:
        return found
    if digits == size:
        tested[size] += 1
    h = sip24(words, size, k0, k1, STRONG)
    if known(h, link_bloom):
        at = first_of(h, link_keys, link_starts, link_shift)
        if at >= 0:
            places[found], kinds[found], values[found], extra[found] = begin, STRONG, h, at
            found += 1
    return found


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
