"""The worked examples of the Handbook on Statistical Disclosure Control (Hundepool et al.), chapter 4.2.

Throughout, x1 >= x2 >= ... are the contributions to a cell, and X is their sum.
"""

import numpy as np
import pyarrow as pa
import pytest

from clerestory.records.protection.magnitudes import Asked, tabulate_magnitudes
from clerestory.records.protection.rules.contributors import Contributors
from clerestory.records.protection.rules.dominance import Dominance
from clerestory.records.protection.rules.magnitude import Contributions
from clerestory.records.protection.rules.p_percent import PPercent
from clerestory.records.protection.rules.prior_posterior import PriorPosterior


def of_cell(*values: float, weights: tuple[float, ...] = ()) -> Contributions:
    """The contributions to one cell, as they are counted from a record each."""
    columns = {"place": ["a"] * len(values), "value": [f"{value:.6f}" for value in values]}
    columns["weight"] = [str(weight) for weight in weights or [1] * len(values)]
    made = tabulate_magnitudes(pa.table(columns), ("place",), {}, Asked("value", "weight"), 6, "t")
    total, largest, number = made.contributions.total, made.contributions.largest, made.contributions.number
    return Contributions(total[1:] / 10**made.unit, largest[1:] / 10**made.unit, number[1:])


def is_unsafe(rule, cell) -> bool:
    return bool(rule.unsafe(cell)[0])


def level(rule, cell) -> float:
    return float(rule.level(cell)[0])


def test_example_1a_one_mining_company_alone_in_its_region_is_disclosed() -> None:
    cell = of_cell(540_000)
    assert is_unsafe(Contributors(3), cell)
    assert is_unsafe(PPercent(10), cell)
    assert is_unsafe(Dominance(1, 90), cell)


def test_example_1b_two_companies_each_subtract_their_own() -> None:
    cell = of_cell(300_000, 240_000)
    assert is_unsafe(Contributors(3), cell)
    assert is_unsafe(PPercent(10), cell)
    assert not is_unsafe(Dominance(1, 90), cell), "one number of the two is not over 90 % of both"


def test_example_1c_three_of_four_companies_pool_what_they_know() -> None:
    cell = of_cell(100, 90, 80, 70)
    assert not is_unsafe(PPercent(10), cell)
    assert is_unsafe(PPercent(10, coalition=3), cell), "100 + 90 + 80 + 70 less 90, 80 and 70 is the largest"
    assert is_unsafe(Contributors(5), cell)


def test_example_1d_fifty_small_companies_hide_nothing_of_a_giant() -> None:
    cell = of_cell(99_000, *[20] * 50)
    assert is_unsafe(Dominance(1, 90), cell)
    assert is_unsafe(PPercent(10), cell)
    assert not is_unsafe(Contributors(3), cell), "51 contribute; counting them sees nothing"


def test_example_1_the_1_90_rule_forgets_what_the_second_largest_knows() -> None:
    cell = of_cell(50_000, 49_000, 600, 400)
    assert not is_unsafe(Dominance(1, 90), cell), "50,000 < 90 % of 100,000"
    guess = 100_000 - 49_000
    assert (guess - 50_000) / 50_000 == 0.02, "yet the second largest is only 2 % off"
    assert is_unsafe(PPercent(10), cell)


def test_example_2_the_2_k_rule_protects_more_than_is_needed() -> None:
    cell = of_cell(52_000, 50_000, 8_000)
    guess = 110_000 - 50_000
    assert round(100 * (guess - 52_000) / 52_000, 1) == 15.4
    assert not is_unsafe(PPercent(10), cell), "15.4 % off is further than 10 %"
    assert is_unsafe(Dominance(2, 100 * 100 / (100 + 10)), cell), "52,000 + 50,000 > 100,000"


@pytest.mark.parametrize(("k", "p"), [(80, 25.0), (95, 5.26)])
def test_a_2_k_rule_is_replaced_by_the_p_percent_rule_with_p_100_times_100_less_k_over_k(k, p) -> None:
    assert round(100 * (100 - k) / k, 2) == p
    draw = np.random.default_rng(1)
    for _ in range(200):
        cell = of_cell(*draw.lognormal(3, 1.5, 5))
        if not is_unsafe(Dominance(2, k), cell):
            assert not is_unsafe(PPercent(100 * (100 - k) / k - 1e-9), cell), "statement A of the Handbook"


def test_the_p_q_rule_is_the_p_percent_rule_with_p_over_q() -> None:
    cell = of_cell(100, 50, 15)
    assert is_unsafe(PriorPosterior(10, 50), cell) == (15 < 10 / 50 * 100)
    assert is_unsafe(PriorPosterior(10, 50), cell) == is_unsafe(PPercent(20), cell)
    assert level(PriorPosterior(10, 50), cell) == level(PPercent(20), cell) == 10 / 50 * 100 - 15
    assert not is_unsafe(PriorPosterior(10, 100), cell), "15 is not under 10"


def test_example_4_what_the_1_85_rule_owes() -> None:
    cell = of_cell(300, 20, 10)
    assert is_unsafe(Dominance(1, 85), cell)
    assert round(330 + level(Dominance(1, 85), cell), 2) == 352.94


def test_example_5_what_the_p_percent_rule_owes() -> None:
    cell = of_cell(300, 20, 10)
    owed = level(PPercent(10), cell)
    assert owed == 10 / 100 * 300 - (330 - 300 - 20)
    guess = 330 + owed - 20
    assert guess == pytest.approx((1 + 10 / 100) * 300), "then the second largest guesses 10 % too high"


def test_a_p_percent_rule_is_met_exactly_at_its_bound() -> None:
    assert is_unsafe(PPercent(10), of_cell(1000, 500, 99))
    assert not is_unsafe(PPercent(10), of_cell(1000, 500, 100)), "X - x1 - x2 < 10 % of x1 is strict"


def test_a_dominance_rule_is_met_exactly_at_its_bound() -> None:
    assert not is_unsafe(Dominance(1, 80), of_cell(80, 20)), "80 does not exceed 80 % of 100"
    assert is_unsafe(Dominance(1, 80), of_cell(81, 19))


def test_sampling_weights_100_with_weight_4_and_10_with_weight_7() -> None:
    cell = of_cell(100, 10, weights=(4, 7))
    assert cell.total[0] == 4 * 100 + 7 * 10 == 470
    assert cell.largest[0, :6].tolist() == [100, 100, 100, 100, 10, 10]
    assert is_unsafe(Dominance(1, 90), of_cell(100, 10)), "without weights 100 is over 90 % of 110"
    assert not is_unsafe(Dominance(1, 90), cell)
    assert not is_unsafe(Dominance(2, 85), cell), "100 + 100 is not over 85 % of 470"


def test_weights_that_are_no_whole_numbers_are_taken_unit_by_unit() -> None:
    cell = of_cell(100, 10, weights=(1.5, 2))
    assert cell.largest[0, :3].tolist() == [100, 0.5 * 100 + 0.5 * 10, 10]
