"""What readers lose decides which cells are withheld for others' sake, never whether one is safe."""

import csv
import json
from pathlib import Path

import pytest

from clerestory.cli.main import main

# Alpine's 3 of 2024 need a second cell in their row and column: any county with 40 people each year serves alike
ROWS = {
    ("Alpine", "2024"): 3, ("Alpine", "2025"): 40, ("Alpine", "2026"): 40,
    ("Kern", "2024"): 40, ("Kern", "2025"): 40, ("Kern", "2026"): 40,
    ("Mono", "2024"): 40, ("Mono", "2025"): 40, ("Mono", "2026"): 40,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lines = [f"{county},{year},{count}\n" for (county, year), count in ROWS.items()]
    (tmp_path / "leaves.csv").write_text("county,year,n\n" + "".join(lines))
    return tmp_path


def withheld(*more: str) -> set[tuple[str, str]]:
    words = ("table", "protect", "leaves.csv", "--by", "county,year", "--count", "n", "--out", "out.csv")
    assert main([*words, *more]) == 0
    with Path("out.csv").open(newline="") as file:
        return {(row["county"], row["year"]) for row in csv.DictReader(file) if not row["count"]}


@pytest.mark.parametrize(("dear", "spared"), [("Kern", "Mono"), ("Mono", "Kern")])
def test_of_two_patterns_alike_the_one_that_readers_miss_less_is_taken(
    folder, dear: str, spared: str
) -> None:
    (folder / "weights.csv").write_text(f"county,year,weight\n{dear},,9\n")
    found = withheld("--weights", "weights.csv")
    assert ("Alpine", "2024") in found
    assert (spared, "2024") in found
    assert not [cell for cell in found if cell[0] == dear]


def test_a_small_count_is_withheld_however_dear(folder) -> None:
    (folder / "weights.csv").write_text("county,year,weight\nAlpine,2024,1000\n")
    assert ("Alpine", "2024") in withheld("--weights", "weights.csv")


def test_a_table_may_be_worth_more_than_another(folder, capsys) -> None:
    """Each shows the same leaves; what must go is taken from the cheap one's own totals."""
    (folder / "spec.toml").write_text(
        'count = "n"\n[[table]]\nid = "a"\nby = ["county", "year"]\nweight = 5\n[[table]]\nid = "b"\nby = ["year"]\n'
    )
    words = ("table", "protect", "leaves.csv", "--tables", "spec.toml", "--out", "out", "--json")
    assert main([*words, "--evidence", "e.json"]) == 0
    capsys.readouterr()
    assert json.loads(Path("e.json").read_text())["rules"]["weights"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("county,weight\nKern,0\n", "weights.csv:2: the weight is no number above 0"),
        ("county,weight\nKern,much\n", "weights.csv:2: the weight is no number above 0"),
        ("county,year\nKern,2024\n", "weights.csv:1: give columns of variables, and weight"),
        ("region,weight\nNorth,2\n", "region is not a variable of any table"),
        ("county,weight\nNevada,2\n", "county has no category Nevada"),
    ],
)
def test_weights_that_are_none_are_a_sentence(folder, capsys, text: str, said: str) -> None:
    (folder / "weights.csv").write_text(text)
    words = ("table", "protect", "leaves.csv", "--by", "county,year", "--count", "n", "--out", "out.csv")
    assert main([*words, "--weights", "weights.csv"]) == 2
    assert said in capsys.readouterr().err
