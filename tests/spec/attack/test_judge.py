"""The trial that every release must pass, on tables small enough to work by hand."""

import numpy as np
import pytest

from clerestory.errors import InputError
from clerestory.proof.attack import Fault, judge
from tests.spec.attack.drawn import drawn, evidence

PROTECTED = """
          Total     p     q    r
    Total   327    88    99  140
    a        53   [3]  [20]   30
    b        69  [15]  [14]   40
    c       205    70    65   70
"""
# the cells of PROTECTED in the order of reading: a,p is 5; a,q 6; b,p 9; b,q 10
A_P, A_Q, B_P, B_Q = 5, 6, 9, 10
THREE_ROUND_THE_RECTANGLE = {A_P: 3, A_Q: -3, B_P: -3, B_Q: 3}


def faults_of(report):
    return [cell.fault for cell in report.open_cells]


def test_a_lone_withheld_cell_is_the_total_less_the_rest():
    alone = PROTECTED.replace("[20]", "20").replace("[15]", "15").replace("[14]", "14")
    table = drawn(alone)
    report = judge([table[0]], evidence([table]), width=3, minimum=11)
    assert faults_of(report) == [Fault.DETERMINED]
    assert report.open_cells[0].categories == {"place": "a", "kind": "p", "measure": "records"}
    assert (report.unsafe, report.determined, report.safe) == (1, 1, False)


def test_a_rectangle_of_withheld_cells_with_a_certificate_is_safe():
    table = drawn(PROTECTED)
    report = judge([table[0]], evidence([table], [THREE_ROUND_THE_RECTANGLE]), width=3, minimum=11)
    assert report.safe
    assert report.tiers == {"integer": 1, "continuous": 0}
    assert report.by_certificate == 1
    assert (report.cells, report.withheld, report.unsafe, report.withheld_determined) == (16, 4, 1, 0)


def test_without_a_certificate_the_trial_looks_for_whole_tables_itself():
    table = drawn(PROTECTED)
    report = judge([table[0]], evidence([table]), width=3, minimum=11)
    assert report.safe
    assert report.tiers == {"integer": 1, "continuous": 0}
    assert report.by_certificate == 0


def test_an_interval_of_two_is_narrow_when_three_is_owed():
    # a,p + a,q = 2: each lies in 0 to 2
    narrow = """
              Total    p    q
        Total    34   17   17
        a         2  [1]  [1]
        b        32 [16] [16]
    """
    table = drawn(narrow)
    report = judge([table[0]], evidence([table]), width=3, minimum=11)
    assert set(faults_of(report)) == {Fault.NARROW, Fault.SMALL}  # the published 2 is a fault of its own
    assert report.narrow == 2


@pytest.mark.parametrize(
    ("move", "why"),
    [
        ({A_P: 3, A_Q: -3}, "the columns no longer add up"),
        ({A_P: -4, A_Q: 4, B_P: 4, B_Q: -4}, "a,p would count -1"),
        ({A_P: 3, 7: -3, B_P: -3, 11: 3}, "column r is published"),
        ({A_P: 2, A_Q: -2, B_P: -2, B_Q: 2}, "a sound table, but the width is 2"),
    ],
)
def test_a_certificate_that_proves_nothing_is_not_counted(move, why):
    table = drawn(PROTECTED)
    report = judge([table[0]], evidence([table], [move]), width=3, minimum=11)
    assert report.by_certificate == 0
    assert report.safe == ("width" in why)  # an unsound certificate refuses the release by itself


def test_evidence_that_hides_a_primary_is_found_out():
    table = drawn(PROTECTED)
    proof = evidence([table], [THREE_ROUND_THE_RECTANGLE])
    hidden = np.where(proof.status == 1, 2, proof.status).astype(np.int8)
    report = judge([table[0]], evidence([table], status=hidden), width=3, minimum=11)
    assert not report.safe
    assert report.unsafe == 1


def test_true_counts_must_agree_with_the_published_ones():
    table = drawn(PROTECTED)
    counts = table[1].copy()
    counts[7] += 1
    report = judge([table[0]], evidence([table], [THREE_ROUND_THE_RECTANGLE], count=counts), 3, 11)
    assert any("do not agree with the published ones" in fault for fault in report.faults)


def test_a_published_count_below_the_minimum_is_refused():
    table = drawn(PROTECTED.replace("[3]", "3"))
    report = judge([table[0]], None, width=3, minimum=11)
    assert Fault.SMALL in faults_of(report)


def test_a_cell_withheld_in_one_table_and_shown_in_a_linked_one_is_refused():
    year = """
              Total   p    q
        Total   101  31   70
        2024     33 [3]   30
        2025     68  28   40
    """
    shown = """
              Total   x    y
        Total   101  41   60
        2024     33  13   20
        2025     68  28   40
    """
    one, two = drawn(year, "one", ("year", "kind")), drawn(shown, "two", ("year", "sex"))
    assert faults_of(judge([one[0], two[0]], None, 3, 11)) == [Fault.DETERMINED]
    hidden = drawn(shown.replace("33 ", "[33] "), "two", ("year", "sex"))
    assert Fault.SHOWN_ELSEWHERE in faults_of(judge([one[0], hidden[0]], None, 3, 11))


def test_two_tables_each_safe_alone_give_a_cell_away_together():
    # each table withholds two cells of year 2024; what differs between them is category q
    one = drawn(
        """
                  Total     p     q     r
            Total   158    48    40    70
            2024     58   [8]  [20]    30
            2025    100  [40]  [20]    40
        """,
        "one",
        ("year", "kind"),
    )
    two = drawn(
        """
                  Total     q  other
            Total   158    40    118
            2024     58    20     38
            2025    100    20     80
        """,
        "two",
        ("year", "kind"),
        children={"kind": {"Total": ("q", "other"), "other": ("p", "r")}},
    )
    assert judge([one[0]], None, 3, 11).safe
    assert Fault.DETERMINED in faults_of(judge([one[0], two[0]], None, 3, 11))


def test_a_region_of_a_coarser_table_is_the_region_of_the_finer_one():
    nested = {"county": {"Total": ("North", "South"), "North": ("a", "b"), "South": ("c", "d")}}
    counties = drawn(
        """
                  Total    p     q
            Total   155   55   100
            North    75 [25]  [50]
            a        45 [15]  [30]
            b        30 [10]  [20]
            South    80 [30]  [50]
            c        40 [15]  [25]
            d        40 [15]  [25]
        """,
        "counties",
        ("county", "kind"),
        children=nested,
    )
    regions = """
              Total    p    q
        Total   155   55  100
        North    75   25   50
        South    80   30   50
    """
    coarse = drawn(regions, "regions", ("region", "kind"), coarsens={"region": "county"})
    assert judge([counties[0]], None, 3, 11).safe
    together = judge([counties[0], coarse[0]], None, 3, 11)
    assert {cell.categories["county"] for cell in together.open_cells} == {"North", "South"}
    unrelated = drawn(regions, "regions", ("region", "kind"))
    assert judge([counties[0], unrelated[0]], None, 3, 11).safe


def test_totals_that_do_not_add_up_are_said_so():
    table = drawn(PROTECTED.replace("205", "206"))
    assert any("not the sum" in fault for fault in judge([table[0]], None, 3, 11).faults)


def test_evidence_of_other_tables_is_an_error():
    table, other = drawn(PROTECTED), drawn("   Total p\nTotal 11 11\na 11 11")
    with pytest.raises(InputError, match="does not belong"):
        judge([table[0]], evidence([other]), 3, 11)


def test_the_report_names_cells_and_no_count():
    table = drawn(PROTECTED.replace("[20]", "20").replace("[15]", "15").replace("[14]", "14"))
    said = judge([table[0]], evidence([table]), 3, 11).as_json()
    assert said["open"] == [
        {
            "table": "drawn",
            "cell": {"place": "a", "kind": "p", "measure": "records"},
            "fault": "the published numbers determine it",
        }
    ]
