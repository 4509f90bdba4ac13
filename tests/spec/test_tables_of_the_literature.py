"""Small tables of the literature: no more cells are withheld than the reference withholds.

The reference is GaussSuppression 1.2.3, with zeros unsafe like the counts up to ``maxN``; it promises
no more than that no unsafe cell is exact, which is width 1. The command is asked as a stranger would.
"""

import csv
from pathlib import Path

import pytest

from clerestory.cli.main import main

TABLES = Path(__file__).parents[1] / "fixtures" / "sdc"
CASES = {  # reference: records, groupings of regions, column of incomes, column of counts, maxN
    "gauss_z1_maxN3": ("in_z1", (), "hovedint", "ant", 3),
    "gauss_z1_maxN5": ("in_z1", (), "hovedint", "ant", 5),
    "gauss_z2_maxN3": ("in_z2", ("fylke", "kostragr"), "hovedint", "ant", 3),
    "gauss_d2_maxN3": ("in_d2", ("county",), "main_income", "freq", 3),
    "gauss_d2_maxN3_linked2formulas": ("in_d2", ("k_group",), "main_income", "freq", 3),
}


@pytest.mark.parametrize("reference", CASES)
def test_no_more_cells_than_the_reference(reference: str, tmp_path: Path) -> None:
    name, groupings, income, count, most = CASES[reference]
    out = tmp_path / "out.csv"
    trees = [word for own in groupings for word in ("--hierarchy", f"region={tree(name, own, tmp_path)}")]
    by = ("--by", f"region,{income}", *trees)
    words = ("--count", count, "--minimum", str(most + 1), "--zeros", "withhold", "--width", "1")
    assert main(["table", "protect", str(TABLES / f"{name}.csv"), *by, *words, "--out", str(out)]) == 0
    ours = {(row["region"], row[income]): row["count"] == "" for row in read(out)}
    theirs = {(row["region"], row[income]): row for row in read(TABLES / f"{reference}.csv")}
    assert ours.keys() == theirs.keys()
    assert all(ours[cell] for cell, row in theirs.items() if row["primary"] == "TRUE")
    assert sum(ours.values()) <= sum(row["suppressed"] == "TRUE" for row in theirs.values())
    assert main(["table", "attack", str(out), *by, "--width", "1"]) == 0


def read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def tree(name: str, grouping: str, folder: Path) -> Path:
    """The regions below their groups, as a file."""
    above = {row["region"]: row[grouping] for row in read(TABLES / f"{name}.csv")}
    rows = [*dict.fromkeys((group, "Total") for group in above.values()), *above.items()]
    file = folder / f"{grouping}.csv"
    file.write_text("code,parent\n" + "".join(f"{code},{parent}\n" for code, parent in rows))
    return file
