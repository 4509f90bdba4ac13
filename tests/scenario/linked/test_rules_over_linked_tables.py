"""Rules beside the minimum hold for several tables together, and for what two of them tell by subtraction."""

import csv
from pathlib import Path

import pytest

TABLES = '[[table]]\nid = "all"\nby = ["county", "sex"]\n[[table]]\nid = "years"\nby = ["county", "year"]\n'


def shown(file: str) -> dict[tuple[str, ...], str]:
    with Path(file).open(newline="") as lines:
        rows = list(csv.reader(lines))
    return {tuple(row[:-2]): row[-2] for row in rows[1:]}


def write(here: Path, cells: dict[tuple[str, str, str, str], int]) -> None:
    rows = "".join(f"{','.join(cell)},{count}\n" for cell, count in cells.items())
    (here / "leaves.csv").write_text("county,sex,year,agency,n\n" + rows)


@pytest.fixture
def leaves(here: Path) -> Path:
    """No woman in county c in agency X; none at all in d in 2024."""
    write(
        here,
        {
            (county, sex, year, agency): 0
            if (county, sex) == ("c", "F") or (county, year) == ("d", "2024")
            else 20 + 7 * at
            for at, county in enumerate("abcde")
            for sex in "FM"
            for year in ("2024", "2025")
            for agency in "XY"
        },
    )
    return here


def protect(run, here: Path, spec: str, *more: str) -> dict:
    (here / "spec.toml").write_text('count = "n"\n' + spec)
    code, told = run("table", "protect", "leaves.csv", "--tables", "spec.toml", "--out", "out", *more)
    assert code == 0, told
    files = [str(file) for file in sorted(Path("out").glob("*.csv"))]
    code, found = run("table", "attack", *files, "--by", "county,sex,year")
    assert (code, found["recoverable"]) == (0, [])
    return told


def test_zeros_that_are_withheld_are_withheld_in_every_table(leaves, run) -> None:
    protect(run, leaves, 'zeros = "withhold"\n' + TABLES)
    assert shown("out/all.csv")["c", "F"] == ""
    assert shown("out/years.csv")["d", "2024"] == ""


def test_the_option_of_the_command_adds_to_the_file(leaves, run) -> None:
    protect(run, leaves, TABLES)
    assert shown("out/all.csv")["c", "F"] == "0"
    protect(run, leaves, TABLES, "--zeros", "withhold")
    assert shown("out/all.csv")["c", "F"] == ""


def test_no_group_is_all_in_one_category_in_any_table(leaves, run) -> None:
    protect(run, leaves, 'group_disclosure = ["sex"]\n' + TABLES)
    assert shown("out/all.csv")["c", "F"] == ""
    assert shown("out/years.csv")["d", "2024"] == "0", "years tell of no sex"


def test_cells_that_a_law_demands_are_shown_in_the_tables_that_have_them(leaves, run) -> None:
    (leaves / "law.csv").write_text("county,sex\nc,\nc,M\n")
    protect(run, leaves, 'force = "law.csv"\n' + TABLES)
    assert shown("out/all.csv")["c", "Total"]
    assert shown("out/years.csv")["c", "Total"]


def test_what_two_tables_tell_by_subtraction_is_judged_too(here, run) -> None:
    """Agency Z has 30 men and no woman in county a: shown by subtraction, that group would be all men."""
    write(
        here,
        {
            (county, sex, "2024", agency): 0 if (county, sex, agency) == ("a", "F", "Z") else 30
            for county in "abc"
            for sex in "FM"
            for agency in "XZ"
        },
    )
    both = '[[table]]\nid = "all"\nby = ["county", "sex"]\n'
    both += '[[table]]\nid = "less"\nby = ["county", "sex"]\nwithout = { agency = ["Z"] }\n'
    (here / "spec.toml").write_text('count = "n"\n' + both)
    words = ("table", "protect", "leaves.csv", "--tables", "spec.toml", "--out", "out")
    assert run(*words)[0] == 0
    one, two = shown("out/all.csv"), shown("out/less.csv")
    assert one["a", "F"] == two["a", "F"] == "30", "without the rule the two are equal: nobody is in agency Z"
    assert run(*words, "--group-disclosure", "sex")[0] == 0
    one, two = shown("out/all.csv"), shown("out/less.csv")
    assert "" in {one["a", "F"], two["a", "F"]}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--method", "round"), "--method: is for one table alone; leave out --tables"),
        (("--value", "n", "--p-percent", "10"), "is for one table alone"),
        (("--score", "score.toml"), "is for one table alone"),
        (("--minimum", "20"), "spec.toml says minimum = 11; say it in one place"),
        (("--width", "4"), "spec.toml says width = 3"),
    ],
)
def test_what_would_not_hold_or_contradicts_is_refused(leaves, run, more: tuple[str, ...], said: str) -> None:
    (leaves / "spec.toml").write_text('count = "n"\nminimum = 11\nwidth = 3\n' + TABLES)
    code, told = run("table", "protect", "leaves.csv", "--tables", "spec.toml", "--out", "out", *more)
    assert (code, said in told["error"]) == (2, True), told


@pytest.mark.parametrize("more", [("--zeros", "withhold"), ("--group-disclosure", "sex"), ("--method", "dp")])
def test_after_an_earlier_release_what_its_difference_could_not_heed_is_refused(leaves, run, more) -> None:
    words = ("leaves.csv", "--by", "county,sex", "--count", "n")
    assert run("table", "protect", *words, "--out", "january.csv")[0] == 0
    code, told = run("table", "protect", *words, "--out", "out.csv", "--earlier", "january.csv", *more)
    assert (code, "--earlier release" in told["error"]) == (2, True), told


def test_rules_hold_where_hierarchies_overlap(here, run) -> None:
    trees = ("--hierarchy", "county=regions.csv", "--hierarchy", "county=courts.csv")
    (here / "law.csv").write_text("county\nFirst\nNorth\n")
    words = ("table", "protect", "records.csv", "--by", "county,sex", *trees, "--out", "out.csv")
    assert run(*words, "--force", "law.csv")[0] == 0
    assert shown("out.csv")["First", "Total"]
    assert shown("out.csv")["North", "Total"]
    code, told = run(*words, "--score", "score.toml")
    assert (code, "one hierarchy a variable" in told["error"]) == (2, True)
