"""The primaries alone withheld: what the equations give away is known, and all of it is found."""

import importlib.util
import json
from pathlib import Path

import pytest

from clerestory.cli.main import main

_FILE = Path(__file__).parents[2] / "benchmarks" / "made_up.py"
_SPEC = importlib.util.spec_from_file_location("made_up", _FILE)
made_up = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made_up)

CUBES = {
    "three": (("county", "year", "race"), 5_984, 1_798, 212),
    "four": (("county", "year", "sex", "race"), 23_936, 7_364, 4_086),
}


@pytest.mark.parametrize("name", CUBES)
def test_all_cells_that_equations_determine_are_found_and_every_claim_is_true(name, tmp_path, capsys):
    variables, cells, withheld, determined = CUBES[name]
    leaves = made_up.million_records()
    *sizes, true = made_up.write(tmp_path, name, leaves if name == "four" else leaves.sum(axis=2), variables)
    assert sizes == [cells, withheld]
    words = [str(tmp_path / f"{name}.csv"), "--by", ",".join(variables)]
    assert (
        main(["table", "attack", *words, "--hierarchy", f"county={tmp_path / 'county.csv'}", "--json"]) == 1
    )
    found = json.loads(capsys.readouterr().out)
    assert found["proof"]["undecided"] == found["proof"]["wide_over_reals"] == 0
    assert sum(entry["by"] == "equations" for entry in found["recoverable"]) == determined
    for entry in found["recoverable"]:
        count = true[tuple(entry["cell"][variable] for variable in variables)]
        low, high = entry.get("interval", [entry.get("value")] * 2)
        assert low <= count <= high < low + 3
        assert value(entry, true, variables) == high
        if entry["by"] != "equations":
            assert value(entry["lower"], true, variables) == low


def value(told, true, variables):
    """A formula with the published numbers put in; it may name published cells only."""
    terms = [
        (weight, true[tuple(cell[variable] for variable in variables)]) for weight, cell in told["formula"]
    ]
    assert all(count == 0 or count >= made_up.MINIMUM for _, count in terms)
    return told.get("constant", 0) + sum(weight * count for weight, count in terms)
