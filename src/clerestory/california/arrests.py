"""Arrests: one row an arrest, about a million a year; the same people come back."""

from collections.abc import Mapping

import numpy as np

from clerestory.california import places
from clerestory.california.collection import Collection
from clerestory.california.dates import some, within
from clerestory.california.draw import Floats, Ints, pick, scaled, share_out
from clerestory.california.people import People, address, age_on, cii, identity
from clerestory.california.pool import Pool, find
from clerestory.california.population import years_old
from clerestory.california.races import race, race_group
from clerestory.california.rows import cells, generator_of
from clerestory.california.sales import place_and_time
from clerestory.california.text import Column, days, numbered, words

COLUMNS = (
    "arrest_number", "arrest_date", "last_name", "first_name", "birth_date", "gender", "race", "race_group",
    "street_address", "city", "zip", "county", "agency", "drivers_license", "cii_number", "offense_level",
    "offense_group", "disposition", "region", "year", "age", "age_group",
)  # fmt: skip
FIRST_YEAR = 2012
ARRESTS = (
    1_100_000, 1_090_000, 1_100_000, 1_070_000, 1_040_000, 1_020_000, 1_010_000, 980_000, 810_000, 780_000,
)  # fmt: skip
AGE_EDGES = (12, 18, 30, 45, 80)
AGE_GROUPS = ("Under 18", "18 to 29", "30 to 44", "45 and over")
OFFENSES = (
    "Violent", "Property", "Drug", "Sex", "Weapons", "Other felony", "Misdemeanor", "Status offense",
)  # fmt: skip
OFFENSE_SHARES = (0.090, 0.070, 0.060, 0.022, 0.028, 0.050, 0.655, 0.025)
LEVELS = ("Felony", "Misdemeanor", "Status offense")
DISPOSITIONS = ("Complaint sought", "Released", "Other agency", "Probation")


def arrests(people: People, anyone: Pool, scale: float, seed: int) -> Collection:
    """All arrests, by year and county."""
    counts = np.array([share_out(int(total), _weights()) for total in scaled(ARRESTS, scale)])

    def part(start: int, end: int) -> Mapping[str, Column]:
        year, county = cells(counts, start, end)
        return _part(people, anyone, county, year + FIRST_YEAR, start, seed)

    return Collection("arrests", int(counts.sum()), COLUMNS, part)


def _weights() -> Floats:
    rural = {"Sierra Nevada": 1.5, "North State": 1.5, "San Joaquin Valley": 1.3, "Bay Area": 0.85}
    return places.residents() * places.by_region(rural, 1.0) + 4_000.0


def _part(people: People, anyone: Pool, county: Ints, year: Ints, start: int, seed: int) -> dict[str, Column]:
    generator = generator_of(seed, 7, start)
    size = len(county)
    day = within(generator, year)
    group = some(generator, (0.10, 0.36, 0.34, 0.20), size)
    age = np.where(group == 0, 14 + generator.integers(0, 4, size), years_old(generator, group, AGE_EDGES))
    female = generator.random(size) < 0.26
    who = find(anyone, county, female, year - age, generator.random(size) ** 1.5)
    offense = pick(np.array(OFFENSE_SHARES), generator.random(size))
    return {
        "arrest_number": numbered("AR", np.arange(start, start + size) * 7 + 10_000_033, 9),
        "arrest_date": days(day),
        **identity(people, who),
        "race": race(people, who),
        "race_group": race_group(people, who),
        **address(people, who),
        "cii_number": cii(who),
        "agency": agency(people, who, county),
        "offense_level": words(np.where(offense < 6, 0, offense - 5), LEVELS),
        "offense_group": words(offense, OFFENSES),
        "disposition": words(some(generator, (0.72, 0.14, 0.06, 0.08), size), DISPOSITIONS),
        **place_and_time(county, year, age_on(people, who, day), AGE_EDGES, AGE_GROUPS),
    }


def agency(people: People, who: Ints, county: Ints) -> Column:
    """The sheriff of the county, or the police of the person's city."""
    return words(_authority(people, who, county), agencies())


def ori(people: People, who: Ints, county: Ints) -> Column:
    """The agency's number in the form of an originating agency identifier."""
    return numbered("CA", _authority(people, who, county) * 100 + 1_000, 7)


def _authority(people: People, who: Ints, county: Ints) -> Ints:
    police = len(places.counties()) + people.city[who].astype(np.int64)
    return np.where(who * 13 % 5 < 2, county, police)


def agencies() -> tuple[str, ...]:
    """Every sheriff, then every city's police."""
    cities = places.cities()[0]
    return (
        *(f"{county} County Sheriff" for county in places.counties()),
        *(f"{city} Police" for city in cities),
    )
