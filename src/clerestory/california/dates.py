"""Days within a year, by month where months were published."""

import numpy as np

from clerestory.california.draw import Floats, Generator, Ints, pick

MONTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)


def new_year(year: Ints) -> Ints:
    """1 January as days since 1970."""
    return np.asarray((year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64))


def within(generator: Generator, year: Ints) -> Ints:
    """A day of the year, every one as likely."""
    return new_year(year) + generator.integers(0, 365, len(year))


def by_month(year: Ints, places: Floats, months: dict[int, Floats]) -> Ints:
    """A day of the year by the months' shares; ``places`` in [0, 1) are even within a year."""
    shares = np.array([months.get(each, MONTHS) for each in range(int(year.min()), int(year.max()) + 1)])
    shares = shares / shares.sum(axis=1, keepdims=True)
    edges = np.hstack([np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)])
    days = np.concatenate([[0.0], np.cumsum(MONTHS)])
    found = np.empty(len(year), dtype=np.int64)
    for row in range(len(shares)):
        members = year == int(year.min()) + row
        found[members] = np.interp(places[members], edges[row], days).astype(np.int64)
    return new_year(year) + np.minimum(found, 364)


def grouped(ages: Ints, edges: tuple[int, ...]) -> Ints:
    """The age group of each age: the first edge is open below, the last above."""
    return np.asarray(np.searchsorted(np.array(edges[1:-1]), ages, side="right"), dtype=np.int64)


def some(generator: Generator, shares: tuple[float, ...], size: int) -> Ints:
    """Categories by plain chance."""
    return pick(np.array(shares), generator.random(size))
