"""What becomes of a pair of profiles: one person by a strong identifier, by weight, for a person to decide, or apart.

The rules, in this order:
 * A shared strong identifier makes one person if what else both tell agrees: two of surname, given name, birth
   date and place, or one and nothing against it. A number alone does so only if neither tells more.
 * Jr and Sr are never put together by this program, and a shared number does not put together two people
   of different given names who each have another number of their own: a person decides.
 * Without one, the weight decides, unless given names or birth dates are clearly different (twins, parent and
   child): heavy pairs of that kind are for a person to decide, if no number of their own tells them apart.
 * Between the two thresholds a person decides.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from clerestory.records.affected.levels import DIFFERENT, MISSING
from clerestory.records.affected.weighing import Pairs

UPPER, LOWER = 0.8, 0.2  # probability of being one person: from here put together, from here a person decides
Flags = NDArray[np.bool_]


class Outcome(IntEnum):
    """What a pair is."""

    APART = 0
    REVIEW = 1
    WEIGHED = 2
    STRONG = 3


def judge(pairs: Pairs, suffixes_differ: Flags) -> NDArray[np.int64]:
    """The outcome of each pair."""
    heavy, middling = (pairs.weight >= np.log2(p / (1 - p)) for p in (UPPER, LOWER))
    same, differ, told = _agreement(pairs)
    shared, own_differ = _shared(pairs), _own_differ(pairs)
    names_or_dates = _is(pairs, "given", DIFFERENT) | _is(pairs, "born", DIFFERENT)
    agree = (same >= 2) | ((same >= 1) & (differ == 0)) | ~told
    twin_like = _is(pairs, "given", DIFFERENT) & own_differ
    strong = shared & agree & ~suffixes_differ & ~twin_like
    weighed = heavy & ~names_or_dates & ~suffixes_differ & ~shared
    told_apart = (names_or_dates | suffixes_differ) & own_differ & ~shared
    open_ = (middling | (shared & (same >= 1))) & ~told_apart & ~_clearly_apart(pairs, shared)
    return np.select(
        [strong, weighed, open_], [Outcome.STRONG, Outcome.WEIGHED, Outcome.REVIEW], Outcome.APART
    ).astype(np.int64)


def _agreement(pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64], Flags]:
    """How many of the plain columns agree (a place: only the same), how many differ, whether there is any."""
    same = np.zeros(pairs.left.size, np.int64)
    differ = np.zeros(pairs.left.size, np.int64)
    told = np.zeros(pairs.left.size, np.bool_)
    for name in ("surname", "given", "born"):
        if name in pairs.levels:
            same += pairs.levels[name] > DIFFERENT
            differ += pairs.levels[name] == DIFFERENT
            told |= pairs.levels[name] != MISSING
    return same + _is(pairs, "place", pairs.best.get("place", 1)), differ, told


def _is(pairs: Pairs, name: str, level: int) -> Flags:
    found = pairs.levels.get(name)
    return np.zeros(pairs.left.size, np.bool_) if found is None else np.asarray(found == level)


def _shared(pairs: Pairs) -> Flags:
    """Whether any strong identifier is the same."""
    shared = np.zeros(pairs.left.size, np.bool_)
    for name in pairs.levels:
        if name.startswith("strong_"):
            shared |= _is(pairs, name, pairs.best[name])
    return shared


def _own_differ(pairs: Pairs) -> Flags:
    """Whether an identifier that is a person's own is clearly different."""
    differ = np.zeros(pairs.left.size, np.bool_)
    for name in pairs.personal:
        differ |= _is(pairs, name, DIFFERENT)
    return differ


def _clearly_apart(pairs: Pairs, shared: Flags) -> Flags:
    """Another given name and another birth date: somebody else, whatever the place or the surname."""
    return _is(pairs, "given", DIFFERENT) & _is(pairs, "born", DIFFERENT) & ~shared
