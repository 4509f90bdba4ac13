"""The assault-weapons registry: one row a weapon, two weapons a person.

Published: 145,253 weapons registered before 2017, 68,848 new applications in 2017 and 2018, of which
12,519 from 6,213 persons were approved by 30 June 2018. The figures do not say when the older ones were
registered; their division into periods is made up.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from clerestory.california import places
from clerestory.california.collection import Collection
from clerestory.california.dates import new_year, some
from clerestory.california.draw import Flags, Floats, Generator, Ints, even, pick, scaled, share_out
from clerestory.california.people import People, address, age_on, identity
from clerestory.california.pool import Pool, find
from clerestory.california.population import owner_weights, years_old
from clerestory.california.rows import generator_of
from clerestory.california.sales import models, place_and_time, telephone
from clerestory.california.sales_shape import AGE_EDGES, AGE_GROUPS, MAKER_SHARES, MANUFACTURERS
from clerestory.california.text import Column, blank, days, lettered, numbered, words

COLUMNS = (
    "registration_number", "application_date", "decision_date", "status", "weapon_type", "manufacturer", "model",
    "serial_number", "caliber", "date_acquired", "acquired_from", "last_name", "first_name", "birth_date",
    "gender", "height_inches", "weight_pounds", "eye_color", "hair_color", "street_address", "city", "zip",
    "county", "drivers_license", "telephone", "region", "year", "period", "age", "age_group",
)  # fmt: skip
PERIODS = ("Before 2001", "2001 to 2011", "2012 to 2016", "2017 and 2018")
SPANS = ((1989, 2000), (2001, 2011), (2012, 2016), (2017, 2018))
WEAPONS = (55_000, 50_000, 40_253, 68_848)
APPROVED, APPROVED_PERSONS = 12_519, 6_213
PER_PERSON = 1.88  # within a period; some people register in two, so that each has two in all
WEAPON_TYPES = ("Rifle", "Pistol", "Shotgun")
STATUSES = ("Registered", "Approved", "Pending", "Rejected")
DEADLINE = 17_712  # 30 June 2018, as days since 1970
EYES = ("Brown", "Blue", "Hazel", "Green", "Gray")
HAIR = ("Brown", "Black", "Blond", "Gray", "Red")
SOURCES = ("Dealer", "Private party", "Family", "Built by owner")


def weapons(people: People, owners: Pool, scale: float, seed: int) -> Collection:
    """All registered weapons."""
    generator = generator_of(seed, 4, 0)
    county, period, approved, who, year = _registrations(generator, owners, scale)

    def part(start: int, end: int) -> Mapping[str, Column]:
        at = slice(start, end)
        chunk = generator_of(seed, 4, start + 1)
        return _part(chunk, people, (county[at], period[at], who[at], year[at]), approved[at], start)

    return Collection("awr", len(county), COLUMNS, part)


def _registrations(generator: Generator, owners: Pool, scale: float) -> tuple[Ints, Ints, Flags, Ints, Ints]:
    """Every weapon's county, period, whether it was approved by the deadline, owner and year."""
    totals = scaled((*WEAPONS, APPROVED, APPROVED_PERSONS), scale)
    groups = [*totals[:3], totals[3] - totals[4], totals[4]]
    persons = [round(int(rows) / PER_PERSON) for rows in groups[:4]] + [int(totals[5])]
    parts = [
        _group(generator, owners, min(number, 3), int(rows), many)
        for number, (rows, many) in enumerate(zip(groups, persons, strict=True))
    ]
    county, period, who, year = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    approved = np.arange(len(county)) >= len(county) - int(groups[4])
    return county, period, approved, who, year


def _group(generator: Generator, owners: Pool, period: int, rows: int, persons: int) -> tuple[Ints, ...]:
    """Persons of a period, each with a weapon, the other weapons among them."""
    county = np.repeat(np.arange(len(places.counties())), share_out(persons, _weights()))
    first, last = SPANS[period]
    year = generator.integers(first, last + 1, persons)
    group = pick(np.array([0.24, 0.32, 0.26, 0.18]), even(generator, county))
    age = np.maximum(years_old(generator, group, AGE_EDGES), 22)
    female = even(generator, county) < 0.2
    who = find(owners, county, female, year - age, generator.random(persons))
    holder = np.concatenate([np.arange(persons), _further(generator, county, rows - persons)])
    holder = generator.permutation(holder)
    return county[holder], np.full(rows, period), who[holder], year[holder]


def _further(generator: Generator, county: Ints, rows: int) -> Ints:
    """Who holds the weapons beyond the first: of each twenty neighbours a few hold most of them."""
    twenty = np.arange(rows) // 20 * 20
    at = (twenty + 20 * generator.random(rows) ** 2.5) * len(county) / rows
    return np.minimum(at.astype(np.int64), len(county) - 1)


def _weights() -> Floats:
    return owner_weights() + 40_000.0


def _part(
    generator: Generator, people: People, row: tuple[Ints, Ints, Ints, Ints], approved: Flags, start: int
) -> dict[str, Column]:
    county, period, who, year = row
    size = len(county)
    day = _applied(generator, year, approved)
    age = age_on(people, who, day)
    return {
        "registration_number": numbered("AW", np.arange(start, start + size) * 3 + 1_000_003, 8),
        **_decision(generator, day, period, approved),
        **_weapon(generator, size),
        "date_acquired": days(day - generator.integers(10, 2_000, size)),
        "acquired_from": words(some(generator, (0.7, 0.17, 0.08, 0.05), size), SOURCES),
        **identity(people, who),
        **address(people, who),
        **body(people, who),
        "telephone": telephone(who),
        "period": words(period, PERIODS),
        **place_and_time(county, year, age, AGE_EDGES, AGE_GROUPS),
    }


def _applied(generator: Generator, year: Ints, approved: Flags) -> Ints:
    day = new_year(year) + generator.integers(0, 365, len(year))
    return np.where(approved, np.minimum(day, DEADLINE - 60), day)


def _decision(generator: Generator, day: Ints, period: Ints, approved: Flags) -> dict[str, Column]:
    size = len(day)
    late = np.maximum(DEADLINE + 1, day) + generator.integers(1, 400, size)
    decided = np.where(approved, np.minimum(day + generator.integers(20, 300, size), DEADLINE), late)
    decided = np.where(period < 3, day + generator.integers(10, 90, size), decided)
    later = 1 + some(generator, (0.78, 0.16, 0.06), size)
    status = np.where(period < 3, 0, np.where(approved, 1, later))
    return {
        "application_date": days(day),
        "decision_date": days(decided, missing=status == 2),
        "status": words(status, STATUSES),
    }


def _weapon(generator: Generator, size: int) -> dict[str, Column]:
    maker = pick(np.array(MAKER_SHARES[1]), generator.random(size))
    serial = lettered(generator.integers(0, 26**3 * 10**6, size), 3, 6)
    return {
        "weapon_type": words(some(generator, (0.70, 0.16, 0.14), size), WEAPON_TYPES),
        "manufacturer": words(maker, MANUFACTURERS),
        "model": words(maker * 8 + generator.integers(0, 8, size), models()),
        "serial_number": blank(serial, generator.random(size) < 0.01),
        "caliber": words(
            some(generator, (0.6, 0.15, 0.15, 0.1), size), ("5.56 mm", "7.62 mm", "9 mm", "12 gauge")
        ),
    }


def body(people: People, who: Ints) -> dict[str, Column]:
    """What a form says of somebody's looks, always the same for the same person."""
    female = people.female[who]
    return {
        "height_inches": pa.array((62 + who * 11 % 12 + np.where(female, -2, 3)).astype(np.int16)),
        "weight_pounds": pa.array((125 + who * 29 % 90 + np.where(female, 0, 30)).astype(np.int16)),
        "eye_color": words(who * 5 % 11 % 5, EYES),
        "hair_color": words(who * 3 % 13 % 5, HAIR),
    }
