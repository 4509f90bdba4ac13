"""Weak values of rows, each distinct set of them kept once: millions of rows repeat a few people."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.index import NAMES
from clerestory.matching.rows import U32, U64
from clerestory.matching.siphash import pair

_FIRST = 1 << 16  # slots of a fresh table; a power of two


@dataclass(frozen=True, repr=False)
class Weak:
    """Names, day, address and postcode, a row each; fingerprints, 0 where there is none."""

    names: U64  # rows x NAMES
    days: NDArray[np.int64]
    addresses: U64
    postcodes: U64

    def __repr__(self) -> str:
        return f"Weak({self.days.size})"

    def of(self, which: NDArray[np.int64]) -> "Weak":
        """Those rows only."""
        return Weak(self.names[which], self.days[which], self.addresses[which], self.postcodes[which])


def joined(parts: list[Weak]) -> Weak:
    """All rows as one."""
    none = np.zeros(0, np.uint64)
    parts = [Weak(np.zeros((0, NAMES), np.uint64), np.zeros(0, np.int64), none, none), *parts]
    return Weak(
        np.concatenate([part.names for part in parts]),
        np.concatenate([part.days for part in parts]),
        np.concatenate([part.addresses for part in parts]),
        np.concatenate([part.postcodes for part in parts]),
    )


class Sets:
    """Every distinct set of weak values so far, numbered in order of appearance."""

    def __init__(self) -> None:
        self._table = np.full(_FIRST, -1, np.int32)
        self._keys = np.zeros(_FIRST, np.uint64)
        self._used = 0
        self._parts: list[Weak] = []

    def add(self, rows: Weak) -> U32:
        """The number of each row's set."""
        self._make_room(rows.days.size)
        keys = _keys_of(rows.names, rows.days, rows.addresses, rows.postcodes)
        numbers, fresh = _enter(keys, self._table, self._keys, self._used)
        self._used += fresh.size
        self._parts.append(rows.of(fresh))
        return numbers

    def all(self) -> Weak:
        """The sets, by their numbers."""
        self._parts = [joined(self._parts)]
        return self._parts[0]

    def _make_room(self, more: int) -> None:
        """At most two slots in three are taken."""
        needed = 3 * (self._used + more)
        if needed <= 2 * self._table.size:
            return
        size = 1 << (needed // 2).bit_length()
        self._table = np.full(size, -1, np.int32)
        self._keys = np.concatenate([self._keys[: self._used], np.zeros(size - self._used, np.uint64)])
        _fill(self._keys, self._used, self._table)


@njit(cache=True, nogil=True)
def _keys_of(names: U64, days: NDArray[np.int64], addresses: U64, postcodes: U64) -> U64:  # pragma: no cover
    """One key a row, whatever the order of its names."""
    out = np.empty(days.size, np.uint64)
    for row in range(days.size):
        total = np.uint64(0)
        for slot in range(names.shape[1]):
            total += names[row, slot]
        out[row] = pair(pair(total, np.uint64(days[row])), addresses[row] + np.uint64(5) * postcodes[row])
    return out


@njit(cache=True, nogil=True)
def _enter(
    keys: U64, table: NDArray[np.int32], held: U64, used: int
) -> tuple[U32, NDArray[np.int64]]:  # pragma: no cover
    """The number of each key, and the rows whose keys are new; ``table`` and ``held`` are added to."""
    mask = np.uint64(table.size - 1)
    numbers = np.empty(keys.size, np.uint32)
    fresh = np.empty(keys.size, np.int64)
    found = 0
    for i in range(keys.size):
        at = keys[i] & mask
        while table[at] >= 0 and held[table[at]] != keys[i]:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = used + found
            held[used + found] = keys[i]
            fresh[found] = i
            found += 1
        numbers[i] = table[at]
    return numbers, fresh[:found].copy()


@njit(cache=True, nogil=True)
def _fill(held: U64, used: int, table: NDArray[np.int32]) -> None:  # pragma: no cover
    mask = np.uint64(table.size - 1)
    for i in range(used):
        at = held[i] & mask
        while table[at] >= 0:
            at = (at + np.uint64(1)) & mask
        table[at] = i
