"""Counties, their regions and residents, as the project declares them; made-up addresses."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

PACKAGE = "clerestory.california"


def read_list(*path: str) -> list[dict[str, str]]:
    """A CSV file of this package, a dictionary a line."""
    text = files(PACKAGE).joinpath(*path).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def parents() -> dict[str, str]:
    """County -> region, in the order of the hierarchy."""
    rows = read_list("project", "hierarchies", "county.csv")
    return {row["code"]: row["parent"] for row in rows if row["parent"] != "Total"}


@cache
def counties() -> tuple[str, ...]:
    """The 58 counties; a record holds the place of its county in this tuple until it is written."""
    return tuple(parents())


@cache
def regions() -> tuple[str, ...]:
    """The nine regions."""
    return tuple(dict.fromkeys(parents().values()))


@cache
def region_of() -> NDArray[np.int64]:
    """For each county the place of its region."""
    return np.array([regions().index(region) for region in parents().values()], dtype=np.int64)


@cache
def residents() -> NDArray[np.float64]:
    """Residents of each county, July 2019."""
    rows = {row["code"]: row["value"] for row in read_list("project", "denominators", "residents.csv")}
    return np.array([float(rows[county]) for county in counties()])


@cache
def cities() -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int64]]:
    """Every city, and for each county the first of its cities and how many it has."""
    by_county = {row["county"]: row["cities"].split(";") for row in read_list("lists", "cities.csv")}
    sizes = np.array([len(by_county[county]) for county in counties()], dtype=np.int64)
    names = tuple(city for county in counties() for city in by_county[county])
    return names, np.cumsum(sizes) - sizes, sizes


@cache
def streets() -> tuple[str, ...]:
    """Street names: every name with every kind of street."""
    words = {row["kind"]: row["names"].split() for row in read_list("lists", "streets.csv")}
    return tuple(f"{name} {kind}" for name in words["name"] for kind in words["kind"])


def by_county(values: Mapping[str, float], otherwise: float) -> NDArray[np.float64]:
    """A figure for each county; ``otherwise`` for those not named."""
    unknown = values.keys() - set(counties())
    if unknown:
        raise ValueError(f"no such county: {sorted(unknown)}")
    return np.array([values.get(county, otherwise) for county in counties()])


def by_region(values: Mapping[str, float], otherwise: float) -> NDArray[np.float64]:
    """A figure for each county, given for its region."""
    unknown = values.keys() - set(regions())
    if unknown:
        raise ValueError(f"no such region: {sorted(unknown)}")
    return np.array([values.get(region, otherwise) for region in parents().values()])
