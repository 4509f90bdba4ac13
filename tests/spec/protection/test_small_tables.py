"""Tables small enough to protect by hand. Rows and columns open with their totals."""

import numpy as np
import pytest

from clerestory.errors import InputError
from clerestory.project.model import Policy
from clerestory.records.protection import ProtectedCube, RecodingNeeded, protect
from clerestory.records.protection.family import CyclicFamily
from clerestory.records.protection.protected import Merge
from clerestory.records.protection.recode import merged_cube
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


def test_what_no_pattern_can_prove_is_refused() -> None:
    """Two records in all, and three is the width owed: nothing can be withheld that would prove it."""
    with pytest.raises(RecodingNeeded, match="no merging of categories gives one"):
        protect([cube([1, 1], TWO, minimum=2)], Policy())


def test_where_every_rectangle_meets_a_zero_records_are_moved_between_leaves() -> None:
    """3 and 12 stand alone in their rows and columns; only a transfer between them proves anything."""
    protection = protect([cube([[3, 0], [0, 12]], TWO, TWO)], Policy())
    assert shown(protection) == [[15, None, None], [None, None, 0], [None, 0, None]]


def test_a_merged_category_stands_where_its_first_child_stood() -> None:
    merge = Merge("v", ("a", "c"), "a and c")
    made = merged_cube(cube([[1, 2], [3, 4], [5, 6]], THREE, TWO), [merge])
    assert made.hierarchies[0].codes == ("Total", "a and c", "a", "c", "b")
    assert made.leaves.tolist() == [[1, 2], [5, 6], [3, 4]]


def test_only_protect_makes_a_protected_cube() -> None:
    with pytest.raises(TypeError, match="only protect"):
        ProtectedCube("t", "c", ("v",), (TWO,), np.array([1, 2, 3]), 11)


def test_neither_cube_tells_a_count_when_it_is_printed() -> None:
    made = cube([[12, 3], [20, 14]], TWO, TWO)
    protection = protect([made], Policy())
    assert repr(made) == "UnprotectedCube('t', shape=(2, 2))"
    assert repr(protection.cubes[0]) == "ProtectedCube('t', shape=(3, 3))"
    assert "49" not in repr(protection)


def test_what_a_restricted_table_leaves_out_is_protected_as_if_it_were_shown() -> None:
    """All records 40, 50; issued 37, 30: the difference says 3 were not issued, in no table's cell."""
    whole = cube([40, 50], TWO, variables=("v",), table="whole")
    issued = cube([[37], [30]], TWO, flat("issued"), variables=("v", "s"), table="issued", where=("s",))
    protection = protect([whole, issued], Policy())
    difference_shown = (
        shown(protection, "whole")[1] is not None and shown(protection, "issued")[1][0] is not None
    )
    assert not difference_shown


def test_a_restricted_table_beside_the_whole_by_the_same_variable_hides_nothing() -> None:
    whole = cube([[37, 30], [30, 40]], TWO, flat("issued", "denied"), variables=("v", "s"), table="whole")
    issued = cube(
        [[[20, 17]], [[15, 15]]],
        TWO,
        flat("issued"),
        TWO,
        variables=("v", "s", "w"),
        table="issued",
        where=("s",),
    )
    protection = protect([whole, issued], Policy())
    assert protection.summary.withheld == 0
    assert shown(protection, "issued")[1][0][0] == shown(protection, "whole")[1][1] == 37
