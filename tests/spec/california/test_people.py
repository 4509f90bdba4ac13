"""Finding somebody, and how old they are."""

import numpy as np

from clerestory.california.people import LICENCES, age_on, cii_number, licence, settle
from clerestory.california.pool import find, pool

BORN = ("1950-03-01", "1980-06-15", "1980-06-16", "2000-12-31")


def village():
    """Four men of one county and one woman of another."""
    birth = np.array([*BORN, "1970-01-01"], dtype="datetime64[D]").astype(np.int64)
    county, female = np.array([5, 5, 5, 5, 7]), np.array([False] * 4 + [True])
    return settle(np.random.default_rng(1), county, female, np.zeros(5, dtype=np.int64), birth)


def day(text: str) -> int:
    return int(np.datetime64(text, "D").astype(np.int64))


def test_a_birthday_is_completed_on_the_day() -> None:
    people = village()
    who = np.array([1, 2, 3, 3])
    on = np.array([day("2012-06-15"), day("2012-06-15"), day("2012-12-30"), day("2012-12-31")])
    assert age_on(people, who, on).tolist() == [32, 31, 11, 12]


def found(county: int, female: bool, born: int, among: float) -> int:
    people = village()
    searched = pool(np.random.default_rng(1), people, np.arange(5))
    asked = np.array([county]), np.array([female]), np.array([born]), np.array([among])
    return int(find(searched, *asked)[0])


def test_somebody_of_the_county_gender_and_birth_year_is_found() -> None:
    assert {found(5, False, 1980, 0.0), found(5, False, 1980, 0.99)} == {1, 2}
    assert found(7, True, 1970, 0.5) == 4


def test_where_nobody_was_born_in_that_year_the_next_older_is_found_and_at_last_the_oldest() -> None:
    assert found(5, False, 1990, 0.5) in {1, 2}
    assert found(5, False, 1979, 0.5) == 0
    assert found(5, False, 1930, 0.5) == 0


def test_no_two_people_share_a_licence_or_a_cii_number() -> None:
    who = np.arange(6_000_000)  # more than there are at full size
    for numbers in (licence(who), cii_number(who)):
        assert (np.diff(np.sort(numbers)) > 0).all()
    assert licence(who).max() < LICENCES
