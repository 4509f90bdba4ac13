"""Rounding that adds up: small counts alone, and every number to a base."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import InputError
from clerestory.records.protection.methods.controlled import ControlledRounding
from clerestory.records.protection.methods.small_counts import SmallCountRounding
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import Hierarchy
from clerestory.vocabulary.progress import Silent
from tests.tables import cube, flat

AREAS = Hierarchy({"north": "Total", "n1": "north", "n2": "north", "south": "Total"})


def table(leaves):
    return cube(leaves, AREAS, flat("a", "b"))


LEAVES = [[3, 40], [4, 12], [0, 5]]


def test_small_counts_become_nothing_or_the_base_and_others_stay() -> None:
    shown = SmallCountRounding(11).apply(table(LEAVES), Silent()).counts
    north, south = shown[2:4, 1:], shown[4, 1:]
    assert north[:, 1].tolist() == [40, 12]
    assert {int(north[0, 0]), int(north[1, 0]), int(south[1])} <= {0, 11}
    assert south[0] == 0, "nobody stays nobody"


def test_as_many_are_rounded_up_as_make_up_what_is_rounded_away() -> None:
    shown = SmallCountRounding(11).apply(table(LEAVES), Silent()).counts
    assert shown[0, 0] == 40 + 12 + 11 * round((3 + 4 + 5) / 11)


@pytest.mark.parametrize("method", [SmallCountRounding(11), ControlledRounding(5), ControlledRounding(11)])
@given(leaves=st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_every_rounded_table_adds_up_and_the_truth_lies_where_it_is_said_to(method, leaves) -> None:
    made = table(np.array(leaves).reshape(3, 2))
    found = method.apply(made, Silent())
    inner = found.counts[np.ix_([2, 3, 4], [1, 2])]
    assert (with_totals(inner, made.hierarchies) == found.counts).all()
    truth = with_totals(made.leaves, made.hierarchies)
    assert (found.low <= truth).all()
    assert (truth <= found.high).all()
    assert not ((found.counts > 0) & (found.counts < method.base)).any(), "no small number is shown"


@given(leaves=st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_controlled_rounding_is_to_a_neighbouring_multiple_in_two_dimensions(leaves) -> None:
    made = table(np.array(leaves).reshape(3, 2))
    shown = ControlledRounding(5).apply(made, Silent()).counts
    truth = with_totals(made.leaves, made.hierarchies)
    assert (shown % 5 == 0).all()
    assert (np.abs(shown - truth) < 5).all()


def test_choosing_together_beats_choosing_each_by_itself() -> None:
    draw = np.random.default_rng(5)
    made = cube(draw.integers(0, 11, (12, 12)), flat(*"abcdefghijkl"), flat(*"mnopqrstuvwx"))
    truth = with_totals(made.leaves, made.hierarchies)
    together = np.abs(SmallCountRounding(11).apply(made, Silent()).counts - truth)
    nearest = np.abs(with_totals(np.where(made.leaves > 5, 11, 0), made.hierarchies) - truth)
    totals = np.s_[:, 0]
    assert together[totals].mean() < nearest[totals].mean() / 2


@pytest.mark.parametrize("method", [SmallCountRounding, ControlledRounding])
def test_a_base_under_two_rounds_nothing_and_is_refused(method) -> None:
    with pytest.raises(InputError, match="give 2 or more"):
        method(1)
