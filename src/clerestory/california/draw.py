"""Draws and roundings that keep made-up counts close to what was asked for.

Plain chance would leave a small group anywhere between nothing and twice its size. These draws are
spread evenly within strata, so a share of a group is met to within a record or two.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Generator = np.random.Generator
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
GOLDEN = 0.6180339887498949


def share_out(total: int, weights: Floats) -> Ints:
    """Whole numbers that add up to ``total``, in proportion to the weights (largest remainders)."""
    wanted = total * weights / weights.sum()
    counts = np.floor(wanted).astype(np.int64)
    largest = np.argsort(counts - wanted, kind="stable")
    counts[largest[: total - int(counts.sum())]] += 1
    return np.asarray(counts, dtype=np.int64)


def spread(totals: Ints, profiles: Floats) -> Ints:
    """Each row's total over its columns, by its profile; the rows' roundings fall in different columns."""
    shares = profiles / profiles.sum(axis=1, keepdims=True)
    edges = np.hstack([np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)])
    edges[:, -1] = 1.0
    phases = (np.arange(len(totals)) * GOLDEN + 0.5) % 1.0
    stairs = np.floor(edges * totals[:, None] + phases[:, None]).astype(np.int64)
    return np.diff(stairs, axis=1)


def scaled(figures: Sequence[float] | Floats, scale: float) -> Ints:
    """Published figures at a scale, rounded."""
    return np.rint(np.asarray(figures, dtype=np.float64) * scale).astype(np.int64)


def shuffled_by(generator: Generator, strata: Ints) -> Ints:
    """Places sorted by stratum, in chance order within each; there are fewer strata than 2**16."""
    order = generator.permutation(len(strata))
    return np.asarray(order[np.argsort(strata.astype(np.uint16)[order], kind="stable")], dtype=np.int64)


def even(generator: Generator, strata: Ints) -> Floats:
    """For each record a number in [0, 1), evenly spread over the records of its stratum."""
    order = shuffled_by(generator, strata)
    sizes = np.bincount(strata)
    starts = np.cumsum(sizes) - sizes
    grouped = strata[order]
    places = np.empty(len(strata))
    rank = np.arange(len(strata)) - starts[grouped]
    places[order] = (rank + generator.random(len(strata))) / sizes[grouped]
    return places


def pick(shares: Floats, places: Floats) -> Ints:
    """The category at each place in [0, 1)."""
    edges = np.cumsum(shares)
    return np.searchsorted(edges[:-1] / edges[-1], places, side="right").astype(np.int64)


def pick_by(shares: Floats, row: Ints, places: Floats) -> Ints:
    """The same, where each record has its own row of shares: one search in all rows end to end."""
    edges = np.cumsum(shares, axis=1)
    ends = edges / edges[:, -1:] + np.arange(len(shares))[:, None]
    many = shares.shape[1]
    found = np.searchsorted(ends.ravel(), places + row, side="right") - row * many
    return np.asarray(np.minimum(found, many - 1), dtype=np.int64)


def by_rank(length: int, flatness: float = 6.0) -> Floats:
    """Frequencies of a list ordered from common to rare."""
    return np.asarray(1.0 / (np.arange(length) + flatness))
