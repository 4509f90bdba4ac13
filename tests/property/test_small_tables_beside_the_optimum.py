"""Small random tables: never fewer cells than the exact optimum, and on average few more.

The reference is a branch and cut of its own; every interval is confirmed by its programs, in the
tier that was asked for.
"""

import numpy as np
import pytest

from tests.optimum import is_protected, optimum, problem
from tests.small_tables import drawn

TIERS = ("continuous", "integer")
FEW, MANY = 40, 1_000
TWO_WAY = [[(0, [1, 2])], [(0, [1, 2])]]


def ratios(tier: str, seeds: range, cells: int) -> np.ndarray:
    """How many cells are withheld for one of the optimum, table by table, each checked on the way."""
    found = []
    for seed in seeds:
        table = drawn(seed, cells)
        reference, withheld = table.reference(), table.withheld(tier)
        assert is_protected(reference, withheld, tier), seed
        fewest = optimum(reference, tier)
        assert fewest is not None
        assert fewest.sum() <= withheld.sum(), seed
        found.append(withheld.sum() / fewest.sum())
    return np.array(found)


@pytest.mark.parametrize("tier", TIERS)
def test_no_fewer_cells_than_the_optimum_and_on_average_within_a_tenth(tier: str) -> None:
    assert ratios(tier, range(FEW), 100).mean() <= 1.1


@pytest.mark.slow
@pytest.mark.parametrize("tier", TIERS)
def test_the_same_of_a_thousand_tables_of_up_to_300_cells(tier: str) -> None:
    assert ratios(tier, range(MANY), 300).mean() <= 1.1


def test_the_reference_finds_a_rectangle() -> None:
    counts = np.array([[49, 32, 17], [15, 12, 3], [34, 20, 14]])
    fewest = optimum(problem(counts, TWO_WAY, 11, 3))
    assert fewest.sum() == 4
    assert fewest[5]  # the 3


def test_the_reference_knows_when_nothing_helps() -> None:
    # 1 + 1 = 2 stays shown: no table takes either beyond 0 to 2
    assert optimum(problem(np.array([2, 1, 1]), [[(0, [1, 2])]], 2, 3)) is None


@pytest.mark.parametrize("tier", TIERS)
def test_no_cell_of_the_optimum_could_be_shown(tier: str) -> None:
    counts = np.array([[37, 12, 25], [17, 8, 9], [20, 4, 16]])
    given = problem(counts, TWO_WAY, 5, 3)
    fewest = optimum(given, tier)
    for cell in np.flatnonzero(fewest):
        less = fewest.copy()
        less[cell] = cell in given.unsafe
        assert less[cell] or not is_protected(given, less, tier)


def test_a_width_beyond_all_counts_is_not_reached_by_the_reference_either() -> None:
    counts = np.array([[37, 12, 25], [17, 8, 9], [20, 4, 16]])
    given = problem(counts, TWO_WAY, 5, 3)
    everything = counts.ravel() != 37
    assert is_protected(given, everything, "integer")
    given.need = 38
    assert not is_protected(given, everything, "continuous")
