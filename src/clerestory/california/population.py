"""How many people there are, where they live, how old they are, and who they are.

Three groups: applicants for a carry permit (fixed first, since their records are counted most finely),
other owners of firearms, everybody else who appears in arrests, orders and homicides.
"""

import numpy as np

from clerestory.california import places
from clerestory.california.draw import Floats, Generator, Ints, even, pick, pick_by, share_out
from clerestory.california.people import People, birth_days, settle

OWNERS = 2_080_000
OTHERS = 3_600_000

# White, Hispanic, Black, Asian or Pacific Islander, American Indian, other or unknown
RACE_BY_REGION = {
    "Bay Area": (0.42, 0.22, 0.09, 0.20, 0.02, 0.05),
    "Central Coast": (0.50, 0.36, 0.035, 0.05, 0.02, 0.035),
    "Greater Sacramento": (0.55, 0.19, 0.09, 0.10, 0.025, 0.045),
    "Inland Empire": (0.37, 0.43, 0.09, 0.055, 0.02, 0.035),
    "Los Angeles and Orange": (0.32, 0.44, 0.10, 0.095, 0.015, 0.03),
    "North State": (0.72, 0.13, 0.035, 0.035, 0.045, 0.035),
    "San Diego and Imperial": (0.43, 0.37, 0.065, 0.075, 0.02, 0.04),
    "San Joaquin Valley": (0.38, 0.44, 0.07, 0.06, 0.02, 0.03),
    "Sierra Nevada": (0.72, 0.13, 0.035, 0.035, 0.045, 0.035),
}
# How many times more people own a firearm than in the state at large.
OWNERSHIP = {
    "Bay Area": 0.65,
    "Central Coast": 1.0,
    "Greater Sacramento": 1.35,
    "Inland Empire": 1.1,
    "Los Angeles and Orange": 0.8,
    "North State": 2.2,
    "San Diego and Imperial": 1.0,
    "San Joaquin Valley": 1.2,
    "Sierra Nevada": 2.9,
}
AGES = np.arange(8, 93)  # in 2016


def owner_weights() -> Floats:
    """For each county its weight among owners of firearms."""
    return places.residents() * places.by_region(OWNERSHIP, 1.0)


def races_by_county() -> Floats:
    """For each county the share of each race group."""
    return np.array([RACE_BY_REGION[region] for region in places.parents().values()])


def owners(generator: Generator, scale: float) -> People:
    """Owners of firearms who never applied for a permit: adults, a quarter of them women."""
    adults = np.where(AGES < 17, 0.0, np.where(AGES < 60, 1.0, np.exp(-(AGES - 60) / 18.0)))
    return _group(generator, round(OWNERS * scale), owner_weights(), adults, 0.24)


def others(generator: Generator, scale: float) -> People:
    """Everybody else, of all ages."""
    every = np.where(AGES < 40, 1.0, np.exp(-(AGES - 40) / 22.0))
    return _group(generator, round(OTHERS * scale), places.residents() + 4_000, every, 0.38)


def _group(generator: Generator, size: int, weights: Floats, ages: Floats, women: float) -> People:
    county = np.repeat(np.arange(len(weights)), share_out(size, weights))
    female = even(generator, county) < women
    race = pick_by(races_by_county(), county, even(generator, county * 2 + female))
    age = AGES[pick(ages / ages.sum(), even(generator, county * 2 + female))]
    birth = birth_days(np.full(size, 2016), age, generator)
    return settle(generator, county, female, race, birth)


def years_old(generator: Generator, groups: Ints, edges: tuple[int, ...]) -> Ints:
    """Ages within age groups: between the edges, half a year away from them where that is possible."""
    low, high = np.array(edges[:-1])[groups], np.array(edges[1:])[groups]
    return np.asarray(low + np.floor(generator.random(len(groups)) * (high - low)), dtype=np.int64)
