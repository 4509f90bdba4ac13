"""SipHash-2-4 (Aumasson & Bernstein 2012) over packed words, compiled, one key for each kind of value.

A value is packed into little-endian 64-bit words; its kind is mixed into the key, so that the
same text as a name and as a licence number gives two unrelated fingerprints.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]

NAME, DATE, STRONG, ADDRESS, POSTCODE, HASHED = 1, 2, 3, 4, 5, 6
WORDS = 12  # room for a token of 88 bytes and its length


@njit(cache=True, inline="always")
def _turn(x: np.uint64, b: np.uint64) -> np.uint64:  # pragma: no cover
    return (x << b) | (x >> (np.uint64(64) - b))


@njit(cache=True)
def sip24(words: Words, size: int, k0: np.uint64, k1: np.uint64, kind: int) -> np.uint64:  # pragma: no cover
    """The keyed hash of the first ``size`` bytes packed in ``words`` (zero beyond ``size``)."""
    one = np.uint64(k0) ^ np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15)
    v0 = one ^ np.uint64(0x736F6D6570736575)
    v1 = np.uint64(k1) ^ np.uint64(0x646F72616E646F6D)
    v2 = one ^ np.uint64(0x6C7967656E657261)
    v3 = np.uint64(k1) ^ np.uint64(0x7465646279746573)
    whole = size >> 3
    for i in range(whole + 1):
        m = words[i]
        if i == whole:
            m |= np.uint64(size & 0xFF) << np.uint64(56)
        v3 ^= m
        for _ in range(2):
            v0 += v1
            v1 = _turn(v1, np.uint64(13)) ^ v0
            v0 = _turn(v0, np.uint64(32))
            v2 += v3
            v3 = _turn(v3, np.uint64(16)) ^ v2
            v0 += v3
            v3 = _turn(v3, np.uint64(21)) ^ v0
            v2 += v1
            v1 = _turn(v1, np.uint64(17)) ^ v2
            v2 = _turn(v2, np.uint64(32))
        v0 ^= m
    v2 ^= np.uint64(0xFF)
    for _ in range(4):
        v0 += v1
        v1 = _turn(v1, np.uint64(13)) ^ v0
        v0 = _turn(v0, np.uint64(32))
        v2 += v3
        v3 = _turn(v3, np.uint64(16)) ^ v2
        v0 += v3
        v3 = _turn(v3, np.uint64(21)) ^ v0
        v2 += v1
        v1 = _turn(v1, np.uint64(17)) ^ v2
        v2 = _turn(v2, np.uint64(32))
    return v0 ^ v1 ^ v2 ^ v3


@njit(cache=True)
def pair(one: np.uint64, other: np.uint64) -> np.uint64:  # pragma: no cover
    """The key of two fingerprints together; the order does not matter."""
    low, high = (one, other) if one < other else (other, one)
    x = low + high * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x632BE59BD9B4E019)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True)
def of_number(number: int, k0: np.uint64, k1: np.uint64, kind: int) -> np.uint64:  # pragma: no cover
    """The keyed hash of a whole number (a day, counted from 1970-01-01)."""
    words = np.zeros(2, np.uint64)
    words[0] = np.uint64(number & 0xFFFFFFFFFFFF)
    return sip24(words, 6, k0, k1, kind)
