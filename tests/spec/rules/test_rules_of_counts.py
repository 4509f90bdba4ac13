"""Rules of count tables beyond the minimum, on tables small enough to check by hand."""

import pytest

from clerestory.errors import InputError, Refused
from clerestory.project.model import Policy
from clerestory.records.protection import protect
from clerestory.records.protection.rules import CountRules
from clerestory.records.protection.rules.forced import ForcedCell
from tests.tables import cube, flat, shown

#           denied  granted
DECISIONS = [
    [15, 0],  # Alder: all fifteen denied
    [40, 30],
    [50, 20],
    [33, 44],
]


def permits(leaves=DECISIONS):
    counties = flat("Alder", "Birch", "Cedar", "Dogwood")
    return cube(leaves, counties, flat("denied", "granted"), variables=("county", "decision"))


def protected(rules: CountRules, leaves=DECISIONS) -> list[object]:
    return shown(protect([permits(leaves)], Policy(), rules=rules))


def test_without_a_rule_of_groups_all_fifteen_denied_is_told() -> None:
    assert protected(CountRules())[1] == [15, 15, 0]


def test_all_of_a_group_in_one_category_is_withheld_and_the_zero_beside_it() -> None:
    table = protected(CountRules(groups=("decision",)))
    assert table[1] == [15, None, None], "of the fifteen, three or more may have been granted"
    assert sum(cell is None for row in table for cell in row) == 4


def test_a_group_in_several_categories_is_no_matter() -> None:
    assert protected(CountRules(groups=("decision",)), [[15, 16], *DECISIONS[1:]])[1] == [31, 15, 16]


def test_a_group_of_nobody_discloses_nobody() -> None:
    assert protected(CountRules(groups=("decision",)), [[0, 0], *DECISIONS[1:]])[1] == [0, 0, 0]


def test_of_three_categories_the_zero_of_the_largest_is_withheld() -> None:
    leaves = [[15, 0, 0], [40, 30, 12], [50, 20, 13], [33, 44, 14]]
    counties = flat("Alder", "Birch", "Cedar", "Dogwood")
    table = cube(leaves, counties, flat("denied", "granted", "withdrawn"), variables=("county", "decision"))
    row = shown(protect([table], Policy(), rules=CountRules(groups=("decision",))))[1]
    assert row == [15, None, None, 0]


def test_where_zeros_are_withheld_none_is_shown_and_each_might_be_three() -> None:
    leaves = [[15, 0], [40, 30], [0, 20], [33, 44]]
    result = protect([permits(leaves)], Policy(), rules=CountRules(zeros="withhold"))
    assert not any(cell == 0 for row in shown(result) for cell in row)
    assert result.summary.primary == 2
    assert result.summary.narrowest >= 3


def test_a_total_that_a_law_demands_is_never_a_secondary() -> None:
    free = protected(CountRules(groups=("decision",)))
    row = next(at for at in range(2, 5) if free[at][1] is None)
    county = ("Alder", "Birch", "Cedar", "Dogwood")[row - 1]
    law = ForcedCell({"county": county, "decision": "denied"})
    table = protected(CountRules(groups=("decision",), forced=(law,)))
    assert table[row][1] == DECISIONS[row - 1][0]
    assert table[1][1:] == [None, None]


def test_a_law_that_demands_an_unsafe_cell_is_refused() -> None:
    law = ForcedCell({"county": "Alder", "decision": "granted"})
    with pytest.raises(Refused, match="1 of the 1 cells that must be published are unsafe themselves"):
        protected(CountRules(groups=("decision",), forced=(law,)))


def test_a_law_that_leaves_no_pattern_is_blamed() -> None:
    laws = tuple(ForcedCell({"county": name}) for name in ("Alder", "Birch", "Cedar", "Dogwood"))
    denied = ForcedCell({"county": "Alder", "decision": "denied"})
    with pytest.raises(Refused, match="1 unsafe cells cannot be protected while the 5 cells that must be"):
        protected(CountRules(groups=("decision",), forced=(*laws, denied)))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (CountRules(groups=("outcome",)), "outcome is not a variable of any table"),
        (CountRules(forced=(ForcedCell({"region": "north"}),)), "region is not a variable of any table"),
        (CountRules(forced=(ForcedCell({"county": "Elm"}),)), "county has no category Elm"),
    ],
)
def test_a_rule_about_what_is_not_there_is_refused(rules: CountRules, said: str) -> None:
    with pytest.raises(InputError, match=said):
        protected(rules)
