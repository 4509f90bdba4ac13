"""Parameter tables of cell-key perturbation: which change a count gets for which key.

Two forms are read. ABS: ``i,v,p``, the probability p that a count of i is changed by v (the last i
holds for all larger counts), drawn along the key. ONS: ``pcv,ckey,pvalue``, the change for each
count (1 to 750; beyond, the last 250 in turn) and key (0 to 255). Without a file one is made:
unbiased, with a given variance and largest change, never 1 or 2, of maximum entropy (Marley and
Leaver 2011; Giessing 2016).
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
KEYS = 2**32  # of the ABS form
ONS_KEYS = 256
REPEATED = 250  # counts at the end of an ONS table that larger counts take in turn
SHORTEST = 1e-9


@dataclass(frozen=True, repr=False)
class Parameters:
    """``change[row, slot]``: what a count of that row gets for a key of that slot of ``keys``."""

    change: Ints
    end: Reals  # row, slot -> where the slot ends in 0..1
    keys: int
    repeated: int  # rows at the end that larger counts take in turn: 1, all take the last

    def __repr__(self) -> str:
        return f"Parameters({self.change.shape[0]} rows)"

    def changes(self, count: Ints, key: Ints) -> Ints:
        """The change of every count, by its cell key."""
        row = self.row_of(count)
        place = (key % self.keys + 0.5) / self.keys
        slot = (place[..., None] > self.end[row]).sum(axis=-1)
        found: Ints = self.change[row, np.minimum(slot, self.change.shape[1] - 1)]
        return found

    def row_of(self, count: Ints) -> Ints:
        """The row of the table that holds for a count."""
        last = self.change.shape[0] - 1
        beyond = last - self.repeated + 1 + (count - last - 1) % self.repeated
        return np.where(count <= last, count, beyond)

    def bounds(self, shown: Ints) -> tuple[Ints, Ints]:
        """The least and the largest count that can have become each shown number."""
        reach = int(np.abs(self.change).max(initial=0))
        low, high = shown.copy(), shown.copy()
        width = np.diff(self.end, prepend=0.0, axis=1) > SHORTEST
        for step in range(-reach, reach + 1):
            true = shown - step
            row = self.row_of(np.maximum(true, 0))
            possible = (true >= 0) & ((self.change == step) & width).any(axis=1)[row]
            low = np.where(possible, np.minimum(low, true), low)
            high = np.where(possible, np.maximum(high, true), high)
        return low, high


def made(largest: int, variance: float, never: int) -> Parameters:
    """The table of maximum entropy: no bias, ``variance``, changes to ``largest``, never 1..``never``."""
    if largest < 1 or variance <= 0 or never < 0 or never >= largest:
        raise InputError(
            "cell keys: give a largest change above 0 and above the numbers that never appear, and a variance above 0"
        )
    steps = np.arange(-largest, largest + 1)
    rows = [np.where(steps == 0, 1.0, 0.0)]
    rows += [_row(count, steps, variance, never) for count in range(1, largest + never + 1)]
    share = np.array(rows)
    return Parameters(np.tile(steps, (len(rows), 1)), np.cumsum(share, axis=1), KEYS, 1)


def read(file: Path) -> Parameters:
    """A parameter table of either form; faults are named by their line."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{file}: cannot be read; give a CSV of i,v,p or pcv,ckey,pvalue") from None
    match rows[0] if rows else []:
        case ["i", "v", "p"]:
            return _abs(file, _numbers(file, rows))
        case ["pcv", "ckey", "pvalue"]:
            return _ons(file, _numbers(file, rows))
        case _:
            raise InputError(f"{file}:1: the header is neither i,v,p nor pcv,ckey,pvalue")


def _row(count: int, steps: Ints, variance: float, never: int) -> Reals:
    """The shares of the changes of one count: exp(a v + b v^2), a and b such that mean and variance fit."""
    from scipy import optimize

    allowed = (count + steps >= 0) & ((count + steps == 0) | (count + steps > never))
    own = steps[allowed].astype(np.float64)

    def shares(ab: Reals) -> Reals:
        weight = ab[0] * own + ab[1] * own**2
        likely = np.exp(weight - weight.max())
        return np.asarray(likely / likely.sum())

    def missing(ab: Reals) -> list[float]:
        share = shares(ab)
        return [float(share @ own), float(share @ own**2) - variance]

    found = optimize.root(missing, np.zeros(2), method="hybr", tol=1e-10)
    if not found.success or np.abs(found.fun).max() > 1e-6:
        raise InputError(
            f"cell keys: no unbiased change of a count of {count} has variance {variance:g}; "
            f"give another variance or a larger largest change"
        )
    share = np.zeros(steps.size)
    share[allowed] = shares(found.x)
    return share


def _abs(file: Path, rows: list[tuple[float, float, float]]) -> Parameters:
    counts = sorted({int(count) for count, _, _ in rows})
    steps = np.array(sorted({int(step) for _, step, _ in rows}))
    if counts != list(range(len(counts))):
        raise InputError(f"{file}: i does not run from 0 without a gap")
    share = np.zeros((len(counts), steps.size))
    for count, step, likely in rows:
        share[int(count), int(np.searchsorted(steps, step))] += likely
    if (share < 0).any() or np.abs(share.sum(axis=1) - 1).max() > 1e-6:
        raise InputError(f"{file}: the probabilities of some count do not sum to 1")
    change = np.tile(steps, (len(counts), 1))
    _check_change(file, change, share > SHORTEST, np.arange(len(counts)))
    return Parameters(change, np.cumsum(share, axis=1), KEYS, 1)


def _ons(file: Path, rows: list[tuple[float, float, float]]) -> Parameters:
    size = 1 + max(int(count) for count, _, _ in rows)
    change = np.zeros((size, ONS_KEYS), np.int64)
    given = np.zeros((size, ONS_KEYS), np.bool_)
    for count, key, step in rows:
        if not (count > 0 and 0 <= key < ONS_KEYS):
            raise InputError(f"{file}: pcv starts at 1 and ckey runs from 0 to {ONS_KEYS - 1}")
        change[int(count), int(key)], given[int(count), int(key)] = step, True
    if not given[1:].all():
        raise InputError(f"{file}: some pcv lacks some of the keys 0 to {ONS_KEYS - 1}")
    _check_change(file, change, np.ones(change.shape, np.bool_), np.arange(size))
    end = np.tile(np.arange(1, ONS_KEYS + 1) / ONS_KEYS, (size, 1))
    return Parameters(change, end, ONS_KEYS, min(REPEATED, size - 1))


def _check_change(file: Path, change: Ints, used: NDArray[np.bool_], count: Ints) -> None:
    if ((count[:, None] + change < 0) & used).any():
        raise InputError(f"{file}: some count would become negative")
    if ((change[0] != 0) & used[0]).any():
        raise InputError(f"{file}: a count of nobody would be changed; zeros stay")


def _numbers(file: Path, rows: list[list[str]]) -> list[tuple[float, float, float]]:
    found = []
    for number, row in enumerate(rows[1:], start=2):
        try:
            first, second, third = map(float, row)
        except ValueError:
            raise InputError(f"{file}:{number}: not three numbers") from None
        if not all(map(math.isfinite, (first, second, third))):
            raise InputError(f"{file}:{number}: not three numbers")
        if first != int(first) or second != int(second) or first < 0 or first > 100_000:
            raise InputError(f"{file}:{number}: the first two are no whole numbers of 0 and more")
        found.append((first, second, third))
    if not found:
        raise InputError(f"{file}: has no rows below its header")
    return found
