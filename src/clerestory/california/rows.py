"""From counts to rows: which cell of a table of counts each row belongs to."""

import numpy as np

from clerestory.california.draw import Generator, Ints


def cells(counts: Ints, start: int, end: int) -> tuple[Ints, ...]:
    """For rows ``start`` to ``end`` the coordinates of their cell, in the order of the table."""
    ends = np.cumsum(counts.ravel())
    cell = np.searchsorted(ends, np.arange(start, end), side="right")
    return tuple(axis.astype(np.int64) for axis in np.unravel_index(cell, counts.shape))


def generator_of(seed: int, collection: int, start: int) -> Generator:
    """The draws of a part: the same whatever was made before it."""
    return np.random.default_rng([seed, collection, start])
