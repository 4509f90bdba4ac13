"""The kernel of a block's equations: what may be added to a table without breaking any.

Elimination leaves some unknowns free; every other is a combination of them. One vector for each free
unknown, sparse, in floating point: a table made with them is checked against the equations themselves.
"""

from typing import Any

import numpy as np
from numba import njit
from scipy import sparse

from clerestory.proof.attack.elimination import Triangle, eliminate
from clerestory.proof.attack.modular import fraction
from clerestory.proof.attack.programs import Reals
from clerestory.proof.attack.shown import Ints

_ENTRIES = 5_000_000  # of all vectors together, at most
_NOTHING = 1e-9


def kernel_vectors(matrix: sparse.csr_array, most: int) -> sparse.csr_array | None:
    """The vectors as columns; None if there are none, or more than ``most``."""
    triangle = eliminate(matrix)
    unknowns = matrix.shape[1]
    number = np.full(unknowns, -1, dtype=np.int64)
    free = np.setdiff1d(np.arange(unknowns), triangle.pivot)
    number[free] = np.arange(free.size)
    if not 0 < free.size <= most:
        return None
    begin, length, column, value = _combined(
        triangle.pivot,
        triangle.begin,
        triangle.length,
        triangle.column,
        _entries(triangle),
        number,
        free.size,
    )
    if column.size > _ENTRIES:
        return None
    at = np.repeat(begin - np.cumsum(length) + length, length) + np.arange(length.sum())
    rows = np.repeat(np.arange(unknowns), length)
    return sparse.csr_array((value[at], (rows, column[at])), shape=(unknowns, free.size))


def _entries(triangle: Triangle) -> Reals:
    """The entries of the reduced rows as numbers; each distinct residue is read once."""
    is_used = np.zeros(triangle.entry.size + 1, dtype=np.int64)
    np.add.at(is_used, triangle.begin, 1)
    np.add.at(is_used, triangle.begin + triangle.length, -1)
    used = np.flatnonzero(np.cumsum(is_used)[:-1])
    residues, which = np.unique(triangle.entry[used], return_inverse=True)
    found = np.zeros(triangle.entry.size)
    found[used] = np.array([float(fraction(int(residue))) for residue in residues])[which]
    return found


@njit(cache=True)
def _combined(
    pivot: Ints, begin: Ints, length: Ints, column: Ints, entry: Reals, number: Ints, free: int
) -> tuple[Any, ...]:
    first, size = np.zeros(number.size, dtype=np.int64), np.zeros(number.size, dtype=np.int64)
    where, value = np.empty(2 * number.size, dtype=np.int64), np.empty(2 * number.size)
    end = 0
    for unknown in range(number.size):
        if number[unknown] >= 0:
            where[end], value[end] = number[unknown], 1.0
            first[unknown], size[unknown] = end, 1
            end += 1
    total, is_met, met = np.zeros(free), np.zeros(free, dtype=np.bool_), np.empty(free, dtype=np.int64)
    for step in range(pivot.size - 1, -1, -1):
        count, scale = 0, 1.0
        for at in range(begin[step], begin[step] + length[step]):
            if column[at] == pivot[step]:
                scale = entry[at]
                continue
            for k in range(first[column[at]], first[column[at]] + size[column[at]]):
                if not is_met[where[k]]:
                    is_met[where[k]], met[count] = True, where[k]
                    count += 1
                total[where[k]] += entry[at] * value[k]
        while end + count > where.size:
            where = np.concatenate((where, np.empty(where.size, dtype=np.int64)))
            value = np.concatenate((value, np.empty(value.size)))
        first[pivot[step]] = end
        for k in range(count):
            amount = -total[met[k]] / scale
            total[met[k]], is_met[met[k]] = 0.0, False
            if abs(amount) > _NOTHING:
                where[end], value[end] = met[k], amount
                end += 1
        size[pivot[step]] = end - first[pivot[step]]
        if end > _ENTRIES:
            break
    return first, size, where[:end].copy(), value[:end].copy()
