"""``table protect`` with rules and methods, as a publisher calls it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from clerestory.cli.main import main

COUNTIES = ("Alpine", "Kern", "Mono", "Yolo")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draw = np.random.default_rng(1)
    with (tmp_path / "permits.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["county", "sex", "fee", "firm", "key"])
        for at in range(600):
            county = COUNTIES[draw.choice(4, p=(0.03, 0.47, 0.2, 0.3))]
            rows.writerow(
                [county, draw.choice(["F", "M"]), f"{draw.lognormal(3, 1):.2f}", f"f{at % 97}", at * 7919]
            )
    (tmp_path / "people.csv").write_text(
        "county,population\nAlpine,1129\nKern,909235\nMono,13195\nYolo,216403\n"
    )
    (tmp_path / "score.toml").write_text(
        '[county]\ncriterion = "Residence Geography"\n'
        '[sex]\ncriterion = "Sex, Sexual Orientation, and Gender Identity"\nrange = "Male or Female"\n'
    )
    (tmp_path / "law.csv").write_text("county,sex\nKern,\nYolo,Total\n")
    return tmp_path


def rows(name: str = "out.csv") -> list[dict[str, str]]:
    with Path(name).open(newline="") as file:
        return list(csv.DictReader(file))


def protect(*more: str) -> int:
    return main(
        ["table", "protect", "permits.csv", "--by", "county,sex", "--out", "out.csv", "--json", *more]
    )


def test_sums_have_a_value_in_place_of_a_count(folder, capsys) -> None:
    assert protect("--value", "fee", "--p-percent", "20", "--holding", "firm", "--minimum", "3") == 0
    told = json.loads(capsys.readouterr().out)
    table = rows()
    assert list(table[0]) == ["county", "sex", "value", "status"]
    assert len(table) == told["cells"] == 15
    assert all((row["status"] == "published") == bool(row["value"]) for row in table)
    assert told["rules"] == ["p % (20 %)", "at least 3 contributors"]


def test_a_count_that_fails_its_score_is_withheld(folder, capsys) -> None:
    assert protect("--score", "score.toml", "--denominator", "people.csv", "--minimum", "1") == 0
    shown = {(row["county"], row["sex"]): row["status"] for row in rows()}
    assert shown["Alpine", "F"] == shown["Alpine", "M"] == "suppressed"
    assert shown["Kern", "Total"] == "published"


def test_totals_that_a_law_demands_are_shown(folder) -> None:
    assert protect("--force", "law.csv") == 0
    shown = {(row["county"], row["sex"]): row["status"] for row in rows()}
    assert shown["Kern", "Total"] == shown["Yolo", "Total"] == "published"


@pytest.mark.parametrize(
    ("more", "additive"),
    [
        (("round",), True),
        (("controlled-round", "--base", "5"), True),
        (("cell-key", "--record-key", "key"), False),
        (("dp", "--epsilon", "1", "--ledger", "permits.ledger", "--budget", "2"), True),
    ],
)
def test_every_other_method_writes_every_cell_and_what_readers_must_be_told(
    folder, capsys, more, additive
) -> None:
    assert protect("--method", *more) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["additive"] is additive
    assert told["statement"]
    table = rows()
    assert len(table) == 15
    assert all(row["status"] == "published" and row["count"] for row in table)
    counts = {(row["county"], row["sex"]): int(row["count"]) for row in table}
    sums = [counts[county, "F"] + counts[county, "M"] == counts[county, "Total"] for county in COUNTIES]
    assert all(sums) is additive


def test_a_spent_budget_ends_with_one_and_no_table(folder, capsys) -> None:
    dp = ("--method", "dp", "--epsilon", "1", "--ledger", "permits.ledger")
    assert protect(*dp, "--budget", "1") == 0
    (folder / "out.csv").unlink()
    assert protect(*dp) == 1
    assert not (folder / "out.csv").exists()


def test_record_keys_give_the_same_table_again(folder) -> None:
    protect("--method", "cell-key", "--record-key", "key")
    before = rows()
    protect("--method", "cell-key", "--record-key", "key", "--seed", "9")
    assert rows() == before
