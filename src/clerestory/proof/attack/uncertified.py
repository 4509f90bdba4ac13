"""Unsafe cells without a certificate: what else proves them protected, or that they are not.

The true counts, which the evidence holds and level A has compared with what is published, are the
first table; programs look for others. A tier is given to each unknown that is asked for.
"""

from enum import IntEnum

import numpy as np
from scipy import sparse

from clerestory.proof.attack.blocks import NOT_ASKED, Spread, split, spread
from clerestory.proof.attack.bounds import Bounds, propagate
from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.programs import Program
from clerestory.proof.attack.residual import Residual, residual
from clerestory.proof.attack.shown import Flags, Ints


class Tier(IntEnum):
    """What is known of the width owed."""

    UNPROVEN = 0
    NARROW = 1  # shown not to be there
    REAL = 2  # there over the linear relaxation
    WHOLE = 3  # there over whole numbers


def tiers(linked: Linked, settled: Flags, true: Ints, width: Ints, low: Ints, high: Ints) -> Ints:
    """For each unknown a tier; ``width`` is what is owed, ``low`` to ``high`` what is reached already."""
    found = np.full(linked.size, Tier.UNPROVEN, dtype=np.int64)
    left = residual(linked, settled, true)
    bounds = propagate(left.matrix, left.right, linked.low[left.column], linked.high[left.column])
    if not bounds.is_possible:
        return found
    owed = width[left.column]
    is_narrow = bounds.high - bounds.low < owed
    found[left.column[is_narrow]] = Tier.NARROW
    owed = np.where(is_narrow, NOT_ASKED, owed)
    moving = np.flatnonzero(bounds.low != bounds.high)
    matrix = sparse.csc_array(left.matrix)[:, moving]
    for block in split(sparse.csr_array(matrix)):
        columns = moving[block]
        asked = columns[owed[columns] != NOT_ASKED]
        if asked.size:
            at = left.column[columns]
            program = _program(left, bounds, columns, true)
            seen = _tiers(program, owed[columns], true[at], low[at], high[at])
            found[left.column[asked]] = seen[owed[columns] != NOT_ASKED]
    return found


def _program(left: Residual, bounds: Bounds, columns: Ints, true: Ints) -> Program:
    part = sparse.csr_array(sparse.csc_array(left.matrix)[:, columns])
    rows = np.flatnonzero(np.diff(part.indptr))
    right = part[rows] @ true[left.column[columns]]
    return Program(part[rows], right, bounds.low[columns], bounds.high[columns])


def _tiers(program: Program, owed: Ints, true: Ints, low: Ints, high: Ints) -> Ints:
    real = true.astype(np.float64)
    start = Spread(program.low.copy(), program.high.copy(), low.copy(), high.copy(), real, real.copy())
    seen = spread(program, owed, start)
    tests = (seen.is_wide(owed), seen.high - seen.low < owed, seen.is_wide_over_reals(owed))
    return np.select(tests, (Tier.WHOLE, Tier.NARROW, Tier.REAL), Tier.UNPROVEN)
