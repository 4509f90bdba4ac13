"""Shares that add up, for any totals and weights."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clerestory.california.draw import even, pick, pick_by, share_out, spread

weights = st.lists(st.floats(0.01, 100), min_size=1, max_size=12).map(np.array)


@given(st.integers(0, 5_000), weights)
def test_shares_add_up_and_miss_the_exact_share_by_less_than_one(total: int, given_weights) -> None:
    counts = share_out(total, given_weights)
    assert counts.sum() == total
    assert np.abs(counts - total * given_weights / given_weights.sum()).max() < 1


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=20), st.integers(1, 10))
def test_a_spread_keeps_every_row_and_never_misses_a_cell_by_more_than_one(
    rows: list[int], columns: int
) -> None:
    counts = spread(np.array(rows), np.ones((len(rows), columns)))
    assert counts.sum(axis=1).tolist() == rows
    assert counts.min() >= 0
    assert np.abs(counts - np.array(rows)[:, None] / columns).max() <= 1 + 1e-6


@given(st.lists(st.integers(0, 6), min_size=1, max_size=200), st.integers(0, 2**32 - 1))
def test_a_share_of_a_stratum_is_met_to_within_one_record(strata: list[int], seed: int) -> None:
    places = even(np.random.default_rng(seed), np.array(strata))
    for stratum in set(strata):
        members = places[np.array(strata) == stratum]
        assert abs((members < 0.25).sum() - 0.25 * len(members)) <= 1


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 0.999_999)), min_size=1, max_size=50))
def test_picking_by_row_is_picking_in_that_row(asked: list[tuple[int, float]]) -> None:
    shares = np.array([[0.2, 0.3, 0.5], [0.6, 0.1, 0.3], [0.05, 0.9, 0.05]])
    row, place = np.array([each[0] for each in asked]), np.array([each[1] for each in asked])
    one_by_one = [int(pick(shares[at], np.array([where]))[0]) for at, where in asked]
    edges = np.cumsum(shares, axis=1)
    clear = np.abs(edges[row] - place[:, None]).min(axis=1) > 1e-9
    found = pick_by(shares, row, place)
    assert found[clear].tolist() == np.array(one_by_one)[clear].tolist()
