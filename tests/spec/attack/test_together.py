"""Two releases of the same records that each hold, and what they tell together."""

import numpy as np
import pytest

from clerestory.proof.attack.together import together
from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube

TOWNS = ("Total", "Lowick", "Tipton", "Freshitt")
KINDS = ("Total", "novel", "poetry", "history")
COUNTS = (100, 5, 45, 50)  # of one town each; Total first
WIDTH, MINIMUM = 11, 11


def dimension(name, codes):
    return Dimension(name, name, codes, {}, {"Total": codes[1:]})


def cube(values, table="by_town", axes=(("town", TOWNS),)):
    parts = [dimension(name, codes) for name, codes in axes]
    measure = Dimension(MEASURE, "Measure", ("cards",), {}, {})
    return PublishedCube(table, "cards", "Cards", "x", "2026-01-01", (*parts, measure), tuple(values))


TODAY = cube((100, None, None, 50))
OTHER_GAP = cube((100, None, 45, None))  # each alone leaves 50 people in two gaps


def tried(before, today=(TODAY,), counts=COUNTS):
    return together(today, np.array(counts), before, "2026-1", WIDTH, MINIMUM)


def test_what_two_releases_give_away_together_is_named():
    found = tried((OTHER_GAP,))
    assert found.same_records
    assert ("by_town", {"town": "Lowick", MEASURE: "cards"}) in [
        (each.table, dict(each.categories)) for each in found.open_cells
    ]


@pytest.mark.parametrize("before", [(), (TODAY,)], ids=["nothing before", "the same again"])
def test_what_was_shown_alike_before_tells_no_more(before):
    assert tried(before).cells == 0


def test_a_coarser_table_before_tells_no_more():
    assert tried((cube((100,), table="all", axes=(("town", TOWNS[:1]),)),)).open_cells == ()


def test_other_numbers_are_other_records_and_are_left_to_their_differences():
    assert not tried((cube((160, None, 105, None)),)).same_records


def test_a_large_count_that_comes_to_light_harms_nobody():
    today, counts = cube((100, None, None, 50)), (100, 25, 25, 50)
    assert tried((cube((100, None, 25, None)),), (today,), counts).open_cells == ()


def test_a_gap_of_the_earlier_release_is_protected_too():
    """Tipton by itself is harmless today; with what was shown before it leaves Lowick's five."""
    today = cube((100, 45, 55), "tipton", (("town", ("Total", "Tipton", "Rest")),))
    found = tried((TODAY,), (today,), (100, 45, 55))
    assert [(each.table, each.categories["town"]) for each in found.open_cells] == [
        ("by_town (release 2026-1)", "Lowick")
    ]


def test_what_the_earlier_release_gave_away_alone_cannot_be_undone_and_is_not_held_against_today():
    given_away = cube((50, None, 45), "of_two", (("kind", ("Total", "novel", "poetry")),))
    assert tried((given_away,), (cube((100, 30, 20, 50)),), (100, 30, 20, 50)).open_cells == ()
