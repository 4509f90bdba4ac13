"""Small tables of the literature: no more cells are withheld than the reference withholds.

The reference is GaussSuppression 1.2.3, with zeros unsafe like the counts up to ``maxN``; it promises
no more than that no unsafe cell is exact, which is width 1.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from clerestory.project.model import Policy
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection import protect
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

CountRules = pytest.importorskip("clerestory.records.protection.rules.counts").CountRules

TABLES = Path(__file__).parents[1] / "fixtures" / "sdc"
CASES = {  # reference: records, groupings of regions, column of incomes, column of counts, maxN
    "gauss_z1_maxN3": ("in_z1", (None,), "hovedint", "ant", 3),
    "gauss_z1_maxN5": ("in_z1", (None,), "hovedint", "ant", 5),
    "gauss_z2_maxN3": ("in_z2", ("fylke", "kostragr"), "hovedint", "ant", 3),
    "gauss_d2_maxN3": ("in_d2", ("county",), "main_income", "freq", 3),
    "gauss_d2_maxN3_linked2formulas": ("in_d2", ("k_group",), "main_income", "freq", 3),
}


@pytest.mark.parametrize("reference", CASES)
def test_no_more_cells_than_the_reference(reference: str) -> None:
    name, groupings, income, count, most = CASES[reference]
    rows = read(name)
    cubes = [cube_of(rows, grouping, income, count, most + 1) for grouping in groupings]
    protection = protect(cubes, Policy(minimum=most + 1, width=1), rules=CountRules(zeros="withhold"))
    ours = {
        (region, kind): bool(shown.withheld[i, j])
        for shown in protection.cubes
        for i, region in enumerate(shown.hierarchies[0].codes)
        for j, kind in enumerate(shown.hierarchies[1].codes)
    }
    theirs = {(row["region"], row[income]): row for row in read(reference)}
    assert ours.keys() == theirs.keys()
    assert all(ours[cell] for cell, row in theirs.items() if row["primary"] == "TRUE")
    assert sum(ours.values()) <= sum(row["suppressed"] == "TRUE" for row in theirs.values())


def read(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def cube_of(rows, grouping: str | None, income: str, count: str, minimum: int) -> UnprotectedCube:
    groups = {row[grouping]: TOTAL for row in rows} if grouping else {}
    above = {row["region"]: row[grouping] if grouping else TOTAL for row in rows}
    hierarchies = (
        Hierarchy(groups | above),
        Hierarchy.flat(tuple(dict.fromkeys(row[income] for row in rows))),
    )
    leaves = np.zeros([len(each.leaves) for each in hierarchies], np.int64)
    for row in rows:
        place = hierarchies[0].leaves.index(row["region"]), hierarchies[1].leaves.index(row[income])
        leaves[place] += int(row[count])
    return UnprotectedCube(grouping or "regions", "c", ("region", income), hierarchies, leaves, minimum)
