"""Gun-violence restraining orders: one row an order; a person under orders has 1.6 of them.

Published: orders of 2016 (85), 2019 (1,110), 2020 (1,285) and 2021 (1,384); San Diego's orders of 2019
(397), 2020 (483) and 2021 (435), San Francisco's of 2019 (11); 1,076 persons from 2016 to 2019, of them
San Diego's 5 in 2016 and 267 in 2019. The years 2017 and 2018 are interpolated. Numbers are small, so
the made-up part is zero or clearly above the minimum, as far as regions and years go.
"""

from collections.abc import Mapping

import numpy as np

from clerestory.california import places
from clerestory.california.collection import Collection
from clerestory.california.dates import some, within
from clerestory.california.draw import Flags, Generator, Ints, even, pick
from clerestory.california.people import People, address, age_on, cii, identity
from clerestory.california.pool import Pool, find
from clerestory.california.population import years_old
from clerestory.california.races import race
from clerestory.california.rows import generator_of
from clerestory.california.sales import place_and_time
from clerestory.california.text import Column, days, numbered, words

COLUMNS = (
    "order_number", "order_type", "petitioner_type", "petitioner_group", "issue_date", "expiration_date",
    "last_name", "first_name", "birth_date", "gender", "race", "street_address", "city", "zip", "county",
    "drivers_license", "cii_number", "court_case_number", "region", "year", "age", "age_group",
)  # fmt: skip
FIRST_YEAR = 2016
BY_REGION = {  # 2016 to 2021
    "Bay Area": (20, 22, 88, 215, 260, 300),
    "Central Coast": (0, 12, 34, 100, 120, 150),
    "Greater Sacramento": (12, 12, 36, 80, 85, 95),
    "Inland Empire": (12, 12, 30, 55, 60, 70),
    "Los Angeles and Orange": (30, 28, 80, 165, 190, 230),
    "North State": (0, 0, 12, 20, 22, 24),
    "San Diego and Imperial": (11, 18, 120, 411, 483, 435),
    "San Joaquin Valley": (0, 0, 24, 50, 52, 64),
    "Sierra Nevada": (0, 0, 0, 14, 13, 16),
}
OF_COUNTY = {  # in all; San Diego and San Francisco are given by year below
    "Santa Clara": 380, "Alameda": 110, "Contra Costa": 90, "Sonoma": 70, "San Mateo": 80, "Solano": 60,
    "Marin": 40, "Napa": 30, "Los Angeles": 430, "Orange": 293, "Ventura": 120, "Santa Cruz": 110,
    "Santa Barbara": 100, "Monterey": 30, "San Luis Obispo": 40, "San Benito": 16, "Sacramento": 190,
    "Placer": 50, "El Dorado": 30, "Yolo": 26, "Sutter": 12, "Yuba": 12, "Riverside": 120,
    "San Bernardino": 119, "Fresno": 45, "Kern": 30, "Kings": 25, "San Joaquin": 25, "Stanislaus": 25,
    "Tulare": 22, "Merced": 18, "Butte": 24, "Shasta": 18, "Humboldt": 20, "Siskiyou": 16, "Nevada": 16,
    "Tuolumne": 14, "Amador": 13,
}  # fmt: skip
BY_YEAR = {
    "San Diego": (11, 18, 120, 397, 483, 435),
    "Imperial": (0, 0, 0, 14, 0, 0),
    "San Francisco": (2, 2, 6, 11, 11, 13),
}
PERSONS_TO_2019 = 1_076
PERSONS_IN_SAN_DIEGO = {2016: 5, 2019: 267}
PER_PERSON = 1.6
ORDER_TYPES = ("Emergency", "Temporary", "After hearing")
PETITIONERS = ("Law enforcement officer", "Family member", "Household member", "Employer or co-worker")
GROUPS = ("Law enforcement", "Family or household")
AGE_EDGES = (18, 30, 45, 60, 88)
AGE_GROUPS = ("Under 30", "30 to 44", "45 to 59", "60 and over")
VALID_DAYS = np.array([21, 21, 1461])


def orders(people: People, anyone: Pool, seed: int) -> Collection:
    """All orders, at full size whatever the scale."""
    generator = generator_of(seed, 5, 0)
    county, year = _rows(generator)
    again = _follow_ups(generator, county, year)
    who = _who(generator, anyone, county, year, again)

    def part(start: int, end: int) -> Mapping[str, Column]:
        at = slice(start, end)
        return _part(generator_of(seed, 5, start + 1), people, county[at], year[at], who[at], again[at])

    return Collection("gvro", len(county), COLUMNS, part, chunk=len(county))


def _rows(generator: Generator) -> tuple[Ints, Ints]:
    """County and year of every order: given counties first, the others share what is left of a region."""
    named = [(places.counties().index(name), np.array(years)) for name, years in BY_YEAR.items()]
    rows = [(np.full(years.sum(), at), np.repeat(np.arange(6), years)) for at, years in named]
    for region, years in BY_REGION.items():
        taken = [BY_YEAR[county] for county in BY_YEAR if places.parents()[county] == region]
        left = np.array(years) - np.array(taken, dtype=np.int64).reshape(-1, 6).sum(axis=0)
        members = [county for county in OF_COUNTY if places.parents()[county] == region]
        totals = np.array([OF_COUNTY[county] for county in members], dtype=np.int64)
        at = np.array([places.counties().index(county) for county in members], dtype=np.int64)
        rows.append((generator.permutation(np.repeat(at, totals)), np.repeat(np.arange(6), left)))
    county, year = (np.concatenate(columns) for columns in zip(*rows, strict=True))
    return county, year + FIRST_YEAR


def _follow_ups(generator: Generator, county: Ints, year: Ints) -> Flags:
    """Which orders follow an earlier one about the same person, in the same county and year."""
    size = len(county)
    san_diego = county == places.counties().index("San Diego")
    again = np.zeros(size, dtype=np.bool_)
    fixed = np.zeros(size, dtype=np.bool_)
    for each, persons in PERSONS_IN_SAN_DIEGO.items():
        members = np.flatnonzero(san_diego & (year == each))
        again[members[persons:]] = True
        fixed[members] = True
    until = year <= 2019
    _mark(generator, again, fixed, until, int(until.sum()) - PERSONS_TO_2019, county * 10 + year - FIRST_YEAR)
    later = round(int((~until).sum()) * (1 - 1 / PER_PERSON))
    _mark(generator, again, fixed, ~until, later, county * 10 + year - FIRST_YEAR)
    return again


def _mark(generator: Generator, again: Flags, fixed: Flags, span: Flags, wanted: int, cell: Ints) -> None:
    """Mark orders of a span until ``wanted`` are marked, leaving each county's year a first one."""
    _, first = np.unique(cell, return_index=True)
    free = span & ~fixed
    free[first] = False
    candidates = np.flatnonzero(free)
    already = int((again & span).sum())
    again[generator.permutation(candidates)[: wanted - already]] = True


def _who(generator: Generator, anyone: Pool, county: Ints, year: Ints, again: Flags) -> Ints:
    """A new person for each first order; for the others, one of the same county and year."""
    first = np.flatnonzero(~again)
    stratum = year[first] - FIRST_YEAR
    women = np.linspace(0.18, 0.10, 6)[stratum]
    group = pick(np.array([0.25, 0.32, 0.25, 0.18]), even(generator, stratum))
    age = np.maximum(years_old(generator, group, AGE_EDGES), 19)
    female = even(generator, stratum) < women
    found = find(anyone, county[first], female, year[first] - age, generator.random(len(first)))
    cell = county * 10 + year - FIRST_YEAR
    order = np.argsort(cell[first], kind="stable")
    starts = np.searchsorted(cell[first][order], cell)
    ends = np.searchsorted(cell[first][order], cell, side="right")
    at = starts + np.floor(generator.random(len(county)) * (ends - starts)).astype(np.int64)
    who = found[order][at]
    who[first] = found
    return np.asarray(who, dtype=np.int64)


def _part(
    generator: Generator, people: People, county: Ints, year: Ints, who: Ints, again: Flags
) -> dict[str, Column]:
    size = len(county)
    day = within(generator, year)
    kind = np.where(again, 1 + some(generator, (0.45, 0.55), size), some(generator, (0.72, 0.28), size))
    family = even(generator, year - FIRST_YEAR) < np.linspace(0.19, 0.04, 6)[year - FIRST_YEAR]
    petitioner = np.where(family, 1 + some(generator, (0.6, 0.3, 0.1), size), 0)
    return {
        "order_number": numbered("GVRO", np.arange(size) * 11 + 500_003, 7),
        "order_type": words(kind, ORDER_TYPES),
        "petitioner_type": words(petitioner, PETITIONERS),
        "petitioner_group": words(family, GROUPS),
        "issue_date": days(day),
        "expiration_date": days(day + VALID_DAYS[kind]),
        **identity(people, who),
        "race": race(people, who),
        **address(people, who),
        "cii_number": cii(who),
        "court_case_number": numbered("GV", np.arange(size) * 17 + 2_000_001, 8),
        **place_and_time(county, year, age_on(people, who, day), AGE_EDGES, AGE_GROUPS),
    }


def statewide() -> Ints:
    """Orders by year."""
    return np.asarray(np.array(list(BY_REGION.values())).sum(axis=0), dtype=np.int64)
