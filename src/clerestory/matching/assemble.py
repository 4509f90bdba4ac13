"""From the fingerprints of rows to an index: who is one person, how rare each name is, what is linked."""

import math
from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching import canary
from clerestory.matching.days import NO_DAY
from clerestory.matching.groups import group
from clerestory.matching.index import NAMES, NUMERIC, SLOTS, Index, bloom_of, check_of, starts_of
from clerestory.matching.key import Key
from clerestory.matching.links import links_of
from clerestory.matching.persons import persons_of, profiles_of
from clerestory.matching.rows import U32, U64, Rows
from clerestory.matching.scan import day_hash
from clerestory.matching.weak import Sets, Weak

_SMALL = 1000  # people whom a small index has not seen
_DATE_BITS = 13.8  # log2 of the birthdays of 80 years, less one for their unevenness


def assemble(sets: Sets, sources: Sequence[Rows], key: Key) -> Index:
    """The index of all rows, and of the canary: a last person, who is nobody and is not counted."""
    sources = [*sources, canary.rows(key, sets)]
    weak = sets.all()
    dates = _day_hashes(weak.days, *map(np.uint64, key.halves))
    which = np.concatenate([rows.sets for rows in sources])
    persons = persons_of(sources, weak.names, dates)
    profile, kept = profiles_of(which, persons)
    people = int(persons.max())
    of_profile, own = which[kept].astype(np.int64), persons[kept]
    del persons
    date_bits = _date_bits(weak.days[of_profile[_first_of_each(own)[:-1]]])
    weak, dates = weak.of(of_profile), dates[of_profile]
    words, bits = _words(weak.names, weak.postcodes, people)
    slots = _slots(weak, dates)
    keys, profiles, classes = links_of(sources, profile, weak.names, dates, weak.addresses, weak.postcodes)
    return Index(
        words, bits, starts_of(words), bloom_of(words), keys, profiles, classes, starts_of(keys), bloom_of(keys),
        slots, own, _shapes(sources, weak), people=people, date_bits=date_bits, numbers=_numbers(sources), check=check_of(key),
        counts={"rows": int(which.size) - 1 - sum(len(rows.again) for rows in sources), "profiles": int(kept.size) - 1, "words": int(words.size), "links": int(keys.size)},
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _day_hashes(days: NDArray[np.int64], k0: np.uint64, k1: np.uint64) -> U64:  # pragma: no cover
    out = np.zeros(days.size, np.uint64)
    last, hashed = NO_DAY, np.uint64(0)
    for i in range(days.size):
        if days[i] != NO_DAY:
            if days[i] != last:
                last, hashed = days[i], day_hash(days[i], k0, k1)
            out[i] = hashed
    return out


@njit(cache=True, nogil=True)
def _first_of_each(persons: U32) -> NDArray[np.int64]:  # pragma: no cover
    """The first place of each person; they are numbered in order of appearance."""
    out = np.empty(persons.size, np.int64)
    found = 0
    for i in range(persons.size):
        if persons[i] == found:
            out[found] = i
            found += 1
    return out[:found].copy()


def _slots(weak: Weak, dates: U64) -> U32:
    """What a profile says of its person, shortened."""
    slots = np.zeros((dates.size, SLOTS), np.uint32)
    slots[:, :NAMES] = weak.names
    for place, column in enumerate((dates, weak.addresses, weak.postcodes), NAMES):
        slots[:, place] = column
    return slots


def _shapes(sources: Sequence[Rows], weak: Weak) -> NDArray[np.uint8]:
    """The shapes of all codes; the first place, that of no code, says whether there are addresses."""
    shapes: NDArray[np.uint8] = np.bitwise_or.reduce([rows.shapes for rows in sources])
    shapes[0] = weak.addresses.any()
    return shapes


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
            some = (hashes != 0) & (classes >= NUMERIC)
            counts += np.bincount(classes[some][group(hashes[some])[1]], minlength=256)
    return tuple(int(count) for count in counts[NUMERIC : NUMERIC + 32])
