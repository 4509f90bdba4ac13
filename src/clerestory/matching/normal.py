"""Identifying values of a column as fingerprints: the same reading as of running text, cell by cell.

Compiled functions of other modules are compiled into these: after a change there, clear the caches.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.addresses import address_at
from clerestory.matching.days import NO_DAY, days_at
from clerestory.matching.folding import CLASS, DIGIT, LETTER, SEPARATOR, Bytes, digits_of, token
from clerestory.matching.index import NAMES, NUMERIC, SURE
from clerestory.matching.scan import LONGEST_STRONG, SHORTEST_STRONG, shape_of, together
from clerestory.matching.siphash import ADDRESS, HASHED, NAME, POSTCODE, STRONG, WORDS, sip24


def _packed(words: tuple[str, ...]) -> NDArray[np.uint64]:
    return np.array([int.from_bytes(word.encode(), "little") for word in words], np.uint64)


# parts of names that say nothing of a person
BESIDE: NDArray[np.uint64] = _packed(
    ("JR", "SR", "II", "III", "IV", "MD", "PHD", "ESQ", "MR", "MRS", "MS", "DR", "DE", "LA", "DEL", "LOS", "LAS",
     "VAN", "VON", "DER", "DEN", "DI", "DA", "DOS", "EL", "AL", "BIN", "OF", "THE")
)  # fmt: skip


@njit(cache=True, nogil=True)
def names_of(  # pragma: no cover
    data: Bytes, offsets: NDArray[np.int64], k0: np.uint64, k1: np.uint64, most: int, out: NDArray[np.uint64]
) -> None:
    """Add to each row of ``out`` the fingerprints of at most ``most`` names of its cell."""
    words = np.zeros(WORDS, np.uint64)
    for row in range(offsets.size - 1):
        kept = 0
        spare = np.uint64(0)
        i, end = offsets[row], offsets[row + 1]
        while i < end and kept < most:
            if CLASS[data[i]] == SEPARATOR:
                i += 1
                continue
            words[:] = 0
            i, size, digits, _ = token(data, i, end, words)
            if size < 2 or digits:
                continue
            h = sip24(words, size, k0, k1, NAME)
            if size <= 3 and _is_beside(words[0]):
                spare = h
            else:
                kept += _add(out, row, h)
        if kept == 0 and spare:
            _add(out, row, spare)


@njit(cache=True)
def _is_beside(word: np.uint64) -> bool:  # pragma: no cover
    found = False
    for i in range(BESIDE.size):
        found = found or BESIDE[i] == word
    return found


@njit(cache=True)
def _add(out: NDArray[np.uint64], row: int, h: np.uint64) -> int:  # pragma: no cover
    for slot in range(NAMES):
        if out[row, slot] == h:
            return 0
        if out[row, slot] == 0:
            out[row, slot] = h
            return 1
    return 0


@njit(cache=True, nogil=True)
def days_of(data: Bytes, offsets: NDArray[np.int64], out: NDArray[np.int64]) -> None:  # pragma: no cover
    """The day of each cell (text); the first reading where a date has two, ``NO_DAY`` where none."""
    found = np.zeros(8, np.int64)
    for row in range(offsets.size - 1):
        i, end = offsets[row], offsets[row + 1]
        while i < end and CLASS[data[i]] != DIGIT and CLASS[data[i]] != LETTER:
            i += 1
        out[row] = found[0] if i < end and days_at(data, i, end, found) else NO_DAY


@njit(cache=True, nogil=True)
def strong_of(  # pragma: no cover
    data: Bytes, offsets: NDArray[np.int64], k0: np.uint64, k1: np.uint64, out: NDArray[np.uint64],
    trimmed: NDArray[np.uint64], classes: NDArray[np.uint8], shapes: NDArray[np.uint8],
) -> None:  # fmt: skip
    """The fingerprint of each cell as one code; ``trimmed`` that of a number without its leading zeros.

    The shape of each is marked in ``shapes``.
    """
    words, part = np.zeros(WORDS, np.uint64), np.zeros(WORDS, np.uint64)
    for row in range(offsets.size - 1):
        words[:] = 0
        size, digits = together(data, offsets[row], offsets[row + 1], words, part)
        out[row] = trimmed[row] = 0
        if size < SHORTEST_STRONG or size > LONGEST_STRONG or digits == 0:
            continue
        out[row] = sip24(words, size, k0, k1, STRONG)
        shapes[shape_of(size, digits_of(words, size))] = 1
        classes[row] = NUMERIC + size if digits == size else SURE
        if digits == size and (words[0] & np.uint64(0xFF)) == 0x30:
            less = size
            while less > 1 and (words[0] & np.uint64(0xFF)) == 0x30:
                for j in range(3):
                    words[j] = (words[j] >> np.uint64(8)) | (words[j + 1] << np.uint64(56))
                less -= 1
            if less >= SHORTEST_STRONG:
                trimmed[row] = sip24(words, less, k0, k1, STRONG)
                shapes[shape_of(less, digits_of(words, less))] = 1


@njit(cache=True, nogil=True)
def addresses_of(  # pragma: no cover
    data: Bytes, offsets: NDArray[np.int64], k0: np.uint64, k1: np.uint64, out: NDArray[np.uint64]
) -> None:
    """The fingerprint of the first house number and street of each cell; 0 where there is none."""
    words, street = np.zeros(WORDS, np.uint64), np.zeros(WORDS, np.uint64)
    whole = np.zeros(WORDS, np.uint64)
    for row in range(offsets.size - 1):
        i, end = offsets[row], offsets[row + 1]
        out[row] = 0
        while i < end and out[row] == 0:
            if CLASS[data[i]] == SEPARATOR:
                i += 1
                continue
            begin = i
            words[:] = 0
            i, size, digits, letters = token(data, begin, end, words)
            if digits and letters <= 1 and size <= 7 and CLASS[data[begin]] == DIGIT:
                length = address_at(data, i, end, words[0], size, street, whole)
                if length:
                    out[row] = sip24(whole, length, k0, k1, ADDRESS)


@njit(cache=True, nogil=True)
def postcodes_of(  # pragma: no cover
    data: Bytes, offsets: NDArray[np.int64], k0: np.uint64, k1: np.uint64, out: NDArray[np.uint64]
) -> None:
    """The fingerprint of the first five-digit number of each cell, or of the whole as one word."""
    words = np.zeros(WORDS, np.uint64)
    for row in range(offsets.size - 1):
        i, end = offsets[row], offsets[row + 1]
        out[row] = 0
        while i < end and CLASS[data[i]] == SEPARATOR:
            i += 1
        if i < end:
            words[:] = 0
            _, size, _, _ = token(data, i, end, words)
            if size == 5:
                out[row] = sip24(words, size, k0, k1, POSTCODE)


@njit(cache=True, nogil=True)
def digests_of(  # pragma: no cover
    data: Bytes, offsets: NDArray[np.int64], k0: np.uint64, k1: np.uint64, out: NDArray[np.uint64]
) -> None:
    """The fingerprint of each cell as the beginning of a hash; 0 where it is empty."""
    words = np.zeros(WORDS, np.uint64)
    for row in range(offsets.size - 1):
        words[:] = 0
        _, size, _, _ = token(data, offsets[row], offsets[row + 1], words)
        out[row] = 0
        if size:  # no conditional expression: it would make the fingerprint a float
            out[row] = sip24(words, size, k0, k1, HASHED)
