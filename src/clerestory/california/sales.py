"""Dealers' records of sale: one row a firearm and a buyer."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from clerestory.california import places
from clerestory.california.collection import Collection
from clerestory.california.dates import by_month, grouped, some
from clerestory.california.draw import Ints, pick_by
from clerestory.california.people import People, address, age_on, identity
from clerestory.california.pool import Pool, find
from clerestory.california.population import years_old
from clerestory.california.rows import cells, generator_of
from clerestory.california.sales_shape import (
    AGE_EDGES,
    AGE_GROUPS,
    FIRST_YEAR,
    GUN_TYPES,
    MAKER_SHARES,
    MANUFACTURERS,
    MONTHS,
    TRANSACTION_TYPES,
    TYPE_SHARES,
    ages,
    months,
    transactions,
    women,
)
from clerestory.california.text import Column, joined, lettered, numbered, seconds, words

COLUMNS = (
    "transaction_number", "sale_time", "transaction_type", "gun_type", "manufacturer", "model",
    "serial_number", "caliber", "barrel_inches", "color", "condition", "dealer_number", "certificate_number",
    "last_name", "first_name", "birth_date", "gender", "place_of_birth", "street_address", "city", "zip",
    "county", "drivers_license", "telephone", "occupation", "peace_officer_exemption",
    "waiting_period_exemption", "result", "region", "year", "age", "age_group",
)  # fmt: skip
CALIBERS = (
    ("9 mm", ".45", ".380", ".22", ".40", ".38"),
    ("5.56 mm", "12 gauge", ".22", ".308", "20 gauge", ".270"),
)
CALIBER_SHARES = (0.38, 0.20, 0.16, 0.12, 0.08, 0.06)
COLORS = ("Black", "Gray", "Stainless", "Tan", "Green", "Two-tone")
BIRTHPLACES = ("California", "Mexico", "Texas", "Illinois", "New York", "Philippines", "Vietnam")
EXEMPTIONS = ("None", "Peace officer", "Licensed collector")
HOURS = 36_000  # shops open for ten hours from nine


def sales(people: People, buyers: Pool, scale: float, seed: int) -> Collection:
    """All transactions, by year, county and type of gun."""
    counts = np.moveaxis(transactions(scale), 1, 0)

    def part(start: int, end: int) -> Mapping[str, Column]:
        year, county, gun = cells(counts, start, end)
        return _part(people, buyers, (county, year + FIRST_YEAR, gun), start, seed)

    return Collection("dros", int(counts.sum()), COLUMNS, part)


def _part(
    people: People, buyers: Pool, cell: tuple[Ints, Ints, Ints], start: int, seed: int
) -> dict[str, Column]:
    county, year, gun = cell
    generator = generator_of(seed, 3, start)
    size = len(county)
    day = by_month(year, generator.random(size), {each: months(each) for each in MONTHS})
    group = pick_by(ages(), year - FIRST_YEAR, generator.random(size))
    age = np.maximum(years_old(generator, group, AGE_EDGES), np.where(gun == 0, 22, 20))
    female = generator.random(size) < women(year)
    who = find(buyers, county, female, year - age, generator.random(size) ** 1.4)
    actual = age_on(people, who, day)
    number = np.arange(start, start + size)
    return {
        "transaction_number": numbered("DROS", number * 7 + 10_000_019, 9),
        "sale_time": seconds(day * 86_400 + 32_400 + generator.integers(0, HOURS, size)),
        "result": words(some(generator, (0.989, 0.011), size), ("Approved", "Denied")),
        **_firearm(generator, gun),
        **identity(people, who),
        **address(people, who),
        "certificate_number": numbered("FSC", who * 13 + 100_000_007, 9),
        "telephone": telephone(who),
        "occupation": words((who * 7) % len(occupations()), occupations()),
        **place_and_time(county, year, actual, AGE_EDGES, AGE_GROUPS),
        "place_of_birth": words(np.maximum(who * 23 % 17 - 10, 0), BIRTHPLACES),
        **_exemptions(generator, size),
    }


def _exemptions(generator: np.random.Generator, size: int) -> dict[str, Column]:
    kind = some(generator, (0.985, 0.009, 0.006), size)
    return {
        "peace_officer_exemption": words(kind == 1, ("No", "Yes")),
        "waiting_period_exemption": words(kind, EXEMPTIONS),
    }


def _firearm(generator: np.random.Generator, gun: Ints) -> dict[str, Column]:
    size = len(gun)
    maker = pick_by(np.array(MAKER_SHARES), gun, generator.random(size))
    kind = pick_by(np.array(TYPE_SHARES), gun, generator.random(size))
    caliber = some(generator, CALIBER_SHARES, size)
    return {
        "transaction_type": words(kind, TRANSACTION_TYPES),
        "gun_type": words(gun, GUN_TYPES),
        "manufacturer": words(maker, MANUFACTURERS),
        "model": words(maker * 8 + generator.integers(0, 8, size), models()),
        "serial_number": lettered(generator.integers(0, 26**3 * 10**6, size), 3, 6),
        "caliber": words(gun * 6 + caliber, CALIBERS[0] + CALIBERS[1]),
        "barrel_inches": pa.array(np.round(2.5 + gun * 14 + generator.integers(0, 12, size) * 0.25, 2)),
        "color": words(some(generator, (0.6, 0.1, 0.12, 0.08, 0.05, 0.05), size), COLORS),
        "condition": words(some(generator, (0.78, 0.22), size), ("New", "Used")),
        "dealer_number": numbered("CFD", generator.integers(10_000, 12_400, size), 5),
    }


def models() -> tuple[str, ...]:
    """Eight models for each maker."""
    letters = "ABCDEFGHJKLMNPQR"
    return tuple(
        f"{letters[(maker + model) % 16]}{10 + maker * 3 + model}"
        for maker in range(len(MANUFACTURERS))
        for model in range(8)
    )


def occupations() -> tuple[str, ...]:
    """What people do, as they said."""
    return tuple(row["occupation"] for row in places.read_list("lists", "occupations.csv"))


def telephone(who: Ints) -> Column:
    """Numbers of the range that is kept free for made-up ones: 555-01xx within an area code."""
    area = numbered("(", 200 + who * 31 % 780, 3)
    return joined(") ", area, numbered("555-01", who * 17 % 100, 2))


def place_and_time(
    county: Ints, year: Ints, age: Ints, edges: tuple[int, ...], groups: tuple[str, ...]
) -> dict[str, Column]:
    """The columns by which tables count."""
    return {
        "county": words(county, places.counties()),
        "region": words(places.region_of()[county], places.regions()),
        "year": pa.array(year.astype(np.int16)),
        "age": pa.array(age.astype(np.int16)),
        "age_group": words(grouped(age, edges), groups),
    }
