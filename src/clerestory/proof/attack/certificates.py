"""Level A: every certificate of the evidence, checked in whole numbers against the published tables.

A certificate is an alternative table. It counts only if

 * it changes nothing that is published, and a cell shown in two tables alike in both;
 * it adds up in every equation of the linked system;
 * it is nowhere negative.

The true counts themselves must agree with what is published, and the primaries must be the cells
that count 1 to ``minimum - 1``, no more and no fewer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clerestory.errors import InputError
from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.shown import Flags, Ints
from clerestory.release.evidence import Evidence

_CHANGES_AT_ONCE = 4_000_000
PUBLISHED, PRIMARY, SECONDARY = 0, 1, 2


@dataclass(frozen=True, repr=False)
class Certified:
    """How low and how high sound certificates take each cell, and what is wrong with the evidence."""

    low: Ints
    high: Ints
    faults: tuple[str, ...]


def check(linked: Linked, evidence: Evidence, minimum: int) -> Certified:
    """The reach of the sound certificates; ``InputError`` if the evidence is of other tables."""
    _check_shape(linked, evidence)
    faults = [*_faults_of_counts(linked, evidence, minimum)]
    low, high = evidence.count.copy(), evidence.count.copy()
    unsound = 0
    for part in _parts(evidence):
        sound = _sound(linked, evidence, part)
        unsound += int((~sound).sum())
        _widen(evidence, part, sound, low, high)
    if unsound:
        faults.append(f"{unsound} certificates are no tables that agree with what is published")
    return Certified(low, high, tuple(faults))


def _check_shape(linked: Linked, evidence: Evidence) -> None:
    cells = linked.unknown_of.size
    whole = (
        evidence.count.size == evidence.status.size == evidence.owed.size == cells
        and evidence.start.size > 0
        and evidence.start[0] == 0
        and evidence.start[-1] == evidence.cell.size == evidence.delta.size
        and bool((np.diff(evidence.start) >= 0).all())
        and bool(((evidence.cell >= 0) & (evidence.cell < cells)).all())
        and bool(((evidence.lp_cell >= 0) & (evidence.lp_cell < cells)).all())
    )
    if not whole:
        raise InputError("the evidence does not belong to these tables; build the release again")


def _faults_of_counts(linked: Linked, evidence: Evidence, minimum: int) -> Iterator[str]:
    shown = np.concatenate([table.known for table in linked.tables])
    told = np.concatenate([table.value for table in linked.tables])
    count = evidence.count
    joint = np.zeros(linked.size, dtype=np.int64)
    joint[linked.unknown_of] = count
    small = (count >= 1) & (count < minimum)
    tests = (
        ("true counts are negative", count < 0),
        ("true counts of one set of records differ between tables", joint[linked.unknown_of] != count),
        ("true counts do not agree with the published ones", shown & (told != count)),
        ("true counts do not add up", linked.matrix @ joint != 0),
        ("cells are published that the evidence calls withheld, or the other way round", shown != (evidence.status == PUBLISHED)),
        ("unsafe cells are not marked as primary, or safe ones are", small != (evidence.status == PRIMARY)),
    )  # fmt: skip
    for sentence, wrong in tests:
        if wrong.any():
            yield f"{int(wrong.sum())} {sentence}"


def _parts(evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Runs of certificates with a bounded number of changes."""
    first, total = 0, evidence.start.size - 1
    while first < total:
        limit = int(evidence.start[first]) + _CHANGES_AT_ONCE
        last = max(first + 1, int(np.searchsorted(evidence.start, limit, side="right")) - 1)
        yield first, last
        first = last


def _sound(linked: Linked, evidence: Evidence, part: tuple[int, int]) -> Flags:
    """For each certificate of a run, whether it is a table that agrees with what is published."""
    first, last = part
    inside = slice(int(evidence.start[first]), int(evidence.start[last]))
    which = np.repeat(np.arange(last - first), np.diff(evidence.start[first : last + 1]))
    cell, delta = evidence.cell[inside], evidence.delta[inside]
    unknown = linked.unknown_of[cell]
    bad = np.zeros(last - first, dtype=np.bool_)
    bad[which[(evidence.count[cell] + delta < 0) | linked.known[unknown]]] = True
    bad[_torn(linked, which, cell, unknown, delta)] = True
    # one entry for each unknown: copies are known to agree
    key = which * np.int64(linked.size) + unknown
    _, once = np.unique(key, return_index=True)
    change = sparse.csc_array((delta[once], (unknown[once], which[once])), shape=(linked.size, last - first))
    left = sparse.csc_array(linked.matrix @ change)
    left.eliminate_zeros()
    bad[np.flatnonzero(np.diff(left.indptr))] = True
    return ~bad


def _torn(linked: Linked, which: Ints, cell: Ints, unknown: Ints, delta: Ints) -> Ints:
    """Certificates that name a cell twice, or change one copy of a cell and another not or otherwise."""
    copies = np.bincount(linked.unknown_of, minlength=linked.size)
    order = np.lexsort((cell, unknown, which))
    which, cell, unknown, delta = which[order], cell[order], unknown[order], delta[order]
    same = (np.diff(which) == 0) & (np.diff(unknown) == 0)
    wrong = same & ((np.diff(delta) != 0) | (np.diff(cell) == 0))
    begins = np.flatnonzero(np.concatenate([[True], ~same])) if which.size else np.zeros(0, dtype=np.int64)
    found = np.diff(np.concatenate([begins, [which.size]]))
    return np.concatenate([which[1:][wrong], which[begins[found != copies[unknown[begins]]]]]).astype(
        np.int64
    )


def _widen(evidence: Evidence, part: tuple[int, int], sound: Flags, low: Ints, high: Ints) -> None:
    first, last = part
    inside = slice(int(evidence.start[first]), int(evidence.start[last]))
    counts = np.repeat(sound, np.diff(evidence.start[first : last + 1]))
    cell, delta = evidence.cell[inside][counts], evidence.delta[inside][counts]
    reached = evidence.count[cell] + delta
    np.minimum.at(low, cell, reached)
    np.maximum.at(high, cell, reached)
