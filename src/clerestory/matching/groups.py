"""Grouping fingerprints by a hash table, compiled: equal keys get one number, in order of appearance."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

U64 = NDArray[np.uint64]


@njit(cache=True, nogil=True)
def group(keys: U64) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # pragma: no cover
    """The number of each key's group, and the first place of each group. Keys spread well: they are hashes."""
    size = 16
    while size < 2 * keys.size:
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int32)
    numbers = np.empty(keys.size, np.int64)
    first = np.empty(keys.size, np.int64)
    found = 0
    for i in range(keys.size):
        at = (keys[i] ^ (keys[i] >> np.uint64(32))) & mask
        while True:
            held = table[at]
            if held < 0:
                table[at] = found
                first[found] = i
                numbers[i] = found
                found += 1
                break
            if keys[first[held]] == keys[i]:
                numbers[i] = held
                break
            at = (at + np.uint64(1)) & mask
    return numbers, first[:found].copy()


@njit(cache=True, nogil=True)
def lookup(keys: U64, wanted: U64) -> NDArray[np.int64]:  # pragma: no cover
    """The first place of each wanted key among ``keys``; -1 where it is not there, or 0."""
    size = 16
    while size < 2 * keys.size:
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int32)
    for i in range(keys.size):
        at = (keys[i] ^ (keys[i] >> np.uint64(32))) & mask
        while table[at] >= 0 and keys[table[at]] != keys[i]:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = i
    out = np.full(wanted.size, -1, np.int64)
    for i in range(wanted.size):
        if wanted[i] == 0:
            continue
        at = (wanted[i] ^ (wanted[i] >> np.uint64(32))) & mask
        while table[at] >= 0 and keys[table[at]] != wanted[i]:
            at = (at + np.uint64(1)) & mask
        out[i] = table[at]
    return out
