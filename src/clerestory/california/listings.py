"""The roster of handguns certified for sale: 763 models on 30 January 2019, no persons.

27 derringers, 268 revolvers, 468 pistols; makers are made up. Every count of a table is zero or at
least the minimum.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from clerestory.california.collection import Collection
from clerestory.california.dates import new_year
from clerestory.california.draw import Generator, Ints
from clerestory.california.rows import generator_of
from clerestory.california.sales_shape import MANUFACTURERS
from clerestory.california.text import Column, days, numbered, words

COLUMNS = (
    "listing_number", "manufacturer", "model", "gun_type", "caliber", "caliber_group", "barrel_inches",
    "barrel_group", "listed_on", "expiration_date", "year",
)  # fmt: skip
GUN_TYPES = ("Pistol", "Revolver", "Derringer")
YEARS = ("Before 2012", "2012", "2013", "2014", "2015", "2016", "2017", "2018")
LISTED = ((120, 58, 52, 50, 47, 48, 46, 47), (82, 31, 28, 26, 25, 26, 25, 25), (15, 0, 0, 12, 0, 0, 0, 0))
CALIBER_GROUPS = (".22 and smaller", "9 mm and .38", ".40 and .45", ".357 and larger")
CALIBER_COUNTS = ((72, 188, 176, 32), (55, 96, 37, 80), (14, 13, 0, 0))
CALIBERS = (
    (".22 LR", ".17 HMR"),
    ("9 mm", ".38 Special"),
    (".40 S&W", ".45 ACP"),
    (".357 Magnum", ".44 Magnum"),
)
BARREL_GROUPS = ("Under 3 inches", "3 to 4 inches", "Over 4 inches")
BARREL_COUNTS = ((52, 240, 176), (110, 92, 66), (27, 0, 0))
BARREL_LOW = np.array([2.0, 3.0, 4.25])
MAKER_COUNTS = (
    (70, 62, 54, 48, 44, 38, 33, 27, 21, 17, 14, 40),
    (34, 0, 41, 27, 22, 30, 24, 18, 15, 20, 13, 24),
    (0, 15, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0),
)
YEAR = 365


def listings(seed: int) -> Collection:
    """All listings, at full size whatever the scale."""

    def part(start: int, end: int) -> Mapping[str, Column]:
        return _columns(generator_of(seed, 6, start), end)

    size = sum(sum(counts) for counts in LISTED)
    return Collection("roster", size, COLUMNS, part, chunk=size)


def _columns(generator: Generator, size: int) -> dict[str, Column]:
    gun = np.repeat(np.arange(3), [sum(counts) for counts in LISTED])
    listed, caliber, barrel, maker = (
        _shuffled(generator, counts) for counts in (LISTED, CALIBER_COUNTS, BARREL_COUNTS, MAKER_COUNTS)
    )
    year = np.where(listed > 0, 2011 + listed, generator.integers(2001, 2012, size))
    day = new_year(year) + generator.integers(0, YEAR, size)
    kind = caliber * 2 + generator.integers(0, 2, size)
    inches = BARREL_LOW[barrel] + generator.integers(0, 4, size) * 0.25
    return {
        "listing_number": numbered("R", np.arange(size) + 20_001, 6),
        "manufacturer": words(maker, MANUFACTURERS),
        "model": numbered("M", np.arange(size) * 3 + 101, 4),
        "gun_type": words(gun, GUN_TYPES),
        "caliber": words(kind, tuple(name for names in CALIBERS for name in names)),
        "caliber_group": words(caliber, CALIBER_GROUPS),
        "barrel_inches": pa.array(inches),
        "barrel_group": words(barrel, BARREL_GROUPS),
        "listed_on": days(day),
        "expiration_date": days(new_year(np.full(size, 2020)) + generator.integers(0, YEAR, size)),
        "year": words(listed, YEARS),
    }


def _shuffled(generator: Generator, counts: tuple[tuple[int, ...], ...]) -> Ints:
    """Categories in chance order within each type of gun."""
    return np.concatenate([generator.permutation(np.repeat(np.arange(len(each)), each)) for each in counts])
