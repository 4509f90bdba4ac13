"""Verdicts, intervals, tiers and the judgement of truth, on values small enough to see through."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import InputError
from clerestory.governance.incidents.intervals import (
    Interval,
    Outage,
    State,
    columns_window,
    joined,
    less,
    windows,
)
from clerestory.records.affected import tiers
from clerestory.records.affected.truth import judged
from clerestory.records.affected.verdicts import elements, verdicts

START = datetime(2022, 6, 27, tzinfo=UTC)


def between(begins: int, ends: int) -> Interval:
    return Interval(START + timedelta(minutes=begins), START + timedelta(minutes=ends))


VERDICTS = {  # columns: statutory, direct identifier, identifies, voluntary
    ("drivers_license",): (False, True, False, True),
    ("birth_date", "gender", "drivers_license"): (False, True, False, True),
    ("last_name", "first_name", "drivers_license"): (True, True, True, False),
    ("last_name", "drivers_license"): (False, True, False, True),
    ("last_name", "first_name", "birth_date"): (False, True, True, True),
    ("email", "password"): (True, True, False, False),
    ("gender", "county"): (False, False, False, False),
}


@pytest.mark.parametrize("columns", VERDICTS)
def test_r36_the_verdicts_are_kept_apart(columns: tuple[str, ...]) -> None:
    found = verdicts(elements(columns))
    told = (found.statutory, found.direct_identifier, found.identifies, found.voluntary)
    assert told == VERDICTS[columns]


def test_a_column_that_nobody_classified_is_named() -> None:
    assert verdicts(elements(["shoe_size", "gender"])).unclassified == ("shoe_size",)
    assert verdicts(elements(["shoe_size"], {"shoe_size": "plain"})).unclassified == ()
    with pytest.raises(InputError, match="no element"):
        elements(["shoe_size"], {"shoe_size": "shoe"})


def test_uniqueness_alone_is_a_matter_for_a_person() -> None:
    found = verdicts(elements(["gender", "county"]), unique_share=0.3)
    assert (found.statutory, found.direct_identifier, found.voluntary) == (False, False, True)


def test_r33_a_window_ends_when_the_columns_are_gone_from_the_bytes() -> None:
    states = [
        State("ccw", frozenset({"name", "dob"}), "/a", "1", between(0, 100)),
        State("fsc", frozenset({"licence"}), "/a", "1", between(0, 100)),
        State("fsc", frozenset({"licence"}), "/a", "2", between(100, 160)),
        State("ccw", frozenset({"county"}), "/a", "2", between(100, 160)),
    ]
    found = {
        (w.dataset, w.columns): w
        for w in windows(states, [Outage(between(50, 60)), Outage(between(0, 9), "/b")])
    }
    assert found["ccw", ("dob", "name")].intervals == (between(0, 50), between(60, 100))
    assert found["fsc", ("licence",)].intervals == (between(0, 50), between(60, 160))
    assert found["fsc", ("licence",)].digests == ("1", "2")
    assert columns_window(states, "ccw", "name") == (between(0, 100),)
    assert columns_window(states, "ccw", "licence") == ()


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda p: between(p[0], p[0] + p[1])), max_size=6
)


@given(spans, spans)
def test_intervals_are_sets_of_minutes(some: list[Interval], taken: list[Interval]) -> None:
    def minutes(intervals: object) -> set[int]:
        return {
            m
            for each in intervals
            for m in range(100)
            if each.begins <= START + timedelta(minutes=m) < each.ends
        }

    left = less(some, taken)
    assert minutes(left) == minutes(some) - minutes(taken)
    assert list(left) == sorted(left)
    assert joined(left) == left


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(InputError, match="offset"):
        Interval(datetime(2022, 6, 27), datetime(2022, 6, 28))  # noqa: DTZ001
    with pytest.raises(InputError, match="ends before"):
        between(5, 5)


def test_a_person_is_of_the_gravest_tier_of_their_rows() -> None:
    rules = (tiers.Tier(1, "judges", "kind", ("Judicial",)), tiers.Tier(2, "officers", "kind", ("Reserve",)))
    rows = tiers.of_rows(rules, {"kind": ["Reserve", " judicial", None, "Standard"]}, 4)
    assert rows.tolist() == [2, 1, 0, 0]
    people = tiers.of_people(rows, np.array([1, 1, 2, 2]))
    assert people.tolist() == [1, 0]
    assert tiers.counts(rules, people) == {"ordinary": 1, "judges": 1, "officers": 0}


def test_precision_and_recall_count_pairs() -> None:
    told = judged([1, 1, 1, 2], ["a", "a", "b", "b"])
    assert told["precision"] == 1 / 3
    assert told["recall"] == 1 / 2
    assert told["people_exact"] == 0
    assert judged([1, 2], ["a", "b"])["precision"] == 1.0
