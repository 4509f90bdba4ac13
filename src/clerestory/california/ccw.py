"""Concealed-carry applications: who applied where and when, and what came of it.

Counts of a county, year and outcome are set first (``shape``); four fifths of the rows are somebody's
first application, the others a later one of the same person, so that a person has 1.25 rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
from clerestory.california.draw import Generator, Ints, even, pick
from clerestory.california.people import People, birth_days, settle
from clerestory.california.population import years_old

PERSONS_PER_ROW = 0.8


@dataclass(frozen=True, repr=False)
class Applications:
    """Every application: where, when, whether a permit was issued, who (a place among applicants)."""

    county: Ints
    year: Ints
    issued: NDArray[np.bool_]
    who: Ints
    permit_type: Ints

    def __repr__(self) -> str:
        return f"Applications({len(self.who)})"


def applications(generator: Generator, scale: float) -> tuple[Applications, People]:
    """The applications and the people who made them."""
    county, year, issued = _rows(generator, scale)
    first, who = _who(generator, county, year)
    applicants = _applicants(generator, county[first], year[first])
    types = _types(generator, year[first])[who]
    types = _los_angeles(generator, types, who, county, issued, scale)
    return Applications(county, year, issued, who, types), applicants


def _rows(generator: Generator, scale: float) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    counts = outcomes(scale)  # county, year, outcome
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    county, year, outcome = np.unravel_index(cell, counts.shape)
    order = np.lexsort((generator.random(len(cell)), year))
    return county[order], year[order] + FIRST_YEAR, outcome[order] == 0


def _who(generator: Generator, county: Ints, year: Ints) -> tuple[Ints, Ints]:
    """The rows that are first applications, and for every row the place of its person among them."""
    size = len(county)
    persons = round(size * PERSONS_PER_ROW)
    earlier = _rows_before(county, year)
    chance = np.where(earlier > 0, even(generator, county * 100 + (year - FIRST_YEAR)), -1.0)
    again = np.zeros(size, dtype=np.bool_)
    again[np.argsort(-chance, kind="stable")[: size - persons]] = True
    first = np.flatnonzero(~again)
    return first, _earlier_person(generator, county, year, again)


def _rows_before(county: Ints, year: Ints) -> Ints:
    """For each row how many rows its county had two years before or earlier."""
    table = np.zeros((len(places.counties()), 12), dtype=np.int64)
    np.add.at(table, (county, year - FIRST_YEAR + 2), 1)
    return np.asarray(np.cumsum(table, axis=1)[county, year - FIRST_YEAR])


def _earlier_person(
    generator: Generator, county: Ints, year: Ints, again: NDArray[np.bool_]
) -> Ints:
    first = np.flatnonzero(~again)
    by_place = first[np.lexsort((year[first], county[first]))]  # first rows by county, then year
    person = np.empty(len(county), dtype=np.int64)
    person[first] = np.arange(len(first))
    starts = np.searchsorted(county[by_place], np.arange(len(places.counties())))
    table = np.zeros((len(places.counties()), 12), dtype=np.int64)
    np.add.at(table, (county[first], year[first] - FIRST_YEAR + 2), 1)
    many = np.cumsum(table, axis=1)[county, year - FIRST_YEAR]
    later = np.flatnonzero(again)
    at = starts[county[later]] + np.floor(generator.random(len(later)) * many[later]).astype(np.int64)
    person[later] = person[by_place[at]]
    return person


def _applicants(generator: Generator, county: Ints, year: Ints) -> People:
    region = places.region_of()[county]
    stratum = region * 10 + (year - FIRST_YEAR)
    female = even(generator, stratum) < women()[region, year - FIRST_YEAR]
    race = pick(races()[county], even(generator, stratum))
    group = pick(ages_by_year()[year - FIRST_YEAR], even(generator, stratum))
    age = years_old(generator, group, AGE_EDGES)
    return settle(generator, county, female, race, birth_days(year, age.astype(np.float64), generator))


def _types(generator: Generator, year: Ints) -> Ints:
    return pick(permit_types(), even(generator, year - FIRST_YEAR))


def _los_angeles(
    generator: Generator, types: Ints, who: Ints, county: Ints, issued: NDArray[np.bool_], scale: float
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

