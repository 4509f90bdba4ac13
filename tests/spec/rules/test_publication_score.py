"""The CalHHS publication score: 11 or more out of 20,001 or more passes; else the score must be 12 or less."""

import numpy as np
import pytest

from clerestory.errors import InputError
from clerestory.records.protection.rules.criteria import age_points, criteria, fixed_points, place_points
from clerestory.records.protection.rules.denominators import Denominators
from clerestory.records.protection.rules.score import (
    Score,
    event_points,
    interaction_points,
    scores,
    unsafe_by_score,
)
from tests.tables import cube, flat

COUNTY, YEAR, SEX = (
    "Residence Geography",
    "Time - Reporting Period",
    "Sex, Sexual Orientation, and Gender Identity",
)


def scored(people: dict[str, int], limit: int = 12) -> Score:
    points = {
        "county": {name: place_points(COUNTY, number) for name, number in people.items()}
        | {"Total": place_points(COUNTY, sum(people.values()))},
        "sex": dict.fromkeys(("F", "M"), fixed_points(SEX, "Male or Female")),
    }
    denominators = Denominators(("county",), {(name,): number for name, number in people.items()})
    return Score(points, {"county": "place", "sex": "other"}, denominators, limit)


def table(leaves):
    return cube(leaves, flat("Alpine", "Kern"), flat("F", "M"), variables=("county", "sex"))


@pytest.mark.parametrize(
    ("events", "points"), [(1000, 2), (999, 3), (100, 3), (99, 5), (11, 5), (10, 7), (1, 7)]
)
def test_the_fewer_the_events_the_more_points(events: int, points: int) -> None:
    assert event_points(np.array([events])).tolist() == [points]


@pytest.mark.parametrize(
    ("people", "points"),
    [
        (2_000_001, -5),
        (2_000_000, -3),
        (560_000, 0),
        (50_000, 4),
        (20_001, 4),
        (20_000, 5),
        (4_001, 5),
        (4_000, 7),
        (1, 7),
    ],
)
def test_the_smaller_the_place_the_more_points(people: int, points: int) -> None:
    assert place_points(COUNTY, people) == points


@pytest.mark.parametrize(
    ("group", "points"),
    [("30-64", 1), ("65+", 1), ("18-29", 2), ("18-24", 3), ("20-24", 5), ("17-18", 7), ("17", 7)],
)
def test_the_narrower_the_age_group_the_more_points(group: str, points: int) -> None:
    assert age_points(group) == points


@pytest.mark.parametrize("group", ["24-18", "young", "1-2-3"])
def test_an_age_group_that_is_none_is_a_sentence(group: str) -> None:
    with pytest.raises(InputError, match="is not written as 18-24"):
        age_points(group)


def test_the_more_variables_meet_the_more_points() -> None:
    assert [interaction_points(["place", "time", *["other"] * n], 1) for n in range(5)] == [0, 1, 2, 4, 4]
    assert interaction_points(["place", "time"], 5) == -5
    assert interaction_points(["place", "time"], 3) == -3


def test_the_points_are_those_of_the_guidelines_as_published() -> None:
    assert fixed_points(YEAR, "Monthly") == 5
    assert (
        fixed_points(
            "Race or Race/Ethnicity Combined", next(iter(criteria()["Race or Race/Ethnicity Combined"]))
        )
        == 2
    )


def test_a_count_of_eleven_out_of_20_001_passes_whatever_its_score() -> None:
    leaves = [[11, 12], [300, 400]]
    unsafe = unsafe_by_score(
        _counts(leaves), table(leaves), scored({"Alpine": 20_001, "Kern": 900_000}, limit=-99)
    )
    assert not unsafe.any()


def test_a_count_of_eleven_out_of_20_000_needs_a_score_of_twelve() -> None:
    leaves = [[11, 300], [300, 400]]
    score = scored({"Alpine": 20_000, "Kern": 900_000})
    own = scores(_counts(leaves), table(leaves), score)[1, 1]
    assert own == 5 + 5 + 1 + 1, "11 events, a place of 20,000, sex, one more variable than place and time"
    assert not unsafe_by_score(_counts(leaves), table(leaves), score).any()
    tiny = scored({"Alpine": 1_129, "Kern": 900_000})
    assert unsafe_by_score(_counts(leaves), table(leaves), tiny)[1, 1], "7 for the place makes 14"


def test_the_smallest_category_of_a_level_scores_for_all() -> None:
    leaves = [[500, 300], [300, 400]]
    found = scores(_counts(leaves), table(leaves), scored({"Alpine": 1_129, "Kern": 900_000}))
    assert found[2, 0] == 3 + 7 - 5, "Kern's 700 events, Alpine's place, and no count under 5"
    assert found[0, 0] == 2 + -1 - 5, "all places together are larger"


def test_a_count_of_nobody_is_not_withheld_by_its_score() -> None:
    leaves = [[0, 300], [300, 400]]
    assert not unsafe_by_score(_counts(leaves), table(leaves), scored({"Alpine": 9, "Kern": 9}))[1, 1]


def test_a_place_without_a_population_is_refused() -> None:
    leaves = [[11, 12], [300, 400]]
    score = Score({}, {}, Denominators(("county",), {("Kern",): 5}))
    with pytest.raises(InputError, match="1 combinations of county have no population"):
        unsafe_by_score(_counts(leaves), table(leaves), score)


def _counts(leaves) -> np.ndarray:
    inner = np.array(leaves)
    rows = np.vstack([inner.sum(axis=0), inner])
    return np.hstack([rows.sum(axis=1, keepdims=True), rows])
