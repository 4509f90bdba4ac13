"""Published cubes as files."""

import json

import pytest

from clerestory.cli.main import main
from clerestory.release.jsonstat import to_bytes
from tests.spec.attack.drawn import drawn

OPEN = """
          Total    p    q
    Total    88   33   55
    a        28  [3]   25
    b        60   30   30
"""


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "open.json").write_bytes(to_bytes(drawn(OPEN)[0]))
    return tmp_path


def test_a_bundle_is_attacked_without_a_word_about_its_variables(bundle, capsys):
    assert main(["table", "attack", str(bundle), "--json"]) == 1
    [entry] = json.loads(capsys.readouterr().out)["recoverable"]
    assert (entry["table"], entry["value"]) == ("drawn", 28 - 25)
    assert entry["cell"] == {"place": "a", "kind": "p", "measure": "records"}


def test_people_read_the_cell_its_count_and_the_formula(bundle, capsys):
    assert main(["table", "attack", str(bundle / "open.json")]) == 1
    assert "place a, kind p, measure records = 3, by equations: [place" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing", "holds no JSON-stat cube"),
        ("gone.json", "cannot be read"),
        ("manifest.json", "not a JSON-stat cube"),
    ],
)
def test_what_is_no_cube_is_said_in_a_sentence(bundle, capsys, name, sentence):
    (bundle / "nothing").mkdir()
    assert main(["table", "attack", str(bundle / name)]) == 2
    assert sentence in capsys.readouterr().err


def test_kinds_of_files_are_not_mixed(bundle, capsys):
    assert main(["table", "attack", str(bundle), "t.csv"]) == 2
    assert "give one kind" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--by", "place"), ("--total", "All"), ("--mark", "s=1..2")])
def test_what_belongs_to_csv_files_is_refused_with_a_bundle(bundle, capsys, option):
    assert main(["table", "attack", str(bundle), *option]) == 2
    assert "belongs to CSV files" in capsys.readouterr().err
