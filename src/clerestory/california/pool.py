"""Find somebody of a county, gender and age: who did what a record tells.

People are sorted by county, gender and birth year (youngest first), so finding one is two look-ups.
Where nobody was born in the year asked for, the next older person of the county is taken.
"""

from dataclasses import dataclass

import numpy as np

from clerestory.california import places
from clerestory.california.draw import Flags, Floats, Generator, Ints, shuffled_by
from clerestory.california.people import People

FIRST, LAST = 1915, 2012


@dataclass(frozen=True, repr=False)
class Pool:
    """Some of the population, sorted; its repr gives its size only."""

    order: Ints
    starts: Ints  # one more than (county, gender, birth year), youngest first

    def __repr__(self) -> str:
        return f"Pool({len(self.order)})"


def pool(generator: Generator, people: People, members: Ints) -> Pool:
    """Sort some people so that they can be found; chance decides among those of one birth year."""
    born = people.birth[members].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    key = _key(people.county[members].astype(np.int64), people.female[members], born)
    order = members[shuffled_by(generator, key)]
    sizes = np.bincount(key, minlength=len(places.counties()) * 2 * (LAST - FIRST + 1))
    return Pool(order, np.concatenate([[0], np.cumsum(sizes)]))


def find(searched: Pool, county: Ints, female: Flags, born: Ints, among: Floats) -> Ints:
    """For each record a person; ``among`` in [0, 1) chooses among those of one birth year."""
    key = _key(county, female, born)
    start, end = searched.starts[key], searched.starts[key + 1]
    span = LAST - FIRST + 1
    last = searched.starts[(key // span + 1) * span] - 1
    at = start + np.floor(among * (end - start)).astype(np.int64)
    return np.asarray(searched.order[np.minimum(at, last)], dtype=np.int64)


def _key(county: Ints, female: Flags, born: Ints) -> Ints:
    span = LAST - FIRST + 1
    year = LAST - np.clip(born, FIRST, LAST)
    return np.asarray((county * 2 + female) * span + year, dtype=np.int64)
