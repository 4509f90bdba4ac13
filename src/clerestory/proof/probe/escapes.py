"""Escapes of JSON, JavaScript, HTML, URLs and quoted-printable: where there are some, and the text without them.

In the same pass over the bytes, where heads of compressed streams stand.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.folding import CLASS, SEPARATOR

Bytes = NDArray[np.uint8]
_AT_ONCE = 1024
HEXADECIMAL = np.array(
    [int(chr(c), 16) if chr(c) in "0123456789abcdefABCDEF" else -1 for c in range(256)], np.int16
)


@njit(cache=True, nogil=True)
def traces(buf: Bytes) -> tuple[int, int, int]:  # pragma: no cover
    """Whether there are escapes, and heads of compressed streams; of escapes, how many come in one run.

    A block of bytes among which none can be one is stepped over at once.
    """
    escapes = streams = longest = run = last = 0
    for begin in range(0, buf.size, _AT_ONCE):
        if not _some(buf[begin : begin + _AT_ONCE]):
            continue
        for i in range(begin, min(begin + _AT_ONCE, buf.size - 3)):
            streams += _ends_head(buf, i)
            if _is_escape(buf, i):
                run = run + 1 if i - last <= 9 else 1
                longest, last = max(longest, run), i
                escapes += 1
    return escapes, streams, longest


@njit(cache=True)
def _some(part: Bytes) -> int:  # pragma: no cover
    """How many bytes may begin an escape or end a head; counted without a branch, many at a time."""
    found = 0
    for i in range(part.size):
        c = part[i]
        found += (
            (c == 0x26) | (c == 0x5C) | (c == 0x25) | (c == 0x3D) | (c == 0x1F)
            | (c == 0x04) | (c == 0x01) | (c == 0x5E) | (c == 0x9C) | (c == 0xDA)
        )  # fmt: skip
    return found


@njit(cache=True, inline="always")
def _is_escape(buf: Bytes, i: int) -> bool:  # pragma: no cover
    """Whether an escape begins at ``i``: &#65; \\u0041 \\x41 %41 =41, or a break before a word."""
    c, d = buf[i], buf[i + 1]
    if c == 0x26:
        return bool(d == 0x23)
    if c == 0x5C:
        breaks = d == 0x6E or d == 0x74 or d == 0x72
        return bool(d == 0x75 or d == 0x78 or d == 0x2F or (breaks and CLASS[buf[i + 2]] != SEPARATOR))
    if c == 0x25 or c == 0x3D:
        return bool(HEXADECIMAL[d] >= 0 and HEXADECIMAL[buf[i + 2]] >= 0)
    return False


@njit(cache=True, inline="always")
def _ends_head(buf: Bytes, i: int) -> bool:  # pragma: no cover
    """Whether the head of a compressed stream stands at ``i``, not at the beginning of all bytes."""
    c = buf[i]
    if c == 0x01 or c == 0x5E or c == 0x9C or c == 0xDA:
        return bool(i > 1 and buf[i - 1] == 0x78)
    if c == 0x1F:
        return bool(i > 0 and buf[i + 1] == 0x8B and buf[i + 2] == 8)
    return bool(c == 0x04 and i > 3 and buf[i - 1] == 3 and buf[i - 2] == 0x4B and buf[i - 3] == 0x50)


@njit(cache=True, nogil=True)
def unescaped(buf: Bytes) -> Bytes:  # pragma: no cover
    """The same text with escapes undone; what is none stays as it is."""
    out = np.empty(buf.size + 8, np.uint8)
    size = 0
    i = 0
    n = buf.size
    while i < n:
        c = buf[i]
        code = -1
        step = 1
        if c == 0x5C and i + 1 < n:
            d = buf[i + 1]
            if d == 0x75 and i + 5 < n:
                code, step = _hex(buf, i + 2, 4), 6
            elif d == 0x78 and i + 3 < n:
                code, step = _hex(buf, i + 2, 2), 4
            elif d == 0x6E or d == 0x74 or d == 0x72:
                code, step = 0x0A, 2
            elif d == 0x2F or d == 0x22 or d == 0x5C:
                code, step = int(d), 2
        elif (c == 0x25 or c == 0x3D) and i + 2 < n:
            if c == 0x3D and buf[i + 1] == 0x0A:
                i += 2
                continue
            if c == 0x3D and buf[i + 1] == 0x0D and buf[i + 2] == 0x0A:
                i += 3
                continue
            code, step = _hex(buf, i + 1, 2), 3
            if code >= 0x80:
                out[size] = code
                size += 1
                i += step
                continue
        elif c == 0x26 and i + 3 < n and buf[i + 1] == 0x23:
            code, step = _entity(buf, i + 2, n)
            step += 2
        if code < 0:
            out[size] = c
            size += 1
            i += 1
            continue
        if code < 0x80:
            out[size] = code
            size += 1
        elif code < 0x800:
            out[size], out[size + 1] = 0xC0 | code >> 6, 0x80 | code & 63
            size += 2
        elif code < 0x10000:
            out[size], out[size + 1], out[size + 2] = (
                0xE0 | code >> 12,
                0x80 | code >> 6 & 63,
                0x80 | code & 63,
            )
            size += 3
        i += step
    return out[:size]


@njit(cache=True)
def _hex(buf: Bytes, i: int, digits: int) -> int:  # pragma: no cover
    value = 0
    for j in range(i, i + digits):
        if HEXADECIMAL[buf[j]] < 0:
            return -1
        value = value * 16 + int(HEXADECIMAL[buf[j]])
    return value


@njit(cache=True)
def _entity(buf: Bytes, i: int, n: int) -> tuple[int, int]:  # pragma: no cover
    """The number of an entity that begins after ``&#``: (code, signs taken), -1 if it is none."""
    begin = i
    value = digits = 0
    wide = i < n and (buf[i] == 0x78 or buf[i] == 0x58)
    if wide:
        i += 1
    while i < n and digits < 7 and HEXADECIMAL[buf[i]] >= 0 and (wide or buf[i] <= 0x39):
        value = value * (16 if wide else 10) + int(HEXADECIMAL[buf[i]])
        digits += 1
        i += 1
    if digits == 0:
        return -1, 0
    if i < n and buf[i] == 0x3B:
        i += 1
    return value, i - begin
