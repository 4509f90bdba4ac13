"""The move cover until every withheld cell has its width, not only the unsafe ones.

All cells on a move have the width owed. A transfer gives it to the cell it was sought for, and may
leave others narrow: those are covered in their turn, by cells already withheld where that is possible.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.certificate import Certificates, joined
from clerestory.records.protection.cover import cover
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.system import System

TURNS = 4
Flags = NDArray[np.bool_]


def wide_cover(
    system: System,
    unsafe: Ints,
    hidden: Flags,
    kept: Flags,
    price: NDArray[np.float64],
    need: int,
    level: Ints,
    loose: Flags,
) -> Pattern:
    """The cover's pattern; ``narrow`` are the cells withheld for others' sake that stay narrow."""
    found = cover(system, unsafe, hidden, kept, price, need, level, loose)
    for _ in range(TURNS):
        narrow = _narrow(found, system.count, hidden | loose, need)
        if not narrow.size:
            break
        more = cover(system, narrow, hidden | found.withheld, kept, price, need, level, loose)
        certificates = joined([found.certificates, more.certificates])
        found = replace(found, withheld=found.withheld | more.withheld, certificates=certificates)
    return replace(found, narrow=_narrow(found, system.count, hidden | loose, need))


def _narrow(found: Pattern, count: Ints, free: Flags, need: int) -> Ints:
    """The cells withheld for others' sake that the tables take less far than ``need``."""
    others = found.withheld & ~free
    others[found.unsafe] = False
    return np.flatnonzero(others & (_spans(found.certificates, count) < need))


def _spans(certificates: Certificates, count: Ints) -> Ints:
    """How far the tables take each cell."""
    low, high = count.copy(), count.copy()
    changed = count[certificates.cell] + certificates.delta
    np.minimum.at(low, certificates.cell, changed)
    np.maximum.at(high, certificates.cell, changed)
    return high - low
