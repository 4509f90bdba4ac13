"""Parts of the search and of the walk: steps lean outwards, and what a proof makes needless is shown again."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.kernel.caution import Spread, publish
from clerestory.records.protection.kernel.deletion import delete
from clerestory.records.protection.kernel.elimination import eliminate, kernel_vectors, matrix_of
from clerestory.records.protection.kernel.field import PRIME
from clerestory.records.protection.kernel.search import QUICK, relieved, search
from clerestory.records.protection.kernel.walk import drawn
from clerestory.records.protection.layout import Ints
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


def test_what_a_proof_made_needless_is_shown_again() -> None:
    assert sum(_shown_again(seed) for seed in range(8)) >= 8


def _shown_again(seed: int) -> int:
    """How many cells a pattern with one move more can do without; what is left is exact."""
    leaves = np.random.default_rng(seed).integers(1, 40, (6, 6))
    system = system_of([cube(leaves, flat(*"abcdef"), flat(*"uvwxyz"))])
    sums, count = equations(system), system.count
    unsafe, nothing = np.flatnonzero(count < 11), np.zeros(count.size, np.bool_)
    worth, level = np.ones(count.size), np.zeros(count.size, np.int64)
    before = search(system, sums, unsafe, nothing, nothing, worth, level, 1, QUICK) != 0
    before[system.cells_of(0)[np.ix_([1, 2], [1, 2])].ravel()] = True
    left, steps = relieved(before, sums, count, unsafe, nothing, worth, 3, seed)
    assert not steps
    assert not (left & ~before).any()
    assert left[unsafe].all()
    assert kernel_of(left, sums)[left].all()
    return int(np.count_nonzero(before) - np.count_nonzero(left))


def test_cautious_deletion_leaves_every_cell_room_and_tells_its_steps() -> None:
    draw = np.random.default_rng(5)
    leaves = draw.integers(1, 30, (8, 8))
    system = system_of([cube(leaves, flat(*"abcdefgh"), flat(*"stuvwxyz"))])
    sums, count = equations(system), system.count
    free = count >= 11
    before = np.ones(count.size, np.bool_)
    before[0] = False
    before &= kernel_of(before, sums) != 0
    left, steps = publish(before, sums, count, free, np.ones(count.size), 3, 1)
    gone = np.concatenate([step.cells for step in steps])
    assert 0 < gone.size == np.unique(gone).size
    assert (before & ~left).sum() == gone.size
    assert free[gone].all()
    assert left[~free].all()
    assert kernel_of(left, sums)[left].all()
    assert all((step.taken[step.cells] > 0).all() for step in steps)
    exact = delete(before.astype(np.int64), sums, count, free, np.ones(count.size), 1)
    assert np.count_nonzero(exact) <= np.count_nonzero(left)


def test_counts_on_one_class_decide_whether_it_is_too_narrow() -> None:
    """Two counts of 1 that move against each other are 2 together, whatever else they are part of."""
    ways = csr_array(np.array([[1, -1, 1, -1, 0, 0], [0, 0, 0, 0, 1, -1]]))
    spread = Spread(ways, np.array([1.0, 1.0, 9.0, 9.0, 1.0, 2.0]), np.ones(6, np.bool_), 3, 1)
    narrow = spread.too_narrow(spread.two, spread.alive)
    assert narrow.tolist() == [True] * 4 + [False] * 2


def test_a_withheld_zero_has_a_place_in_the_metric() -> None:
    ways = csr_array(np.array([[1, -1, 1, -1]]))
    spread = Spread(ways, np.array([0.0, 20.0, 9.0, 9.0]), np.ones(4, np.bool_), 3, 1)
    assert np.isfinite(spread.squared).all()
    assert not spread.too_narrow(spread.two, spread.alive).any()


def kernel_of(pattern: NDArray[np.bool_], sums: tuple[Ints, Ints, NDArray[np.int8]]) -> Ints:
    """A random kernel vector within a pattern, over all cells."""
    inside = np.flatnonzero(pattern)
    echelon = eliminate(matrix_of(sums, inside, pattern.size), np.ones(inside.size))
    vector = np.zeros(pattern.size, np.int64)
    vector[inside] = kernel_vectors(echelon, inside.size, 1, 1)[:, 0]
    start, cell, sign = sums
    assert not any(vector[cell[a:b]] @ sign[a:b] % PRIME for a, b in pairwise(start))
    return vector
