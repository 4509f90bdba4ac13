"""What cannot be in a published table is told with the file and the line of its cell."""

import pytest

from tests.spec.attack.test_table_attack import BY, with_gaps

CHECK = "check totals, hierarchies and marks, and that the tables count the same records (if one counts more, say --within SMALLER=LARGER)"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("Total  M       20", "Total  M       21"),
            "t.csv:4: the cell county Total, sex M is not the sum of the cells below it by county (one of 2 sums that do "
            "not add up); correct the table or its hierarchy",
        ),
        (
            ("Total  M       20", "Total  M        *\n    Total  N        *"),
            "t.csv: 2 of 12 cells have no row, county a, sex N for one; say what that means with --absent zero or "
            "--absent withheld",
        ),
        (
            ("b      F       20", "b      F       20\n    b      F       21"),
            "t.csv:10: the cell county b, sex F stands in two rows, on line 9 too; keep one, or name every variable with --by",
        ),
        (("b      M       15", "b      M      -15"), "t.csv:10: a count is negative; give a table of counts"),
        (
            ("a      M       15", "a      M      30+"),
            f"t.csv:7: no whole, non-negative counts agree with these numbers, as the cell county a, sex M shows; {CHECK}",
        ),
    ],
)
def test_numbers_that_cannot_be_are_told_with_the_line_of_the_cell(attack, change, sentence):
    gaps = with_gaps(a_f="*", a_m="15", b_f="*", b_m="*") if "30+" in change[1] else with_gaps()
    code, told = attack({"t.csv": gaps.replace(*change)}, *BY)
    assert (code, told["error"]) == (2, sentence)


def test_a_sum_is_told_where_the_table_that_shows_it_does(attack):
    """The total of county a stands in both tables; only the second one adds it up wrongly."""
    by_race = (
        "county race count\nTotal Total 60\nTotal white 60\na Total 25\na white 25\nb Total 35\nb white 35"
    )
    by_age = "county age count\nTotal Total 60\nTotal o 20\nTotal y 40\na Total 25\na o 9\na y 20\nb Total 35\nb o 15\nb y 20"
    code, told = attack({"t1.csv": by_race, "t2.csv": by_age}, "--by", "county,race,age")
    assert code == 2
    assert told["error"].startswith(
        "t2.csv:3: the cell county Total, age o is not the sum of the cells below it by county (one of 2 sums"
    )


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (
            "Total 61",
            "t1.csv:2: the cell county Total, sex Total says another count than county Total (t2.csv:2)",
        ),
        (
            "Total 60\na 24\nb 36",
            "t1.csv:5: the cell county a, sex Total says another count than county a (t2.csv:3)",
        ),
        (
            "Total 60\na <11\nb *",
            "t2.csv:3: the cell county a says another count than county a, sex Total (t1.csv:5)",
        ),
    ],
)
def test_two_files_that_disagree_are_told_with_both_lines(attack, second, sentence):
    code, told = attack({"t1.csv": with_gaps(), "t2.csv": f"county count\n{second}"}, *BY)
    assert (code, told["error"]) == (
        2,
        f"{sentence}, which is of the same records; correct one, or, if the tables do not count the same records, say "
        "--within SMALLER=LARGER",
    )


def test_two_categories_of_the_same_records_must_count_the_same(attack):
    """A region with one county is that county."""
    table = "county count\nTotal 9\nN 4\na 5\nS 5\nb 5"
    tree = "code parent\na N\nb S\nN Total\nS Total"
    code, told = attack({"t.csv": table, "h.csv": tree}, "--by", "county", "--hierarchy", "county=h.csv")
    assert (code, told["error"].split(", which")[0]) == (
        2,
        "t.csv:3: the cell county N says another count than county a (t.csv:4)",
    )


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ("a Total", "t.csv:8: category b of county is not in its hierarchy; add it there"),
        (
            "a Total\nb N\nc N\nN Total",
            "t.csv:2: category Total is not whole without c, which the table leaves out; add it, or take it out of the hierarchy",
        ),
    ],
)
def test_a_category_that_does_not_fit_its_hierarchy_is_told_with_its_line(attack, tree, sentence):
    code, told = attack(
        {"t.csv": with_gaps(), "h.csv": "code parent\n" + tree}, *BY, "--hierarchy", "county=h.csv"
    )
    assert (code, told["error"]) == (2, sentence)


def test_hierarchies_of_one_variable_must_end_alike(attack):
    trees = {"h1.csv": "code parent\na Total\nb Total\nc b", "h2.csv": "code parent\na Total\nb Total"}
    both = ("--hierarchy", "county=h1.csv", "--hierarchy", "county=h2.csv")
    code, told = attack({"t.csv": with_gaps(), **trees}, *BY, *both)
    assert (code, told["error"]) == (
        2,
        "--hierarchy county: the files end in different categories, b is not in all of them; give each the same",
    )
