"""Firearm safety certificates: one row a certificate; before 2015 they were handgun certificates."""

from collections.abc import Mapping

import numpy as np

from clerestory.california import places
from clerestory.california.collection import Collection
from clerestory.california.dates import some, within
from clerestory.california.draw import Floats, Ints, pick, scaled, share_out
from clerestory.california.people import People, address, age_on, identity
from clerestory.california.pool import Pool, find
from clerestory.california.population import owner_weights, years_old
from clerestory.california.rows import cells, generator_of
from clerestory.california.sales import place_and_time
from clerestory.california.sales_shape import AGE_EDGES, AGE_GROUPS, FIRST_YEAR
from clerestory.california.text import Column, days, numbered, words

COLUMNS = (
    "certificate_number", "issue_date", "expiration_date", "last_name", "first_name", "birth_date", "gender",
    "drivers_license", "street_address", "city", "zip", "county", "instructor_number", "test_version",
    "region", "year", "age", "age_group",
)  # fmt: skip
CERTIFICATES = (150_000, 172_000, 168_000, 214_000, 262_000, 204_000, 186_000, 192_000, 318_000, 264_000)
TEST_VERSIONS = ("English", "Spanish", "Audio")
FIVE_YEARS = 1826


def certificates(people: People, holders: Pool, scale: float, seed: int) -> Collection:
    """All certificates, by year and county."""
    counts = np.array([share_out(int(total), _weights()) for total in scaled(CERTIFICATES, scale)])

    def part(start: int, end: int) -> Mapping[str, Column]:
        year, county = cells(counts, start, end)
        return _part(people, holders, county, year + FIRST_YEAR, start, seed)

    return Collection("fsc", int(counts.sum()), COLUMNS, part)


def _weights() -> Floats:
    return owner_weights() + 9_000.0


def _part(
    people: People, holders: Pool, county: Ints, year: Ints, start: int, seed: int
) -> dict[str, Column]:
    generator = generator_of(seed, 2, start)
    size = len(county)
    day = within(generator, year)
    shares = np.array([0.27, 0.31, 0.22, 0.20])
    age = np.maximum(years_old(generator, pick(shares, generator.random(size)), AGE_EDGES), 20)
    female = generator.random(size) < 0.19 + 0.01 * (year - FIRST_YEAR)
    who = find(holders, county, female, year - age, generator.random(size))
    return {
        "certificate_number": numbered("FSC", who * 13 + 100_000_007, 9),
        "issue_date": days(day),
        "expiration_date": days(day + FIVE_YEARS),
        **identity(people, who),
        **address(people, who),
        "instructor_number": numbered("CI", generator.integers(2_000, 6_400, size), 5),
        "test_version": words(_version(generator, county), TEST_VERSIONS),
        **place_and_time(county, year, age_on(people, who, day), AGE_EDGES, AGE_GROUPS),
    }


def _version(generator: np.random.Generator, county: Ints) -> Ints:
    few = places.by_region({"Sierra Nevada": 1.0, "North State": 1.0}, 0.0)[county] > 0
    return np.where(
        few,
        some(generator, (0.83, 0.09, 0.08), len(county)),
        some(generator, (0.78, 0.16, 0.06), len(county)),
    )
