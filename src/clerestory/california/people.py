"""One population: everybody in the records, with name, birth date, address and numbers.

A person is a place in these arrays. All collections draw their people from here, so whoever applies
for a permit also buys, registers and holds a certificate under the same name and licence.
Licence and CII numbers follow from the person's place by a one-to-one rule, so no two people share one.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clerestory.california import places
from clerestory.california.dates import new_year
from clerestory.california.draw import Flags, Generator, Ints, by_rank, pick
from clerestory.california.text import Column, blank, days, lettered, numbered, words

ORIGINS = ("English", "Hispanic", "Black", "Asian", "Native")
RACE_GROUPS = (
    "White",
    "Hispanic",
    "Black",
    "Asian or Pacific Islander",
    "American Indian",
    "Other or unknown",
)
GENDERS = ("Male", "Female")
ORIGIN_OF_RACE = np.array([0, 1, 2, 3, 4, 0])
LICENCES = 26 * 10**7
CII_NUMBERS = 10**8


@dataclass(frozen=True, repr=False)
class People:
    """The population; its repr gives its size only."""

    county: NDArray[np.uint8]
    female: Flags
    race: NDArray[np.uint8]
    birth: NDArray[np.int32]  # days since 1970
    given: NDArray[np.int16]
    surname: NDArray[np.int16]
    house: NDArray[np.int16]
    street: NDArray[np.int16]
    city: NDArray[np.int16]

    def __repr__(self) -> str:
        return f"People({len(self.county)})"


def settle(generator: Generator, county: Ints, female: Flags, race: Ints, birth: Ints) -> People:
    """Give names and addresses to people whose county, gender, race and birth date are known."""
    given, surname = _names(generator, female, race)
    _, first, many = places.cities()
    size = len(county)
    return People(
        county=county.astype(np.uint8),
        female=female,
        race=race.astype(np.uint8),
        birth=birth.astype(np.int32),
        given=given,
        surname=surname,
        house=generator.integers(1, 9900, size).astype(np.int16),
        street=generator.integers(0, len(places.streets()), size).astype(np.int16),
        city=(first[county] + (generator.random(size) ** 1.5 * many[county]).astype(np.int64)).astype(
            np.int16
        ),
    )


def joined(*groups: People) -> People:
    """Several groups as one population, in this order."""
    return People(
        **{
            name: np.concatenate([getattr(group, name) for group in groups])
            for name in People.__dataclass_fields__
        }
    )


def identity(people: People, who: Ints) -> dict[str, Column]:
    """The columns that say who somebody is."""
    given, surname = _name_lists()
    return {
        "last_name": words(people.surname[who], surname),
        "first_name": words(people.given[who], given),
        "birth_date": days(people.birth[who]),
        "gender": words(people.female[who], GENDERS),
        "drivers_license": lettered(licence(who), 1, 7),
    }


def address(people: People, who: Ints) -> dict[str, Column]:
    """Where somebody lives; the house number and the street are joined when written."""
    city = people.city[who].astype(np.int64)
    return {
        "house": words(people.house[who], _houses()),
        "street": words(people.street[who], places.streets()),
        "city": words(city, places.cities()[0]),
        "zip": numbered("9", 100 + city * 37 + people.street[who] % 30, 4),
    }


def workplace(who: Ints) -> dict[str, Column]:
    """Where two in five say that they work, always the same for the same person."""
    return {
        "work_house": blank(words(1 + who * 37 % 9_000, _houses()), who % 5 > 1),
        "work_street": words(who * 53 % len(places.streets()), places.streets()),
    }


def cii(who: Ints) -> Column:
    """The criminal identification numbers: A and eight digits."""
    return numbered("A", cii_number(who), 8)


def cii_number(who: Ints) -> Ints:
    """The number in it, one for each person."""
    return np.asarray((who * 37_182_817 + 10_271_829) % CII_NUMBERS, dtype=np.int64)


def licence(who: Ints) -> Ints:
    """The licence as a number; the multiplier has no factor in common with the range, so none repeats."""
    return np.asarray((who * 137_438_953 + 61_803_399) % LICENCES, dtype=np.int64)


def age_on(people: People, who: Ints, day: Ints) -> Ints:
    """Completed years on a day."""
    born, then = people.birth[who].astype("datetime64[D]"), day.astype("datetime64[D]")
    born_month, then_month = born.astype("datetime64[M]"), then.astype("datetime64[M]")
    early = (then - then_month).astype(np.int64) < (born - born_month).astype(np.int64)
    months = (then_month - born_month).astype(np.int64) - early
    return np.asarray(months // 12, dtype=np.int64)


@cache
def _houses() -> tuple[str, ...]:
    return tuple(str(number) for number in range(10_000))


@cache
def _name_lists() -> tuple[tuple[str, ...], tuple[str, ...]]:
    given = {name for row in places.read_list("lists", "given.csv") for name in row["names"].split()}
    surname = {name for row in places.read_list("lists", "surnames.csv") for name in row["names"].split()}
    return tuple(sorted(given)), tuple(sorted(surname))


def _names(generator: Generator, female: Flags, race: Ints) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Names by origin and gender, common ones more often."""
    all_given, all_surnames = ({name: at for at, name in enumerate(names)} for names in _name_lists())
    origin = ORIGIN_OF_RACE[race]
    given, surname = np.empty(len(race), dtype=np.int16), np.empty(len(race), dtype=np.int16)
    for row in places.read_list("lists", "surnames.csv"):
        members = np.flatnonzero(origin == ORIGINS.index(row["origin"]))
        surname[members] = _some(generator, row["names"], all_surnames, len(members))
    for row in places.read_list("lists", "given.csv"):
        same = (origin == ORIGINS.index(row["origin"])) & (female == (row["gender"] == "Female"))
        members = np.flatnonzero(same)
        given[members] = _some(generator, row["names"], all_given, len(members))
    return given, surname


def _some(generator: Generator, names: str, index: dict[str, int], size: int) -> NDArray[np.int16]:
    ordered = np.array([index[name] for name in names.split()], dtype=np.int16)
    places_in_list = pick(by_rank(len(ordered)), generator.random(size))
    return np.asarray(ordered[places_in_list], dtype=np.int16)


def birth_days(year: Ints, age: Ints, generator: Generator) -> Ints:
    """Birth dates of people who have completed ``age`` years on 1 January of ``year``."""
    born = new_year(year - age - 1) + 1 + generator.integers(0, 365, len(year))
    return np.asarray(born, dtype=np.int64)
