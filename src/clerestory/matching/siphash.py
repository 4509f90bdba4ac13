"""SipHash-2-4 (Aumasson & Bernstein 2012) over packed words, compiled, one key for each kind of value.

A value is packed into little-endian 64-bit words; its kind is mixed into the key, so that the
same text as a name and as a licence number gives two unrelated fingerprints.
"""

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.hot import hot

Words = NDArray[np.uint64]

NAME, DATE, STRONG, ADDRESS, POSTCODE, HASHED = 1, 2, 3, 4, 5, 6
WORDS = 12  # room for a token of 88 bytes and its length
SHORT = 15  # bytes that ``hash_short`` takes

_State = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@hot(inline="always")
def _turn(x: np.uint64, b: np.uint64) -> np.uint64:  # pragma: no cover
    return (x << b) | (x >> (np.uint64(64) - b))


@hot(inline="always")
def _round(v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64) -> _State:  # pragma: no cover
    v0 += v1
    v1 = _turn(v1, np.uint64(13)) ^ v0
    v0 = _turn(v0, np.uint64(32))
    v2 += v3
    v3 = _turn(v3, np.uint64(16)) ^ v2
    v0 += v3
    v3 = _turn(v3, np.uint64(21)) ^ v0
    v2 += v1
    v1 = _turn(v1, np.uint64(17)) ^ v2
    return v0, v1, _turn(v2, np.uint64(32)), v3


@hot(inline="always")
def _begun(k0: np.uint64, k1: np.uint64, kind: int) -> _State:  # pragma: no cover
    one = np.uint64(k0) ^ np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15)
    two = np.uint64(k1)
    return (
        one ^ np.uint64(0x736F6D6570736575), two ^ np.uint64(0x646F72616E646F6D),
        one ^ np.uint64(0x6C7967656E657261), two ^ np.uint64(0x7465646279746573),
    )  # fmt: skip


@hot(inline="always")
def _taken(
    v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64, m: np.uint64
) -> _State:  # pragma: no cover
    """The state with one more word in it."""
    v0, v1, v2, v3 = _round(v0, v1, v2, v3 ^ m)
    v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ m, v1, v2, v3


@hot(inline="always")
def _ended(v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64) -> np.uint64:  # pragma: no cover
    v0, v1, v2, v3 = _round(v0, v1, v2 ^ np.uint64(0xFF), v3)
    v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


@hot()
def sip24(words: Words, size: int, k0: np.uint64, k1: np.uint64, kind: int) -> np.uint64:  # pragma: no cover
    """The keyed hash of the first ``size`` bytes packed in ``words`` (zero beyond ``size``)."""
    v0, v1, v2, v3 = _begun(k0, k1, kind)
    whole = size >> 3
    for i in range(whole):
        v0, v1, v2, v3 = _taken(v0, v1, v2, v3, words[i])
    v0, v1, v2, v3 = _taken(v0, v1, v2, v3, words[whole] | (np.uint64(size & 0xFF) << np.uint64(56)))
    return _ended(v0, v1, v2, v3)


@hot()
def hash_short(  # pragma: no cover
    first: Words, second: Words, sizes: NDArray[np.uint8], kinds: NDArray[np.uint8], count: int,
    k0: np.uint64, k1: np.uint64, out: Words,
) -> None:  # fmt: skip
    """The keyed hashes of values of at most ``SHORT`` bytes, two packed words each; several at once.

    No branch in the loop: the compiler makes it take as many values a step as the machine can.
    """
    for i in range(count):
        size = np.uint64(sizes[i])
        length = size << np.uint64(56)
        long = size > np.uint64(7)
        v0, v1, v2, v3 = _begun(k0, k1, kinds[i])
        v0, v1, v2, v3 = _taken(v0, v1, v2, v3, first[i] | (np.uint64(0) if long else length))
        w0, w1, w2, w3 = _taken(v0, v1, v2, v3, second[i] | length)
        out[i] = _ended(
            w0 if long else v0, w1 if long else v1, w2 if long else v2, w3 if long else v3
        )  # fmt: skip


@hot()
def pair(one: np.uint64, other: np.uint64) -> np.uint64:  # pragma: no cover
    """The key of two fingerprints together; the order does not matter."""
    low, high = (one, other) if one < other else (other, one)
    x = low + high * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x632BE59BD9B4E019)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@hot()
def of_number(number: int, k0: np.uint64, k1: np.uint64, kind: int) -> np.uint64:  # pragma: no cover
    """The keyed hash of a whole number (a day, counted from 1970-01-01), as six bytes."""
    word = np.uint64(number & 0xFFFFFFFFFFFF) | (np.uint64(6) << np.uint64(56))
    v0, v1, v2, v3 = _begun(k0, k1, kind)
    v0, v1, v2, v3 = _taken(v0, v1, v2, v3, word)
    return _ended(v0, v1, v2, v3)
