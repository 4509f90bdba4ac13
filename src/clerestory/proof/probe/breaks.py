"""Line breaks: how many lines there are; and where cells hold line breaks, a record is one line again.

A cell is quoted where a quote opens it and another closes it before a delimiter; a quote that closes nothing
within a few thousand bytes is none, so that an inch mark does not swallow the lines after it.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_QUOTE, _BREAK = 0x22, 0x0A
_LONGEST = 1 << 13  # bytes of a cell that goes over lines


def count_lines(buf: Bytes) -> int:
    """How many lines end in these bytes."""
    return int(_count(buf, _BREAK))


@njit(cache=True, nogil=True)
def _count(buf: Bytes, sign: int) -> int:  # pragma: no cover
    found = 0
    for i in range(buf.size):
        found += buf[i] == sign
    return found


def unbroken(lines: Bytes) -> Bytes:
    """The same bytes, line breaks inside quoted cells replaced by spaces; the bytes themselves if there are none."""
    if not _count(lines, _QUOTE):
        return lines
    places = np.empty(lines.size // 4 + 1, np.int64)
    count = _breaks(lines, places)
    if not count:
        return lines
    made = lines.copy()
    made[places[:count]] = 0x20
    return made


@njit(cache=True)
def _is_edge(c: int) -> bool:  # pragma: no cover
    """Whether a cell may begin or end beside this sign."""
    return bool(c == 0x2C or c == 0x3B or c == 0x09 or c == 0x7C or c == _BREAK or c == 0x0D)


@njit(cache=True, nogil=True)
def _breaks(buf: Bytes, places: NDArray[np.int64]) -> int:  # pragma: no cover
    """Where line breaks stand in quoted cells, into ``places``: how many."""
    n = buf.size
    count = 0
    i = 0
    while i < n:
        if buf[i] != _QUOTE or not (i == 0 or _is_edge(buf[i - 1])):
            i += 1
            continue
        begun, j, end = count, i + 1, min(n, i + _LONGEST)
        closed = False
        while j < end and not closed:
            if buf[j] == _QUOTE and j + 1 < n and buf[j + 1] == _QUOTE:
                j += 1
            elif buf[j] == _QUOTE:
                closed = True
            elif buf[j] == _BREAK and count < places.size:
                places[count] = j
                count += 1
            j += 1
        if closed and (j >= n or _is_edge(buf[j])):
            i = j
        else:
            count = begun
            i += 1
    return count
