"""Parts of the search and of the walk: steps lean outwards, and what a bought move makes needless is shown again."""

from itertools import pairwise

import numpy as np
import pytest

from clerestory.records.protection.kernel.field import PRIME
from clerestory.records.protection.kernel.search import QUICK, relieved, search
from clerestory.records.protection.kernel.walk import drawn
from clerestory.records.protection.system import equations, system_of
from tests.tables import cube, flat

UP, DOWN = np.int64(3), np.int64(2)


@pytest.mark.parametrize(("gain", "least", "most"), [(2.0, 1.5, 3.0), (-2.0, -2.0, -0.5), (0.0, -0.2, 1.2)])
def test_a_step_stays_in_its_room_and_leans_to_what_gains(gain: float, least: float, most: float) -> None:
    steps = [drawn(UP, DOWN, gain) for _ in range(600)]
    assert set(steps) <= set(range(-2, 4))
    assert least < np.mean(steps) < most


def test_every_step_may_be_drawn_where_nothing_gains() -> None:
    assert {drawn(UP, DOWN, 0.0) for _ in range(600)} == set(range(-2, 4))


def test_what_a_bought_move_makes_needless_is_shown_again() -> None:
    assert sum(_shown_again(seed) for seed in range(8)) >= 8


def _shown_again(seed: int) -> int:
    """How many cells a vector with a bought move can do without; what is left is whole."""
    leaves = np.random.default_rng(seed).integers(1, 40, (6, 6))
    system = system_of([cube(leaves, flat(*"abcdef"), flat(*"uvwxyz"))])
    sums, count = equations(system), system.count
    unsafe, nothing = np.flatnonzero(count < 11), np.zeros(count.size, np.bool_)
    worth, level = np.ones(count.size), np.zeros(count.size, np.int64)
    vector = search(system, sums, unsafe, nothing, nothing, worth, level, 1, QUICK)
    corners = system.cells_of(0)[np.ix_([1, 2], [1, 2])].ravel()
    bought = [(corners, np.array([1, -1, -1, 1]))]
    left = relieved(vector, bought, sums, count, unsafe, nothing, worth, seed)
    start, cell, sign = sums
    assert not any(left[cell[a:b]] @ sign[a:b] % PRIME for a, b in pairwise(start))
    assert (left[unsafe] != 0).all()
    before = (vector != 0) | np.isin(np.arange(count.size), corners)
    assert not left[~before].any()
    return int(np.count_nonzero(before) - np.count_nonzero(left))
