"""Homicides: one row a victim, close to two thousand a year."""

from collections.abc import Mapping

import numpy as np

from clerestory.california import places
from clerestory.california.collection import Collection
from clerestory.california.dates import within
from clerestory.california.draw import Generator, Ints, even, pick, share_out
from clerestory.california.people import People, address, age_on, identity
from clerestory.california.pool import Pool, find
from clerestory.california.population import years_old
from clerestory.california.races import race, race_group
from clerestory.california.rows import generator_of
from clerestory.california.sales import place_and_time
from clerestory.california.text import Column, days, numbered, words

COLUMNS = (
    "case_number", "incident_date", "last_name", "first_name", "birth_date", "gender", "race", "race_group",
    "street_address", "city", "zip", "county", "agency", "weapon", "relationship", "location", "clearance",
    "region", "year", "age", "age_group",
)  # fmt: skip
FIRST_YEAR = 2012
VICTIMS = 19_800
TREND = np.array([1.88, 1.75, 1.70, 1.86, 1.93, 1.83, 1.75, 1.70, 2.20, 2.36])
NONE = ("Alpine",)
FEW = {"Sierra": 4, "Mono": 9}
AGE_EDGES = (0, 18, 30, 45, 85)
AGE_GROUPS = ("Under 18", "18 to 29", "30 to 44", "45 and over")
WEAPONS = ("Firearm", "Knife", "Blunt object", "Hands or feet", "Other or unknown")
RELATIONSHIPS = ("Family or partner", "Friend or acquaintance", "Stranger", "Unknown")
LOCATIONS = ("Home", "Street", "Business or public place", "Vehicle or other")
CLEARANCES = ("Cleared", "Not cleared")


def victims(people: People, anyone: Pool, seed: int) -> Collection:
    """All victims, at full size whatever the scale."""
    generator = generator_of(seed, 8, 0)
    county, year = _rows(generator)
    stratum = year - FIRST_YEAR
    group = pick(np.array([0.08, 0.36, 0.32, 0.24]), even(generator, stratum))
    age = years_old(generator, group, AGE_EDGES)
    female = even(generator, stratum * 4 + group) < 0.19
    who = find(anyone, county, female, year - age, generator.random(len(county)))

    def part(start: int, end: int) -> Mapping[str, Column]:
        return _columns(generator_of(seed, 8, start + 1), people, county, year, who)

    return Collection("homicides", len(county), COLUMNS, part, chunk=len(county))


def by_county() -> Ints:
    """Victims of ten years by county: a few counties have none or a handful, as in life."""
    fixed = places.by_county({**dict.fromkeys(NONE, 0.0), **FEW}, -1.0)
    rates = {
        "Los Angeles and Orange": 1.25,
        "San Joaquin Valley": 1.4,
        "Inland Empire": 1.1,
        "Sierra Nevada": 1.2,
    }
    weights = places.residents() * places.by_region(rates, 0.9) + 20_000
    weights[fixed >= 0] = 0.0
    shared = share_out(VICTIMS - int(fixed[fixed > 0].sum()), weights)
    return np.where(fixed >= 0, fixed.astype(np.int64), shared)


def _rows(generator: Generator) -> tuple[Ints, Ints]:
    """County and year of every victim; a region's years follow the trend to the unit."""
    county = np.repeat(np.arange(len(places.counties())), by_county())
    region = places.region_of()[county]
    year = pick(TREND, even(generator, region)) + FIRST_YEAR
    order = np.lexsort((generator.random(len(county)), year))
    return county[order], year[order]


def _columns(generator: Generator, people: People, county: Ints, year: Ints, who: Ints) -> dict[str, Column]:
    size, stratum = len(county), year - FIRST_YEAR
    day = within(generator, year)

    def category(*shares: float) -> Ints:
        return pick(np.array(shares), even(generator, stratum))

    return {
        "case_number": numbered("HC", np.arange(size) * 9 + 300_007, 7),
        "incident_date": days(day),
        **identity(people, who),
        "race": race(people, who),
        "race_group": race_group(people, who),
        **address(people, who),
        "agency": words(county, tuple(f"{name} County Sheriff" for name in places.counties())),
        "weapon": words(category(0.71, 0.13, 0.05, 0.06, 0.05), WEAPONS),
        "relationship": words(category(0.19, 0.30, 0.24, 0.27), RELATIONSHIPS),
        "location": words(category(0.36, 0.38, 0.17, 0.09), LOCATIONS),
        "clearance": words(category(0.62, 0.38), CLEARANCES),
        **place_and_time(county, year, age_on(people, who, day), AGE_EDGES, AGE_GROUPS),
    }
