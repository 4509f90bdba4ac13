"""Links: fingerprints that lead to a profile, sorted, each once a profile.

Sorted by scattering: first by the leading bits into buckets that fit a core's cache, then each
bucket by the bits that follow. What is written never overtakes what is still to be read, so that the
links are held once.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.groups import lookup
from clerestory.matching.index import HASH, NAMES, NUMERIC, PAIR, PLACE
from clerestory.matching.rows import U32, U64, Rows
from clerestory.matching.siphash import pair

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]
Part = tuple[U64, U32, U8]  # fingerprints (0: none), profiles, classes
Links = tuple[U64, U32, U8]

SHORT = 6  # a number without its leading zeros counts as the shortest there is
_CHUNK = 1 << 20
_BUCKETS = 11  # leading bits
_MOST = 256  # profiles that one link leads to


def links_of(
    sources: Sequence[Rows], profile: U32, names: U64, dates: U64, addresses: U64, postcodes: U64
) -> Links:
    """Every link of the profiles, whose values are given, and of the rows, whose profiles are given."""
    weak = names, dates, addresses, postcodes

    def parts() -> Iterator[Part]:
        yield from _weak_links(*weak)
        yield from _strong_links(sources, profile)

    return _sorted(parts)


def _weak_links(names: U64, dates: U64, addresses: U64, postcodes: U64) -> Iterator[Part]:
    """Addresses; each name with the day, names with each other, the day with the postcode."""
    for begin in range(0, dates.size, _CHUNK):
        own = slice(begin, begin + _CHUNK)
        every = np.arange(begin, min(begin + _CHUNK, dates.size), dtype=np.uint32)
        some = [names[own, slot] for slot in range(NAMES)]
        pairs = [(name, dates[own]) for name in some]
        pairs += [(some[a], some[b]) for a in range(NAMES) for b in range(a + 1, NAMES)]
        pairs.append((dates[own], postcodes[own]))
        for one, other in pairs:
            yield _pair_all(one, other), every, np.full(every.size, PAIR, np.uint8)
        yield addresses[own], every, np.full(every.size, PLACE, np.uint8)


@njit(cache=True, nogil=True)
def _pair_all(one: U64, other: U64) -> U64:  # pragma: no cover
    out = np.zeros(one.size, np.uint64)
    for i in range(one.size):
        if one[i] and other[i]:
            out[i] = pair(one[i], other[i])
    return out


def _strong_links(sources: Sequence[Rows], profile: U32) -> Iterator[Part]:
    """Strong identifiers, bare numbers without their leading zeros, and plain hashes, which lead where their codes lead."""
    start = 0
    for rows in sources:
        own = profile[start : start + rows.sets.size]
        start += rows.sets.size
        for hashes, classes in rows.strong.values():
            yield hashes, own, classes
        for which, hashes in rows.trimmed:
            yield hashes, own[which], np.full(which.size, NUMERIC + SHORT, np.uint8)
        for column, (wanted, digests) in rows.digests.items():
            at = lookup(rows.strong[column][0], wanted)
            fits = at >= 0
            for hashes in digests:
                yield hashes[fits], own[at[fits]], np.full(int(fits.sum()), HASH, np.uint8)


def _sorted(parts: Callable[[], Iterator[Part]]) -> Links:
    """The links of all parts, which are gone through twice."""
    counts = np.zeros((1 << _BUCKETS) + 1, np.int64)
    for hashes, _, _ in parts():
        _count(hashes, counts)
    edges = np.cumsum(counts)
    keys = np.empty(edges[-1], np.uint64)
    profiles, classes = np.empty(edges[-1], np.uint32), np.empty(edges[-1], np.uint8)
    free = edges.copy()
    for part in parts():
        _scatter(*part, free, keys, profiles, classes)
    used = _order(keys, profiles, classes, edges)
    for array in (keys, profiles, classes):
        array.resize(used, refcheck=False)  # gives the rest back without a copy
    return keys, profiles, classes


@njit(cache=True, nogil=True)
def _count(hashes: U64, counts: I64) -> None:  # pragma: no cover
    for h in hashes:
        if h:
            counts[(h >> np.uint64(64 - _BUCKETS)) + np.uint64(1)] += 1


@njit(cache=True, nogil=True)
def _scatter(  # pragma: no cover
    hashes: U64, own: U32, kinds: U8, free: I64, keys: U64, profiles: U32, classes: U8
) -> None:
    for i in range(hashes.size):
        h = hashes[i]
        if h:
            at = free[h >> np.uint64(64 - _BUCKETS)]
            keys[at], profiles[at], classes[at] = h, own[i], kinds[i]
            free[h >> np.uint64(64 - _BUCKETS)] = at + 1


@njit(cache=True, nogil=True)
def _order(keys: U64, profiles: U32, classes: U8, edges: I64) -> int:  # pragma: no cover
    """Sort each bucket; keep a link once a profile, and at most so many profiles a link: how many are left."""
    used = 0
    for bucket in range(edges.size - 1):
        begin, stop = edges[bucket], edges[bucket + 1]
        order = _order_of(keys[begin:stop], profiles[begin:stop])
        held, owners, kinds = keys[begin:stop][order], profiles[begin:stop][order], classes[begin:stop][order]
        same = 0
        for i in range(held.size):
            if i and held[i] == held[i - 1]:
                if owners[i] == owners[i - 1]:
                    continue
                same += 1
            else:
                same = 0
            if same < _MOST:
                keys[used], profiles[used], classes[used] = held[i], owners[i], kinds[i]
                used += 1
    return used


@njit(cache=True, nogil=True)
def _order_of(keys: U64, profiles: U32) -> I64:  # pragma: no cover
    """The order by key, then profile, of keys that share their leading bits."""
    width = 1
    while (1 << width) < keys.size // 2:
        width += 1
    shift, mask = np.uint64(64 - _BUCKETS - width), np.uint64((1 << width) - 1)
    edges = np.zeros((1 << width) + 1, np.int64)
    for key in keys:
        edges[((key >> shift) & mask) + np.uint64(1)] += 1
    for i in range(1, edges.size):
        edges[i] += edges[i - 1]
    free = edges[:-1].copy()
    order = np.empty(keys.size, np.int64)
    for i in range(keys.size):
        at = (keys[i] >> shift) & mask
        order[free[at]] = i
        free[at] += 1
    for i in range(edges.size - 1):
        if edges[i + 1] - edges[i] > 1:
            _order_few(order[edges[i] : edges[i + 1]], keys, profiles)
    return order


@njit(cache=True, nogil=True)
def _order_few(order: I64, keys: U64, profiles: U32) -> None:  # pragma: no cover
    """Sort a few places in place: by insertion, or by merging where one value fills many rows."""
    if order.size > 64:
        by_profile = order[np.argsort(profiles[order], kind="mergesort")]
        order[:] = by_profile[np.argsort(keys[by_profile], kind="mergesort")]
        return
    for i in range(1, order.size):
        own = order[i]
        j = i
        while j and (
            keys[order[j - 1]] > keys[own]
            or (keys[order[j - 1]] == keys[own] and profiles[order[j - 1]] > profiles[own])
        ):
            order[j] = order[j - 1]
            j -= 1
        order[j] = own
