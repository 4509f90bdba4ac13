"""Days within a year, by month where months were published."""

import numpy as np

from clerestory.california.draw import Floats, Generator, Ints, pick


def new_year(year: Ints) -> Ints:
    """1 January as days since 1970."""
    return np.asarray((year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64))


def within(generator: Generator, year: Ints) -> Ints:
    """A day of the year, every one as likely."""
    return new_year(year) + generator.integers(0, 365, len(year))


def by_month(year: Ints, places: Floats, months: dict[int, Floats]) -> Ints:
    """A day of the year by the months' shares; ``places`` in [0, 1) say how far into the year's records."""
    found = np.empty(len(year), dtype=np.int64)
    for each in np.unique(year):
        members = year == each
        lengths = _lengths(int(each))
        shares = months.get(int(each), lengths)
        reached = np.concatenate([[0.0], np.cumsum(shares) / shares.sum()])
        days = np.concatenate([[0.0], np.cumsum(lengths)])
        found[members] = np.minimum(np.interp(places[members], reached, days), days[-1] - 1)
    return new_year(year) + found


def _lengths(year: int) -> Floats:
    firsts = np.arange(f"{year}-01", f"{year + 1}-02", dtype="datetime64[M]").astype("datetime64[D]")
    return np.diff(firsts).astype(np.float64)


def grouped(ages: Ints, edges: tuple[int, ...]) -> Ints:
    """The age group of each age: the first edge is open below, the last above."""
    return np.asarray(np.searchsorted(np.array(edges[1:-1]), ages, side="right"), dtype=np.int64)


def some(generator: Generator, shares: tuple[float, ...], size: int) -> Ints:
    """Categories by plain chance."""
    return pick(np.array(shares), generator.random(size))
