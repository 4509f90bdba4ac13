"""Tables small enough to protect by hand. Rows and columns open with their totals."""

import numpy as np
import pytest

from clerestory.errors import InputError
from clerestory.project.model import Policy
from clerestory.records.protection import ProtectedCube, RecodingNeeded, protect
from clerestory.records.protection.family import CyclicFamily
from clerestory.vocabulary.hierarchy import Hierarchy
from tests.tables import cube, flat, shown

TWO = flat("a", "b")
THREE = flat("a", "b", "c")


def test_a_table_without_a_small_count_is_published_whole() -> None:
    protection = protect([cube([[12, 13], [20, 0]], TWO, TWO)], Policy())
    assert shown(protection) == [[45, 32, 13], [25, 12, 13], [20, 20, 0]]
    assert protection.summary.primary == protection.summary.secondary == 0


def test_a_small_count_takes_three_others_of_its_rectangle_with_it() -> None:
    protection = protect([cube([[12, 3], [20, 14]], TWO, TWO)], Policy())
    assert shown(protection) == [[49, 32, 17], [15, None, None], [34, None, None]]
    assert (protection.summary.primary, protection.summary.secondary) == (1, 3)


def test_a_zero_is_published_and_never_lends_cover() -> None:
    protection = protect([cube([[12, 3, 20], [20, 0, 15], [20, 18, 30]], THREE, THREE)], Policy())
    table = shown(protection)
    assert table[2][2] == 0
    assert table[1][2] is None
    assert table[3][2] is None


@pytest.mark.parametrize(("count", "withheld"), [(0, False), (1, True), (10, True), (11, False)])
def test_the_minimum_is_the_smallest_count_shown(count: int, withheld: bool) -> None:
    protection = protect([cube([[50, 60], [40, count]], TWO, TWO)], Policy())
    assert (shown(protection)[2][2] is None) == withheld


def test_two_ones_in_a_row_do_not_protect_each_other() -> None:
    """1 + 1 = 2 in a published total leaves each between 0 and 2: width 2, and 3 is owed."""
    protection = protect([cube([1, 1, 30], THREE)], Policy())
    assert shown(protection) == [32, None, None, None]


def test_a_wider_interval_costs_more_cells() -> None:
    leaves = [[2, 2, 50], [50, 60, 70], [80, 90, 99]]
    narrow = protect([cube(leaves, THREE, THREE)], Policy(width=3))
    wide = protect([cube(leaves, THREE, THREE)], Policy(width=20))
    assert narrow.summary.narrowest >= 3
    assert wide.summary.narrowest >= 20
    assert wide.summary.secondary >= narrow.summary.secondary


def test_the_small_count_of_a_region_is_protected_at_its_own_level() -> None:
    county = Hierarchy({"North": "Total", "South": "Total", "n1": "North", "s1": "South", "s2": "South"})
    protection = protect([cube([[4, 50], [30, 40], [20, 60]], county, TWO)], Policy())
    table = shown(protection)
    assert table[1][1] is None  # North a = n1 a = 4
    assert table[2][1] is None  # its only child is the same cell


def test_a_total_shared_by_two_tables_is_one_cell_in_both() -> None:
    first = cube([[12, 3], [20, 14]], TWO, TWO, variables=("v", "w"), table="first")
    second = cube([[5, 10], [30, 4]], TWO, TWO, variables=("v", "u"), table="second")
    protection = protect([first, second], Policy())
    assert [row[0] for row in shown(protection, "first")] == [row[0] for row in shown(protection, "second")]


def test_a_total_that_is_small_itself_is_withheld() -> None:
    protection = protect([cube([2, 3], TWO)], Policy())
    assert shown(protection)[0] is None


def test_tables_that_disagree_on_a_total_are_not_of_the_same_records() -> None:
    first = cube([12, 20], TWO, variables=("v",), table="first")
    second = cube([12, 21], TWO, variables=("u",), table="second")
    with pytest.raises(InputError, match="first and second: a total that both show differs"):
        protect([first, second], Policy())


def test_tables_in_a_cycle_are_refused_since_nothing_would_be_proven() -> None:
    leaves = [[12, 20], [30, 40]]
    tables = [
        cube(leaves, TWO, TWO, variables=pair, table=pair[0] + pair[1])
        for pair in (("v", "w"), ("w", "u"), ("u", "v"))
    ]
    with pytest.raises(CyclicFamily, match="form a cycle"):
        protect(tables, Policy())


def test_where_no_pattern_proves_anything_a_merge_is_proposed() -> None:
    """3 of 15 are small, and the only other category that is not zero is too: 3 + 12 = 15."""
    with pytest.raises(RecodingNeeded):
        protect([cube([[3, 0], [0, 12]], TWO, TWO)], Policy(width=3))


def test_applied_recoding_withholds_the_children_and_shows_the_merged_category() -> None:
    protection = protect([cube([[3, 0], [0, 12]], TWO, TWO)], Policy(recode="apply"))
    (made,) = protection.cubes
    assert made.merged
    variable, code = made.merged[0]
    hierarchy = made.hierarchies[made.variables.index(variable)]
    assert set(hierarchy.children[code]) == {"a", "b"}
    assert protection.summary.narrowest >= 3


def test_only_protect_makes_a_protected_cube() -> None:
    with pytest.raises(TypeError, match="only protect"):
        ProtectedCube("t", "c", ("v",), (TWO,), np.array([1, 2, 3]), 11)


def test_neither_cube_tells_a_count_when_it_is_printed() -> None:
    made = cube([[12, 3], [20, 14]], TWO, TWO)
    protection = protect([made], Policy())
    assert repr(made) == "UnprotectedCube('t', shape=(2, 2))"
    assert repr(protection.cubes[0]) == "ProtectedCube('t', shape=(3, 3))"
    assert "49" not in repr(protection)
