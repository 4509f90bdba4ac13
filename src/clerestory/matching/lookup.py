"""Looking a fingerprint up: first in a filter of one word, then in the sorted keys behind it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.hot import hot
from clerestory.matching.siphash import sip24

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

REMEMBERED = 1 << 14  # words whose place in the index is kept at hand


class Lexicon(NamedTuple):
    """Names and postcodes of an index, and the words met last with their places."""

    bloom: U64
    keys: U64
    bits: NDArray[np.uint8]
    starts: NDArray[np.uint32]
    shift: int
    seen: U64  # four words each: a word of text, packed in two; its fingerprint, 0 if not there; its bits


class Links(NamedTuple):
    """Fingerprints that lead to profiles, and what the profiles say."""

    bloom: U64
    keys: U64
    profiles: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    starts: NDArray[np.uint32]
    shift: int
    slots: NDArray[np.uint32]
    persons: NDArray[np.uint32]


@hot(inline="always")
def known(h: np.uint64, bloom: U64) -> bool:  # pragma: no cover
    """Whether a fingerprint may be in the table behind this filter (one word of it is read)."""
    word = bloom[(h >> np.uint64(24)) & np.uint64(bloom.size - 1)]
    bits = (
        (np.uint64(1) << (h & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(6)) & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(12)) & np.uint64(63)))
        | (np.uint64(1) << ((h >> np.uint64(18)) & np.uint64(63)))
    )
    return bool((word & bits) == bits)


@hot()
def first_of(h: np.uint64, keys: U64, starts: NDArray[np.uint32], shift: int) -> int:  # pragma: no cover
    """Where ``h`` begins in the sorted ``keys``; -1 if it is not there."""
    bucket = h >> np.uint64(shift)
    for i in range(np.int64(starts[bucket]), np.int64(starts[bucket + np.uint64(1)])):
        if keys[i] == h:
            return i
    return -1


@hot()
def _sought(
    words: U64, size: int, kind: int, k0: np.uint64, k1: np.uint64, lexicon: Lexicon
) -> tuple[np.uint64, np.uint64]:  # pragma: no cover
    h = sip24(words, size, k0, k1, kind)
    if known(h, lexicon.bloom):
        at = first_of(h, lexicon.keys, lexicon.starts, lexicon.shift)
        if at >= 0:
            return h, np.uint64(lexicon.bits[at])
    return np.uint64(0), np.uint64(0)


@hot(inline="always")
def word_of(
    words: U64, size: int, kind: int, k0: np.uint64, k1: np.uint64, lexicon: Lexicon
) -> tuple[np.uint64, np.uint64]:  # pragma: no cover
    """A name's or postcode's fingerprint and bits; 0 if the index does not know it. Text repeats its words: the last are kept."""
    if size > 16:
        return _sought(words, size, kind, k0, k1, lexicon)
    seen = lexicon.seen
    second = words[1] if size > 7 else np.uint64(0)
    mixed = (words[0] ^ (second * np.uint64(0xC2B2AE3D27D4EB4F))) * np.uint64(0x9E3779B97F4A7C15)
    slot = (mixed >> np.uint64(50)) << np.uint64(2)
    if seen[slot] != words[0] or seen[slot + np.uint64(1)] != second:
        seen[slot], seen[slot + np.uint64(1)] = words[0], second
        h, bits = _sought(words, size, kind, k0, k1, lexicon)
        seen[slot + np.uint64(2)], seen[slot + np.uint64(3)] = h, bits
    return seen[slot + np.uint64(2)], seen[slot + np.uint64(3)]
