"""A table and its revision a month later: the two together give nothing away."""

import csv
from pathlib import Path

import pytest

from tests.scenario.linked.conftest import made_up, write_records

BY = ("--by", "county,year")
LATE = 12


@pytest.fixture
def january(here: Path, run) -> Path:
    """The first release, made before the last records came."""
    write_records(here / "old.csv", made_up(900)[:-LATE])
    out = ("--out", "january.csv", "--evidence", "january.json")
    assert run("table", "protect", "old.csv", *BY, *out)[0] == 0
    return here


def attack(run) -> list:
    return run("table", "attack", "january.csv", "february.csv", *BY, "--within", "january=february")[1][
        "recoverable"
    ]


def shown(file: str) -> dict[tuple[str, ...], int | None]:
    with Path(file).open(newline="") as lines:
        return {tuple(row[:-2]): int(row[-2]) if row[-2] else None for row in list(csv.reader(lines))[1:]}


def february(run, *more: str) -> dict:
    code, result = run("table", "protect", "records.csv", *BY, "--out", "february.csv", *more)
    assert code == 0, result
    return result


def test_without_the_first_release_the_two_tell_who_came_late(january, run) -> None:
    february(run)
    assert attack(run), "a month's late records are few: their difference is a small table"


@pytest.mark.parametrize("earlier", ["january.csv", "january.csv=january.confidential.npz"])
def test_with_it_nothing_is_recovered(january, run, earlier: str) -> None:
    february(run, "--earlier", earlier)
    assert attack(run) == []
    old, new = shown("january.csv"), shown("february.csv")
    told = [new[cell] - old[cell] for cell in old if old[cell] is not None and new[cell] is not None]
    assert told
    assert not [change for change in told if 0 < abs(change) < 11]
    assert not [
        cell for cell, count in old.items() if count is None and new[cell] is not None and new[cell] < 11
    ]


def test_records_that_went_are_as_few_as_records_that_came(january, run) -> None:
    write_records(
        january / "records.csv", [row for at, row in enumerate(made_up(900)) if at not in {3, 40, 77}]
    )
    february(run, "--earlier", "january.csv=january.confidential.npz")
    old, new = shown("january.csv"), shown("february.csv")
    told = [
        new[cell] - old[cell]
        for cell in old
        if "Total" not in cell and old[cell] is not None and new[cell] is not None
    ]
    assert told
    assert not [change for change in told if 0 < abs(change) < 11]


def test_a_third_release_keeps_both_before_it(january, run) -> None:
    february(run, "--earlier", "january.csv=january.confidential.npz", "--evidence", "february.json")
    write_records(january / "records.csv", [*made_up(900), *made_up(9, seed=6)])
    both = (
        "--earlier",
        "january.csv=january.confidential.npz",
        "--earlier",
        "february.csv=february.confidential.npz",
    )
    code, result = run("table", "protect", "records.csv", *BY, "--out", "march.csv", *both)
    assert code == 0, result
    chain = ("--within", "january=february", "--within", "february=march")
    assert (
        run("table", "attack", "january.csv", "february.csv", "march.csv", *BY, *chain)[1]["recoverable"]
        == []
    )


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ("nothing.csv", "cannot be read"),
        ("regions.csv", "not a protected table"),
        ("january.csv=nothing.npz", "cannot be read"),
        ("january.csv=january.json", "not the evidence"),
        ("other.csv=january.confidential.npz", "not the evidence of these tables"),
    ],
)
def test_an_earlier_release_that_cannot_be_used_gets_a_sentence(
    january, run, earlier: str, said: str
) -> None:
    (january / "other.csv").write_text("county,count,status\nTotal,900,published\n")
    code, result = run("table", "protect", "records.csv", *BY, "--out", "february.csv", "--earlier", earlier)
    assert (code, said in result["error"]) == (2, True), result
    assert not Path("february.csv").exists()
