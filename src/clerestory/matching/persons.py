"""Who is one person, among rows of several sources.

Rules:
 * rows that say more of another row (a second address) are its person;
 * rows that share a strong identifier (same column, same birth date) are one person;
 * rows of the same names and birth date are one person where no strong identifier tells them apart,
   or where the strong identifiers are those of documents: they differ for most people held twice;
 * a profile is one distinct set of names, day, address and postcode of one person.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.groups import group
from clerestory.matching.rows import U32, U64, Rows
from clerestory.matching.siphash import pair

I32 = NDArray[np.int32]
_DOCUMENTS = 0.02  # from this share of rows on, names held twice are people, not chance


def persons_of(sources: Sequence[Rows], names: U64, dates: U64) -> U32:
    """The number of each row's person, counted from 0; ``names`` and ``dates`` are those of the sets."""
    above = np.arange(sum(rows.sets.size for rows in sources), dtype=np.int32)
    for start, rows in zip(_starts(sources), sources, strict=True):
        _unite_pairs(above, rows.again, start)
    _unite_by_column(sources, dates, above)
    _unite_by_name(sources, names, dates, above)
    return _numbered(above)


def _unite_by_column(sources: Sequence[Rows], dates: U64, above: I32) -> None:
    """Join rows, also of several sources, that share a value of the same column and a birth date."""
    starts = _starts(sources)
    keys = np.empty(above.size, np.uint64)
    for column in sorted({column for rows in sources for column in rows.strong}):
        parts = [(start, rows) for start, rows in zip(starts, sources, strict=True) if column in rows.strong]
        table = _table(sum(rows.sets.size for _, rows in parts))
        for start, rows in parts:
            _unite(above, rows.strong[column][0], rows.sets, dates, start, keys, table)


def _unite_by_name(sources: Sequence[Rows], names: U64, dates: U64, above: I32) -> None:
    """Join the rows of one source that have the same names and birth date."""
    held = _name_and_date(names, dates)
    numbers, first = group(held)
    numbers[held == 0] = -1
    for start, rows in zip(_starts(sources), sources, strict=True):
        before = np.full(first.size, -1, np.int32)
        apart = _apart(above, numbers, rows.sets, start, before)
        if not rows.strong or apart > _DOCUMENTS * rows.sets.size:
            _unite_named(above, numbers, rows.sets, start, before)


def _starts(sources: Sequence[Rows]) -> list[int]:
    """The number of the first row of each source."""
    return [int(start) for start in np.cumsum([0, *(rows.sets.size for rows in sources)])[:-1]]


def _table(keys: int) -> I32:
    """An empty hash table, at most two slots in three of which will be taken."""
    return np.full(1 << max(4, (keys * 3 // 2).bit_length()), -1, np.int32)


@njit(cache=True)
def _root(above: I32, i: int | np.int64) -> int | np.int64:  # pragma: no cover
    while above[i] != i:
        above[i] = above[above[i]]
        i = above[i]
    return i


@njit(cache=True)
def _join(above: I32, one: int | np.int64, other: int | np.int64) -> None:  # pragma: no cover
    a, b = _root(above, one), _root(above, other)
    above[max(a, b)] = min(a, b)


@njit(cache=True, nogil=True)
def _unite_pairs(above: I32, pairs: U32, start: int) -> None:  # pragma: no cover
    for one, other in zip(pairs[:, 0], pairs[:, 1]):  # noqa: B905  (numba knows no strict)
        _join(above, start + np.int64(one), start + np.int64(other))


@njit(cache=True, nogil=True)
def _unite(  # pragma: no cover
    above: I32, hashes: U64, sets: U32, dates: U64, start: int, keys: U64, table: I32
) -> None:
    """Join each row with the first one of the same code and day; ``keys`` holds those of the rows entered."""
    mask = np.uint64(table.size - 1)
    for i in range(hashes.size):
        if hashes[i] == 0:
            continue
        key = pair(hashes[i], dates[sets[i]])
        at = key & mask
        while table[at] >= 0 and keys[table[at]] != key:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = start + i
            keys[start + i] = key
        else:
            _join(above, table[at], start + i)


@njit(cache=True, nogil=True)
def _apart(
    above: I32, numbers: NDArray[np.int64], sets: U32, start: int, before: I32
) -> int:  # pragma: no cover
    """Rows of the same names and birth date as one ``before`` that are not yet one person with it."""
    found = 0
    for i in range(sets.size):
        at = numbers[sets[i]]
        if at >= 0:
            if before[at] < 0:
                before[at] = start + i
            elif _root(above, before[at]) != _root(above, start + i):
                found += 1
    return found


@njit(cache=True, nogil=True)
def _unite_named(
    above: I32, numbers: NDArray[np.int64], sets: U32, start: int, before: I32
) -> None:  # pragma: no cover
    for i in range(sets.size):
        at = numbers[sets[i]]
        if at >= 0:
            _join(above, before[at], start + i)


@njit(cache=True, nogil=True)
def _name_and_date(names: U64, dates: U64) -> U64:  # pragma: no cover
    """One key of all names and the day of each set; 0 where there is no day or fewer than two names."""
    out = np.zeros(dates.size, np.uint64)
    for row in range(dates.size):
        if dates[row] and names[row, 1]:
            total = np.uint64(0)
            for slot in range(names.shape[1]):
                total += names[row, slot]
            out[row] = pair(total, dates[row])
    return out


@njit(cache=True, nogil=True)
def _numbered(above: I32) -> U32:  # pragma: no cover
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


def profiles_of(sets: U32, persons: U32) -> tuple[U32, I32]:
    """For each row its profile; for each profile the first row that has it."""
    return _profiles(sets, persons, _table(sets.size))


@njit(cache=True, nogil=True)
def _profiles(sets: U32, persons: U32, table: I32) -> tuple[U32, I32]:  # pragma: no cover
    mask = np.uint64(table.size - 1)
    numbers = np.empty(sets.size, np.uint32)
    first = np.empty(sets.size, np.int32)
    found = 0
    for i in range(sets.size):
        at = pair(np.uint64(sets[i]), np.uint64(persons[i]) << np.uint64(32)) & mask
        while table[at] >= 0:
            held = first[table[at]]
            if sets[held] == sets[i] and persons[held] == persons[i]:
                break
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = found
            first[found] = i
            found += 1
        numbers[i] = table[at]
    return numbers, first[:found].copy()
