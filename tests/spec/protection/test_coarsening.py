"""Recoding: what is merged where suppression would ruin a table, and what it costs readers."""

import csv
import json

import numpy as np
import pytest

from clerestory.cli.main import main
from clerestory.project.model import Policy
from clerestory.records.protection import RecodingNeeded, engine, protect
from clerestory.records.protection.coarsening import coarser, is_ruined, unsafe_share
from clerestory.records.protection.protected import Merge
from clerestory.records.protection.recode import merged_cube, reduced_cube
from clerestory.records.protection.system import system_of
from clerestory.vocabulary.hierarchy import Hierarchy
from tests.tables import cube, flat

FOUR = flat("a", "b", "c", "d")
TWO = flat("x", "y")
RUINED = [[90, 80], [4, 5], [3, 2], [3, 4]]  # b, c and d hold nothing that may be shown


def test_a_table_most_of_whose_cells_are_small_is_ruined() -> None:
    made = cube(RUINED, FOUR, TWO)
    assert unsafe_share([made]) == (6 + 3) / 15  # leaves of b, c and d, and their totals 9, 5 and 7
    assert is_ruined([made])
    assert not is_ruined([cube([[90, 80], [40, 50], [30, 2], [60, 40]], FOUR, TWO)])


def test_small_siblings_are_merged_until_there_is_something_to_read() -> None:
    made = cube(RUINED, FOUR, TWO)
    merges = coarser([made])
    left = reduced_cube(made, merges)
    assert [merge.variable for merge in merges] == ["v"]
    assert set(merges[0].codes) == {"b", "c", "d"}
    assert left.leaves.tolist() == [[90, 80], [4 + 3 + 3, 5 + 2 + 4]]
    assert unsafe_share([left]) == 1 / 9  # the 10


def test_categories_of_different_parents_are_never_merged() -> None:
    nested = Hierarchy({"N": "Total", "S": "Total", "n": "N", "m": "N", "s": "S", "t": "S"})
    merges = coarser([cube([[4, 5], [40, 50], [3, 2], [60, 40]], nested, TWO)])
    for merge in merges:
        assert len({nested.parent.get(code, "Total") for code in merge.codes}) == 1


def test_a_reduced_cube_has_the_merged_category_as_a_leaf() -> None:
    made = reduced_cube(
        cube([[1, 2], [3, 4], [5, 6], [7, 8]], FOUR, TWO), [Merge("v", ("a", "c"), "a and c")]
    )
    assert made.hierarchies[0].codes == ("Total", "a and c", "b", "d")
    assert made.leaves.tolist() == [[1 + 5, 2 + 6], [3, 4], [7, 8]]


def test_a_large_ruined_table_is_refused_with_every_merge_and_its_cost(monkeypatch) -> None:
    monkeypatch.setattr(engine, "MOST_SEARCHED", 10)
    with pytest.raises(
        RecodingNeeded, match=r"merge .* of variable v \(\d+ cells lost to readers\)"
    ) as refused:
        protect([cube(RUINED, FOUR, TWO)], Policy())
    assert refused.value.proposal
    applied = protect([cube(RUINED, FOUR, TWO)], Policy(recode="apply"))
    assert applied.summary.merges == refused.value.proposal
    assert (applied.summary.primary, applied.summary.secondary) == (1, 3)


@pytest.fixture
def records(tmp_path, monkeypatch):
    """The ruined table as leaves in a file, and an engine that calls it large."""
    monkeypatch.setattr(engine, "MOST_SEARCHED", 10)
    rows = [
        f"{v},{w},{n}\n"
        for v, own in zip("abcd", RUINED, strict=True)
        for w, n in zip("xy", own, strict=True)
    ]
    (tmp_path / "records.csv").write_text("v,w,n\n" + "".join(rows))
    return ["table", "protect", str(tmp_path / "records.csv"), "--by", "v,w", "--count", "n", "--out"]


def test_without_recode_the_command_writes_nothing_and_prints_the_proposal(records, tmp_path, capsys) -> None:
    out = tmp_path / "out.csv"
    assert main([*records, str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [merge["variable"] for merge in told["proposal"]] == ["v"]
    assert not out.exists()


def test_with_recode_the_merged_hierarchy_stands_beside_the_table(records, tmp_path) -> None:
    out = tmp_path / "out.csv"
    assert main([*records, str(out), "--recode"]) == 0
    with (tmp_path / "out.v.csv").open() as lines:
        parent = {row["code"]: row["parent"] for row in csv.DictReader(lines)}
    with out.open() as lines:
        rows = list(csv.DictReader(lines))
    assert {row["v"] for row in rows} == {"Total", *parent}
    assert (
        main(["table", "attack", str(out), "--by", "v,w", "--hierarchy", f"v={tmp_path / 'out.v.csv'}"]) == 0
    )


def test_a_category_that_readers_would_miss_may_be_merged_all_the_same(records, tmp_path) -> None:
    (tmp_path / "weights.csv").write_text("v,weight\nb,5\n")
    more = [str(tmp_path / "out.csv"), "--recode", "--weights", str(tmp_path / "weights.csv")]
    assert main([*records, *more]) == 0
    assert (tmp_path / "out.v.csv").exists()


def test_a_merged_category_that_counts_nobody_shows_that_of_its_parts_too() -> None:
    """Merging withholds the parts; of nobody there is nothing to withhold, and everything to work out."""
    merges = (Merge("v", ("a", "b"), "a and b"),)
    made = cube([[3, 0], [4, 0], [20, 30], [0, 80]], FOUR, TWO)
    system = system_of([merged_cube(made, merges)])
    hidden = engine._hidden_cells(system, merges, np.zeros(system.count.size, np.bool_))
    codes = system.cubes[0].hierarchies[0].codes
    shown = {code: row.tolist() for code, row in zip(codes, hidden[system.cells_of(0)], strict=True)}
    assert shown["a"] == shown["b"] == [True, True, False]  # Total, x, y
    assert not any(any(shown[code]) for code in ("Total", "a and b", "c", "d"))
    withheld = np.ones(system.count.size, np.bool_)  # a zero that a rule withholds tells nothing of its parts
    assert engine._hidden_cells(system, merges, withheld)[system.cells_of(0)[codes.index("a")]].all()
