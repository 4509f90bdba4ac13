"""Roundings and draws, worked by hand."""

import numpy as np

from clerestory.california.dates import by_month, grouped
from clerestory.california.draw import even, pick, pick_by, scaled, share_out, spread
from clerestory.california.rows import cells
from clerestory.california.text import blank, days, joined, lettered, numbered, words


def test_the_largest_remainders_get_what_rounding_leaves() -> None:
    assert share_out(10, np.array([1.0, 1.0, 1.0])).tolist() == [4, 3, 3]
    assert share_out(7, np.array([0.5, 0.3, 0.2])).tolist() == [4, 2, 1]  # 3.5, 2.1, 1.4
    assert share_out(0, np.array([2.0, 1.0])).tolist() == [0, 0]


def test_a_row_spread_over_years_keeps_its_total_and_leaves_no_year_out() -> None:
    rows = spread(np.array([1, 20, 10]), np.ones((3, 10)))
    assert rows.sum(axis=1).tolist() == [1, 20, 10]
    assert rows[1].tolist() == [2] * 10
    assert rows[2].tolist() == [1] * 10


def test_single_records_of_many_rows_do_not_all_fall_in_one_year() -> None:
    assert spread(np.ones(10, dtype=np.int64), np.ones((10, 10))).sum(axis=0).max() <= 2


def test_published_figures_are_rounded_at_a_scale() -> None:
    assert scaled([85, 11, 65_171], 0.1).tolist() == [8, 1, 6517]


def test_numbers_are_even_within_each_stratum() -> None:
    strata = np.repeat([0, 1], [10, 100])
    places = even(np.random.default_rng(1), strata)
    assert (places[:10] < 0.3).sum() == 3
    assert (places[10:] < 0.3).sum() == 30


def test_a_place_picks_the_category_whose_share_it_falls_in() -> None:
    shares = np.array([0.5, 0.3, 0.2])
    assert pick(shares, np.array([0.0, 0.49, 0.5, 0.79, 0.8, 0.99])).tolist() == [0, 0, 1, 1, 2, 2]
    two = np.array([[0.5, 0.5], [0.0, 1.0]])
    assert pick_by(two, np.array([0, 0, 1, 1]), np.array([0.4, 0.6, 0.0, 0.999])).tolist() == [0, 1, 1, 1]


def test_rows_know_their_cell_also_in_the_middle_of_the_table() -> None:
    counts = np.array([[2, 0], [1, 3]])
    first, second = cells(counts, 1, 5)
    assert first.tolist() == [0, 1, 1, 1]
    assert second.tolist() == [0, 0, 1, 1]


def test_a_published_month_gets_its_share_of_the_days() -> None:
    half_in_december = np.array([1.0] * 11 + [11.0])
    day = by_month(np.full(4, 2016), np.array([0.0, 0.49, 0.51, 0.999]), {2016: half_in_december})
    assert [str(each.astype("datetime64[D]")) for each in day] == [
        "2016-01-01",
        "2016-11-24",
        "2016-12-01",
        "2016-12-31",
    ]


def test_age_groups_are_open_at_both_ends() -> None:
    assert grouped(np.array([3, 18, 29, 30, 99]), (18, 30, 45, 60)).tolist() == [0, 0, 0, 1, 2]


def test_codes_have_leading_zeros_and_letters_from_the_number() -> None:
    assert numbered("A", np.array([7, 12_345_678]), 8).to_pylist() == ["A00000007", "A12345678"]
    assert lettered(np.array([0, 25 * 10**7 + 9]), 1, 7).to_pylist() == ["A0000000", "Z0000009"]
    assert lettered(np.array([26 * 1000 + 5]), 2, 3).to_pylist() == ["BA005"]


def test_text_may_be_missing_and_may_be_joined() -> None:
    colours = words(np.array([1, 0]), ("Black", "Tan"))
    assert colours.to_pylist() == ["Tan", "Black"]
    assert blank(colours, np.array([True, False])).to_pylist() == [None, "Black"]
    assert joined("-", numbered("X", np.array([1]), 1), numbered("Y", np.array([2]), 1)).to_pylist() == [
        "X1-Y2"
    ]
    assert [str(each) for each in days(np.array([0, 17_712])).to_pylist()] == ["1970-01-01", "2018-06-30"]
