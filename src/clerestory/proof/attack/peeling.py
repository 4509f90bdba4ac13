"""Withheld cells that one equation after another gives away, each with a short formula.

An equation with one unknown left gives it as a sum and difference of the others. Cells are settled
in the order of the length of their formulas (Knuth 1977, a generalisation of Dijkstra's
algorithm), so that each is read from few published cells. A published zero adds nothing to a
formula and is left out.
"""

import heapq
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from scipy import sparse

from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.shown import Flags, Ints


class Peeled(NamedTuple):
    """What is settled, its values, and for each settled unknown a formula over published ones."""

    known: Flags
    value: Ints
    begin: Ints  # where the formula of an unknown lies; -1 without one
    length: Ints
    term: Ints  # published unknowns
    coefficient: Ints


def peel(linked: Linked) -> Peeled:
    """Settle what equations with one unknown settle, one after another."""
    beside = sparse.csc_array(linked.matrix)
    return Peeled(
        *_peel(
            linked.start,
            linked.member,
            beside.indptr.astype(np.int64),
            beside.indices.astype(np.int64),
            linked.known.copy(),
            np.where(linked.known, linked.value, 0),
        )
    )


@njit(cache=True)
def _peel(
    start: Ints, member: Ints, begin: Ints, equation: Ints, known: Flags, value: Ints
) -> tuple[Any, ...]:
    rows = start.size - 1
    cost = np.where(known & (value != 0), 1, 0)  # of a published unknown, or the length of a formula
    open_ = np.zeros(rows, dtype=np.int64)
    total = np.zeros(rows, dtype=np.int64)
    for each in range(rows):
        for at in range(start[each], start[each + 1]):
            if known[member[at]]:
                total[each] += cost[member[at]]
            else:
                open_[each] += 1
    ready = [np.int64(total[each] * 2**32 + each) for each in range(rows) if open_[each] == 1]
    heapq.heapify(ready)
    first = np.full(known.size, -1, dtype=np.int64)
    length = np.zeros(known.size, dtype=np.int64)
    term, coefficient = np.empty(1024, dtype=np.int64), np.empty(1024, dtype=np.int64)
    weight = np.zeros(known.size, dtype=np.int64)  # of each published unknown in the formula being made
    end: Any = np.int64(0)
    while ready:
        row: Any = heapq.heappop(ready) & np.int64(2**32 - 1)
        target: Any = np.int64(-1)
        for at in range(start[row], start[row + 1]):
            if not known[member[at]]:
                target = member[at]
        if target < 0:
            continue
        # parent - children = 0: everything but the target, on the other side of its sign
        size = 0
        for at in range(start[row], start[row + 1]):
            if member[at] != target:
                size += 1 if first[member[at]] < 0 else length[member[at]]
        touched = np.empty(size, dtype=np.int64)
        size, number = 0, np.int64(0)
        side = -1 if member[start[row]] == target else 1
        for at in range(start[row], start[row + 1]):
            unknown = member[at]
            if unknown == target:
                continue
            sign = side if at == start[row] else -side
            number += sign * value[unknown]
            if first[unknown] < 0:
                if value[unknown] != 0:
                    if weight[unknown] == 0:
                        touched[size] = unknown
                        size += 1
                    weight[unknown] += sign
            else:
                for k in range(first[unknown], first[unknown] + length[unknown]):
                    if weight[term[k]] == 0:
                        touched[size] = term[k]
                        size += 1
                    weight[term[k]] += sign * coefficient[k]
        while end + size > term.size:
            term = np.concatenate((term, np.empty(term.size, dtype=np.int64)))
            coefficient = np.concatenate((coefficient, np.empty(coefficient.size, dtype=np.int64)))
        first[target] = end
        for k in range(size):
            if weight[touched[k]] != 0:  # a term may have cancelled, or be listed twice
                term[end], coefficient[end] = touched[k], weight[touched[k]]
                weight[touched[k]] = 0
                end += 1
        length[target] = end - first[target]
        known[target], value[target] = True, number
        for at in range(begin[target], begin[target + 1]):
            other = equation[at]
            open_[other] -= 1
            total[other] += length[target]
            if open_[other] == 1:
                heapq.heappush(ready, np.int64(total[other] * 2**32 + other))
    return known, value, first, length, term[:end].copy(), coefficient[:end].copy()
