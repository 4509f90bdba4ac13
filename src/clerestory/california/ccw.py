"""Concealed-carry applications: who applied where and when, and what came of it.

Counts of a county, year and outcome are set first (``shape``); four fifths of the rows are somebody's
first application, the others a later one of the same person, so that a person has 1.25 rows.
"""

from dataclasses import dataclass

import numpy as np

from clerestory.california import places
from clerestory.california.ccw_shape import (
    AGE_EDGES,
    FIRST_YEAR,
    PERMIT_TYPES,
    ages_by_year,
    outcomes,
    permit_types,
    races,
    standard_in_los_angeles,
    women,
)
from clerestory.california.draw import Flags, Generator, Ints, even, pick, pick_by
from clerestory.california.people import People, birth_days, settle
from clerestory.california.population import years_old

PERSONS_PER_ROW = 0.8
YEARS = 10


@dataclass(frozen=True, repr=False)
class Applications:
    """Every application: where, when, whether a permit was issued, who (a place among applicants)."""

    county: Ints
    year: Ints
    issued: Flags
    who: Ints
    permit_type: Ints

    def __repr__(self) -> str:
        return f"Applications({len(self.who)})"


def applications(generator: Generator, scale: float) -> tuple[Applications, People]:
    """The applications and the people who made them."""
    county, year, issued = _rows(generator, scale)
    female = _women(generator, county, year, issued)
    first, who = _who(generator, county * 2 + female, year)
    applicants = _applicants(generator, county[first], year[first], female[first])
    types = _types(generator, year[first])[who]
    types = _los_angeles(generator, types, who, county, issued, scale)
    return Applications(county, year, issued, who, types), applicants


def _rows(generator: Generator, scale: float) -> tuple[Ints, Ints, Flags]:
    counts = outcomes(scale)  # county, year, outcome
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    county, year, outcome = np.unravel_index(cell, counts.shape)
    order = np.lexsort((generator.random(len(cell)), year))
    return county[order], year[order] + FIRST_YEAR, outcome[order] == 0


def _women(generator: Generator, county: Ints, year: Ints, issued: Flags) -> Flags:
    """Women among the rows of each region, year and outcome, to the row."""
    region, at = places.region_of()[county], year - FIRST_YEAR
    stratum = (region * YEARS + at) * 2 + issued
    return even(generator, stratum) < women()[region, at]


def _who(generator: Generator, home: Ints, year: Ints) -> tuple[Ints, Ints]:
    """The rows that are first applications, and for every row the place of its person among them.

    ``home`` is a county and a gender: somebody who comes back is looked for there.
    """
    size = len(home)
    persons = round(size * PERSONS_PER_ROW)
    earlier = _two_years_before(home, year, np.arange(size))
    chance = np.where(earlier > 0, even(generator, home * YEARS + year - FIRST_YEAR), -1.0)
    again = np.zeros(size, dtype=np.bool_)
    again[np.argsort(-chance, kind="stable")[: size - persons]] = True
    again &= _two_years_before(home, year, np.flatnonzero(~again)) > 0
    first = np.flatnonzero(~again)
    return first, _earlier_person(generator, home, year, again)


def _two_years_before(home: Ints, year: Ints, among: Ints) -> Ints:
    """For each row how many of some rows its home had two years before or earlier."""
    table = np.zeros((len(places.counties()) * 2, YEARS + 2), dtype=np.int64)
    np.add.at(table, (home[among], year[among] - FIRST_YEAR + 2), 1)
    return np.asarray(np.cumsum(table, axis=1)[home, year - FIRST_YEAR])


def _earlier_person(generator: Generator, home: Ints, year: Ints, again: Flags) -> Ints:
    first, later = np.flatnonzero(~again), np.flatnonzero(again)
    person = np.empty(len(home), dtype=np.int64)
    person[first] = np.arange(len(first))
    by_home = first[np.lexsort((year[first], home[first]))]
    start = np.searchsorted(home[by_home], home[later])
    many = _two_years_before(home, year, first)[later]
    person[later] = person[by_home[start + np.floor(generator.random(len(later)) * many).astype(np.int64)]]
    return person


def _applicants(generator: Generator, county: Ints, year: Ints, female: Flags) -> People:
    region = places.region_of()[county]
    stratum = region * YEARS + (year - FIRST_YEAR)
    race = pick_by(races(), county, even(generator, stratum))
    group = pick_by(ages_by_year(), year - FIRST_YEAR, even(generator, stratum))
    age = years_old(generator, group, AGE_EDGES)
    return settle(generator, county, female, race, birth_days(year, age, generator))


def _types(generator: Generator, year: Ints) -> Ints:
    return pick(permit_types(), even(generator, year - FIRST_YEAR))


def _los_angeles(
    generator: Generator, types: Ints, who: Ints, county: Ints, issued: Flags, scale: float
) -> Ints:
    """Los Angeles County's standard licences are a published figure: met to the row."""
    there = county == places.counties().index("Los Angeles")
    rows = np.flatnonzero(there & issued)
    wanted = len(rows) - standard_in_los_angeles(scale)
    persons = generator.permutation(np.unique(who[there]))
    sizes = np.bincount(who[rows], minlength=int(who.max()) + 1)
    special = _fill(persons, sizes[persons], wanted)
    kinds = np.zeros(int(who.max()) + 1, dtype=np.int64)
    kinds[special] = 1 + np.arange(len(special)) % (len(PERMIT_TYPES) - 1)
    return np.where(there, kinds[who], types)


def _fill(persons: Ints, sizes: Ints, wanted: int) -> Ints:
    """Some persons whose rows add up to ``wanted``: in order while they fit, then single rows."""
    fits = np.cumsum(sizes) <= wanted
    missing = wanted - int(sizes[fits].sum())
    single = persons[~fits & (sizes == 1)][:missing]
    return np.concatenate([persons[fits], single])
