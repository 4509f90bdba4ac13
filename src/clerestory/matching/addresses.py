"""Addresses in running text: a house number and the first word of its street that is no direction."""

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.folding import CLASS, SEPARATOR, Bytes, plain_token, token
from clerestory.matching.hot import hot


@hot()
def address_at(  # pragma: no cover
    buf: Bytes, after: int, end: int, number: np.uint64, size: int,
    street: NDArray[np.uint64], whole: NDArray[np.uint64],
) -> int:  # fmt: skip
    """Pack ``number street`` into ``whole`` where a packed house number ends at ``after``: its size, 0 if none.

    ``street`` is room to work in; the number has at most seven signs.
    """
    at = after
    for _ in range(2):
        gap = 0
        while at < end and gap < 3 and CLASS[buf[at]] == SEPARATOR:
            if buf[at] not in (0x20, 0x2E, 0x2C):
                return 0
            at += 1
            gap += 1
        if gap == 0 or at >= end:
            return 0
        begin = at
        at, length, digits, _ = plain_token(buf, begin, end, street)
        if length < 0:
            street[:] = 0
            at, length, digits, _ = token(buf, begin, end, street)
        if length == 0 or digits == length:
            return 0
        if not is_direction(street[0], length):
            return number_and_street(number, size, street, min(length, 40), whole)
    return 0


@hot()
def is_direction(word: np.uint64, size: int) -> bool:  # pragma: no cover
    """Whether a packed word says where a street lies, not what it is called."""
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


@hot(inline="always")
def _is_between(sign: int) -> bool:  # pragma: no cover
    return bool(sign == 0x20 or sign == 0x2E or sign == 0x2C)


@hot(inline="always")
def is_gap(buf: Bytes, begin: int, stop: int) -> bool:  # pragma: no cover
    """Whether only what may stand between a house number and its street lies there: up to three spaces, points, commas."""
    size = stop - begin
    if size < 1 or size > 3 or not _is_between(buf[begin]):
        return False
    return (size < 2 or _is_between(buf[begin + 1])) and (size < 3 or _is_between(buf[begin + 2]))


@hot()
def number_and_street(  # pragma: no cover
    number: np.uint64, size: int, street: NDArray[np.uint64], length: int, whole: NDArray[np.uint64],
) -> int:  # fmt: skip
    """Both, a space between them: how long they are."""
    turn = np.uint64(8 * (size + 1))
    carried = number | (np.uint64(0x20) << np.uint64(8 * size))
    for j in range((length >> 3) + 1):
        left = length - 8 * j
        word = street[j] & ((np.uint64(1) << np.uint64(8 * left)) - np.uint64(1)) if left < 8 else street[j]
        if size == 7:
            whole[j], carried = carried, word
        else:
            whole[j] = carried | (word << turn)
            carried = word >> (np.uint64(64) - turn)
    whole[(length >> 3) + 1] = carried
    return size + 1 + length
