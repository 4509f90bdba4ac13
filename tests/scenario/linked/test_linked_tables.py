"""Several tables over one set of records: together they give nothing away."""

import csv
from pathlib import Path

import pytest

SPEC = """
[hierarchies]
county = ["regions.csv", "courts.csv"]

[[table]]
id = "all"
by = ["county", "year"]

[[table]]
id = "without_z"
by = ["county", "year"]
without = { agency = ["Z"] }
"""


def cells(file) -> list[dict[str, str]]:
    with Path(file).open(newline="") as lines:
        return list(csv.DictReader(lines))


def attack(run, *words: str) -> list:
    code, result = run("table", "attack", *words)
    assert code == (1 if result["recoverable"] else 0)
    return result["recoverable"]


def test_hierarchies_that_overlap_are_one_system_and_every_code_has_its_rows(here, run) -> None:
    both = ("--hierarchy", "county=regions.csv", "--hierarchy", "county=courts.csv")
    code, result = run(
        "table", "protect", "records.csv", "--by", "county,sex", *both, "--minimum", "20", "--out", "out.csv"
    )
    assert code == 0
    rows = cells("out.csv")
    assert len(rows) == (1 + 2 + 2 + 8) * 3 == len({(row["county"], row["sex"]) for row in rows})
    assert result["patterns"]["withheld"] == sum(row["count"] == "" for row in rows) > 0
    shown = [int(row["count"]) for row in rows if row["count"]]
    assert not [count for count in shown if 0 < count < 20]
    assert attack(run, "out.csv", "--by", "county,sex", *both) == []


def test_a_table_less_an_agency_gives_the_agency_not_away(here, run) -> None:
    (here / "spec.toml").write_text(SPEC)
    code, result = run("table", "protect", "records.csv", "--tables", "spec.toml", "--out", "out")
    assert code == 0
    assert [table["table"] for table in result["tables"]] == ["all", "without_z"]
    options = ("--by", "county,year", "--within", "without_z=all")
    trees = ("--hierarchy", "county=regions.csv", "--hierarchy", "county=courts.csv")
    assert attack(run, "out/all.csv", "out/without_z.csv", *options, *trees) == []
    numbers = [
        {(c["county"], c["year"]): c["count"] for c in cells(f"out/{t}.csv")} for t in ("all", "without_z")
    ]
    both = [
        (int(numbers[0][cell]), int(numbers[1][cell]))
        for cell in numbers[0]
        if numbers[0][cell] and numbers[1][cell]
    ]
    assert both
    assert not [pair for pair in both if 0 < pair[0] - pair[1] < 11], "the difference counts the agency's few"


def test_each_protected_alone_they_would_give_it_away(here, run) -> None:
    for without in ("", "without = { agency = ['Z'] }"):
        name = "without_z" if without else "all"
        (here / "one.toml").write_text(f'[[table]]\nid = "{name}"\nby = ["county", "year"]\n{without}\n')
        assert run("table", "protect", "records.csv", "--tables", "one.toml", "--out", "out")[0] == 0
    found = attack(
        run, "out/all.csv", "out/without_z.csv", "--by", "county,year", "--within", "without_z=all"
    )
    assert found, "the fault that protecting one after the other has"


def test_three_tables_in_a_circle_are_tied_by_all_their_variables(here, run) -> None:
    pairs = (("county", "year"), ("county", "sex"), ("year", "sex"))
    tables = "".join(f'[[table]]\nid = "{a}-{b}"\nby = ["{a}", "{b}"]\n' for a, b in pairs)
    (here / "spec.toml").write_text("minimum = 20\n" + tables)
    code, result = run("table", "protect", "records.csv", "--tables", "spec.toml", "--out", "out")
    assert code == 0
    assert result["proof"]["unsafe"] == result["proof"]["integer"] + result["proof"]["continuous"] > 0
    files = [f"out/{a}-{b}.csv" for a, b in pairs]
    assert attack(run, *files, "--by", "county,year,sex") == []


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            "minimun = 5\n[[table]]\nid='a'\nby=['sex']\n",
            "spec.toml:1: unknown key 'minimun'; did you mean 'minimum'?",
        ),
        ("[[table]]\nid='a'\nby=['sex']\nweigth=1\n", "unknown key 'weigth'; did you mean 'weight'?"),
        ("[[table]]\nid='a'\nby=['sex']\nweight=0\n", "weight is not above 0"),
        ("zeros='hide'\n[[table]]\nid='a'\nby=['sex']\n", "'zeros' cannot be 'hide'"),
        ("group_disclosure=['outcome']\n[[table]]\nid='a'\nby=['sex']\n", "outcome is not a variable of any"),
        ("weights='none.csv'\n[[table]]\nid='a'\nby=['sex']\n", "none.csv: cannot be read"),
        (
            "[[table]]\nid='a'\nby=['sex']\n[[table]]\nid='a'\nby=['year']\n",
            "the table 'a' is declared twice",
        ),
        ("[[table]]\nid='../a'\nby=['sex']\n", "'../a' cannot be part of an address"),
        ("[[table]]\nid='a'\nby=['height']\n", "has no column height"),
        ("[[table]]\nid='a'\nby=['sex']\nwithout={sex=['F']}\n", "counted by and restricts"),
        ("[[table]]\nid='a'\nby=['sex']\nwithout={agency=['Q']}\n", "has no category Q"),
        ("[hierarchies]\ncounty='regions.csv'\n[[table]]\nid='a'\nby=['sex']\n", "no table counts by county"),
        ("[[table]]\nid='a'\nby=['sex'\n", "not TOML"),
        ("", "the key 'table' is missing"),
        ("[[table]]\nid='../a'\nby=['sex']\nweight=0\n", "(and 1 more)"),
    ],
)
def test_a_wrong_file_of_tables_gets_a_sentence_and_exit_2(here, run, spec: str, said: str) -> None:
    (here / "spec.toml").write_text(spec)
    code, result = run("table", "protect", "records.csv", "--tables", "spec.toml", "--out", "out")
    assert code == 2
    assert said in result["error"]
    assert "clerestory check" not in result["error"]  # that is for projects
    assert not (here / "out").exists()


def test_hierarchies_of_one_variable_must_end_alike(here, run) -> None:
    (here / "courts.csv").write_text("code,parent\nFirst,Total\na,First\nz,First\n")
    both = ("--hierarchy", "county=regions.csv", "--hierarchy", "county=courts.csv")
    code, result = run("table", "protect", "records.csv", "--by", "county", *both, "--out", "out.csv")
    assert (code, "end in different categories" in result["error"]) == (2, True)
