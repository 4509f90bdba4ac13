"""From the fingerprints of rows to an index: who is one person, how rare each name is, what is linked.

Rules:
 * rows that share a strong identifier (same column, same birth date) are one person;
 * rows of the same names and birth date are one person where no strong identifier tells them apart,
   or where the strong identifiers are those of documents: they differ for most people held twice;
 * a profile is one distinct set of names, day, address and postcode of one person.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching import canary
from clerestory.matching.days import NO_DAY
from clerestory.matching.groups import group, lookup
from clerestory.matching.index import (
    HASH,
    NAMES,
    NUMERIC,
    PAIR,
    PLACE,
    SLOTS,
    Index,
    bloom_of,
    check_of,
    starts_of,
)
from clerestory.matching.key import Key
from clerestory.matching.rows import Rows
from clerestory.matching.scan import day_hash
from clerestory.matching.siphash import pair

U64 = NDArray[np.uint64]
Part = tuple[U64, NDArray[np.int64], NDArray[np.uint8]]  # fingerprints, profiles, classes
_DOCUMENTS = 0.02  # from this share of rows on, names held twice are people, not chance
SHORT = 6  # a number without its leading zeros counts as the shortest there is
_SMALL = 1000  # people whom a small index has not seen
_DATE_BITS = 13.8  # log2 of the birthdays of 80 years, less one for their unevenness


def assemble(sources: Sequence[Rows], key: Key) -> Index:
    """The index of all rows, and of the canary: a last person, who is nobody and is not counted."""
    k0, k1 = map(np.uint64, key.halves)
    sources = [*sources, canary.rows(key)]
    names = np.concatenate([rows.names for rows in sources] or [np.zeros((0, NAMES), np.uint64)])
    days = _joined([rows.days for rows in sources], np.int64)
    dates = _day_hashes(days, k0, k1)
    persons = _persons(sources, names, dates)
    addresses = _joined([rows.addresses for rows in sources], np.uint64)
    postcodes = _joined([rows.postcodes for rows in sources], np.uint64)
    profile, kept = _profiles(names, dates, addresses, postcodes, persons)
    links = _links(sources, names[kept], dates[kept], addresses[kept], postcodes[kept], profile)
    people = int(persons.max())
    words, bits = _words(names[kept], postcodes[kept], people)
    slots = np.zeros((kept.size, SLOTS), np.uint32)
    slots[:, :NAMES] = names[kept]
    for place, column in enumerate((dates, addresses, postcodes), NAMES):
        slots[:, place] = column[kept]
    keys, profiles, classes = links
    return Index(
        words, bits, starts_of(words), bloom_of(words), keys, profiles, classes, starts_of(keys), bloom_of(keys),
        slots, persons[kept], people=people, date_bits=_date_bits(days[group(persons.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))[1][:-1]]), numbers=_numbers(sources), check=check_of(key),
        counts={"rows": int(days.size) - 1, "profiles": int(kept.size) - 1, "words": int(words.size), "links": int(keys.size)},
    )  # fmt: skip


def _joined(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


@njit(cache=True)
def _day_hashes(days: NDArray[np.int64], k0: np.uint64, k1: np.uint64) -> U64:  # pragma: no cover
    out = np.zeros(days.size, np.uint64)
    last, hashed = NO_DAY, np.uint64(0)
    for i in range(days.size):
        if days[i] != NO_DAY:
            if days[i] != last:
                last, hashed = days[i], day_hash(days[i], k0, k1)
            out[i] = hashed
    return out


def _persons(sources: Sequence[Rows], names: U64, dates: U64) -> NDArray[np.uint32]:
    """The number of each row's person, counted from 0."""
    above = np.arange(dates.size, dtype=np.int64)
    _unite_by_column(sources, dates, above)
    held = _name_and_date(names, dates)
    start = 0
    for source in sources:
        rows = np.arange(start, start + source.days.size)
        keys = held[start : start + rows.size]
        before = rows[_same_before(keys)]
        if not source.strong or _apart(above, keys, rows, before) > _DOCUMENTS * rows.size:
            _unite(above, keys, rows, before)
        start += rows.size
    return _numbered(above)


def _unite_by_column(sources: Sequence[Rows], dates: U64, above: NDArray[np.int64]) -> None:
    """Join rows, also of several sources, that share a value of the same column and a birth date."""
    starts = np.cumsum([0, *(rows.days.size for rows in sources)])
    for column in sorted({column for rows in sources for column in rows.strong}):
        parts = [
            (rows.strong[column][0], starts[i]) for i, rows in enumerate(sources) if column in rows.strong
        ]
        hashes = np.concatenate([hashes for hashes, _ in parts])
        rows_of = np.concatenate([np.arange(start, start + hashes.size) for hashes, start in parts])
        keys = _with_date(hashes, dates[rows_of])
        _unite(above, keys, rows_of, rows_of[_same_before(keys)])


def _same_before(keys: U64) -> NDArray[np.int64]:
    """For each row the first one with the same key."""
    numbers, first = group(keys)
    return first[numbers]


@njit(cache=True)
def _with_date(hashes: U64, dates: U64) -> U64:  # pragma: no cover
    out = np.zeros(hashes.size, np.uint64)
    for i in range(hashes.size):
        if hashes[i]:
            out[i] = pair(hashes[i], dates[i])
    return out


@njit(cache=True)
def _root(above: NDArray[np.int64], i: int) -> int:  # pragma: no cover
    while above[i] != i:
        above[i] = above[above[i]]
        i = above[i]
    return i


@njit(cache=True)
def _unite(  # pragma: no cover
    above: NDArray[np.int64], keys: U64, rows: NDArray[np.int64], before: NDArray[np.int64]
) -> None:
    """Join each row with the one before it, unless its key is 0."""
    for i in range(keys.size):
        if keys[i]:
            a, b = _root(above, before[i]), _root(above, rows[i])
            above[max(a, b)] = min(a, b)


@njit(cache=True)
def _apart(  # pragma: no cover
    above: NDArray[np.int64], keys: U64, rows: NDArray[np.int64], before: NDArray[np.int64]
) -> int:
    """Rows of the same names and birth date as one before that are not yet one person with it."""
    found = 0
    for i in range(keys.size):
        if keys[i] and _root(above, before[i]) != _root(above, rows[i]):
            found += 1
    return found


@njit(cache=True)
def _name_and_date(names: U64, dates: U64) -> U64:  # pragma: no cover
    """One key of all names and the day of each row; 0 where there is no day or fewer than two names."""
    out = np.zeros(dates.size, np.uint64)
    for row in range(dates.size):
        if dates[row] and names[row, 1]:
            total = np.uint64(0)
            for slot in range(names.shape[1]):
                total += names[row, slot]
            out[row] = pair(total, dates[row])
    return out


@njit(cache=True)
def _numbered(above: NDArray[np.int64]) -> NDArray[np.uint32]:  # pragma: no cover
    out = np.zeros(above.size, np.uint32)
    following = 0
    for i in range(above.size):
        root = _root(above, i)
        if root == i:
            out[i] = following
            following += 1
        else:
            out[i] = out[root]
    return out


def _profiles(
    names: U64, dates: U64, addresses: U64, postcodes: U64, persons: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row its profile; for each profile one row that has it."""
    whole = _whole(names, dates, addresses, postcodes, persons)
    return group(whole)


@njit(cache=True)
def _whole(  # pragma: no cover
    names: U64, dates: U64, addresses: U64, postcodes: U64, persons: NDArray[np.uint32]
) -> U64:
    out = np.zeros(dates.size, np.uint64)
    for row in range(dates.size):
        total = np.uint64(persons[row])
        for slot in range(names.shape[1]):
            total += names[row, slot]
        out[row] = pair(pair(total, dates[row]), addresses[row] + np.uint64(5) * postcodes[row])
    return out


def _links(
    sources: Sequence[Rows],
    names: U64,
    dates: U64,
    addresses: U64,
    postcodes: U64,
    profile: NDArray[np.int64],
) -> tuple[U64, NDArray[np.uint32], NDArray[np.uint8]]:
    """Every link, sorted by its fingerprint, once a profile."""
    every = np.arange(dates.size, dtype=np.int64)
    parts = [
        (hashes, every, np.full(dates.size, PAIR, np.uint8)) for hashes in _pairs(names, dates, postcodes)
    ]
    parts.append((addresses, every, np.full(dates.size, PLACE, np.uint8)))
    start = 0
    for rows in sources:
        own = profile[start : start + rows.days.size]
        parts.extend((hashes, own, classes) for hashes, classes in rows.strong.values())
        parts.extend((hashes, own, np.full(own.size, NUMERIC + SHORT, np.uint8)) for hashes in rows.trimmed)
        start += rows.days.size
    return _sorted_links([*parts, *_hashed(sources, profile)])


def _hashed(sources: Sequence[Rows], profile: NDArray[np.int64]) -> Iterator[Part]:
    """Plain hashes lead where their codes lead."""
    start = 0
    for rows in sources:
        own = profile[start : start + rows.days.size]
        start += rows.days.size
        for column, (wanted, digests) in rows.digests.items():
            at = lookup(rows.strong[column][0], wanted)
            fits = at >= 0
            for hashes in digests:
                yield hashes[fits], own[at[fits]], np.full(int(fits.sum()), HASH, np.uint8)


def _pairs(names: U64, dates: U64, postcodes: U64) -> list[U64]:
    """Fingerprints of two values together: each name with the day, names with each other, day with postcode."""
    pairs = [_pair_all(names[:, slot], dates) for slot in range(NAMES)]
    pairs += [_pair_all(names[:, a], names[:, b]) for a in range(NAMES) for b in range(a + 1, NAMES)]
    return [*pairs, _pair_all(dates, postcodes)]


@njit(cache=True)
def _pair_all(one: U64, other: U64) -> U64:  # pragma: no cover
    out = np.zeros(one.size, np.uint64)
    for i in range(one.size):
        if one[i] and other[i]:
            out[i] = pair(one[i], other[i])
    return out


def _sorted_links(parts: list[Part]) -> tuple[U64, NDArray[np.uint32], NDArray[np.uint8]]:
    some = [_distinct(hashes, profiles) for hashes, profiles, _ in parts]
    keys = np.concatenate([h[at] for (h, _, _), at in zip(parts, some, strict=True)])
    profiles = np.concatenate([p[at] for (_, p, _), at in zip(parts, some, strict=True)]).astype(np.uint32)
    classes = np.concatenate([c[at] for (_, _, c), at in zip(parts, some, strict=True)])
    order = np.argsort(keys)
    keys, profiles, classes = keys[order], profiles[order], classes[order]
    fresh = _first_of_kind(keys, profiles)
    return keys[fresh], profiles[fresh], classes[fresh]


def _distinct(hashes: U64, profiles: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a link stands for the first time; links of nothing are left out."""
    some = np.flatnonzero(hashes)
    if hashes.size and some.size > profiles.max(initial=0) + 1:
        return some[group(_with_date(hashes[some], profiles[some].astype(np.uint64) + np.uint64(1)))[1]]
    return some


@njit(cache=True)
def _first_of_kind(keys: U64, profiles: NDArray[np.uint32]) -> NDArray[np.bool_]:  # pragma: no cover
    """Keep a link once a profile, and at most 256 profiles a link."""
    keep = np.ones(keys.size, np.bool_)
    begin = 0
    for i in range(1, keys.size):
        if keys[i] != keys[i - 1]:
            begin = i
            continue
        if i - begin >= 256:
            keep[i] = False
        for j in range(begin, min(i, begin + 256)):
            if profiles[j] == profiles[i]:
                keep[i] = False
                break
    return keep


def _words(names: U64, postcodes: U64, people: int) -> tuple[U64, NDArray[np.uint8]]:
    """Names and postcodes with their bits in eighths: log2 of one in how many people has it."""
    kinds = []
    for values in (names.ravel(), postcodes):
        some = values[values != 0]
        numbers, first = group(some)
        keys, counts = some[first], np.bincount(numbers, minlength=first.size)
        rare = np.log2((people + _SMALL) / (counts + 1.0))
        kinds.append((keys, np.clip(np.round(rare * 8), 1, 255).astype(np.uint8)))
    keys = np.concatenate([keys for keys, _ in kinds])
    bits = np.concatenate([bits for _, bits in kinds])
    order = np.argsort(keys)
    return keys[order], bits[order]


def _date_bits(days: NDArray[np.int64]) -> float:
    """How much a birth date tells: from how often two records share one; at most a uniform date's."""
    _, counts = np.unique(days[days != NO_DAY], return_counts=True)
    total = float(counts.sum())
    same = float((counts * (counts - 1.0)).sum())
    return min(_DATE_BITS, math.log2(total * (total - 1) / same)) if same else _DATE_BITS


def _numbers(sources: Sequence[Rows]) -> tuple[int, ...]:
    """How many identifiers are bare numbers of each length."""
    counts = np.zeros(256, np.int64)
    for rows in sources:
        for hashes, classes in rows.strong.values():
            some = hashes != 0
            counts += np.bincount(classes[some][group(hashes[some])[1]], minlength=256)
    return tuple(int(count) for count in counts[100:132])
