"""R37: tiers of risk come from the data by a declared rule, and the person's highest tier counts."""

import json

from clerestory.cli.main import main
from tests.scenario.affected.test_what_was_exposed import ROWS, TIERS


def test_a_judge_of_one_row_is_a_judge_and_only_counts_are_told(tmp_path, capsys) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "tiers.toml").write_text(TIERS)
    words = [
        "--identify",
        "name=person,dob=date,lic=strong,addr=address",
        "--tiers",
        str(tmp_path / "tiers.toml"),
    ]
    command = [
        "incident",
        "affected",
        str(tmp_path / "rows.csv"),
        *words,
        "--mapping",
        str(tmp_path / "m.csv"),
    ]
    assert main([*command, "--json"]) == 0
    out = capsys.readouterr().out
    told = json.loads(out)
    assert told["people"] == 5
    assert told["tiers"]["judges"] == 1
    assert told["tiers"]["officers"] == 1
    assert "Miller" not in out
