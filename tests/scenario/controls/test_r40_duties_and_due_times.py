"""R40: given 192,000 Californians, every duty is listed with its due time; late ones go red."""

import json
from pathlib import Path

from tests.scenario.conftest import clerestory

SITUATION = """
discovered_at = 2022-06-27T20:00:00-07:00
determined_at = 2022-06-29T09:00:00-07:00
[publisher]
state_agency = true
[affected]
californians = 192000
[verdicts]
statutory_trigger = true
"""


def test_every_duty_is_listed_with_its_due_time(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(SITUATION)
    done = clerestory(
        "incident", "obligations", tmp_path / "s.toml", "--now", "2022-06-27T20:10:00-07:00", "--json"
    )
    assert done.returncode == 0, done.stderr
    told = {each["id"]: each["due"] for each in json.loads(done.stdout)["obligations"]}
    assert told == {
        "ca_calcsirs": "2022-06-27T20:00:00-07:00",
        "ca_simm_5340_b": "2022-07-12T23:59:59-07:00",
        "ca_ag_sample": "2022-07-14T23:59:59-07:00",
        "ca_notice": "2022-07-14T23:59:59-07:00",
    }


def test_an_obligation_that_is_late_is_exit_1(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        "discovered_at = 2022-06-27T20:00:00-07:00\n[publisher]\nstate_agency = true\n[affected]\ncalifornians = 1\n"
    )
    late = clerestory("incident", "obligations", tmp_path / "s.toml", "--now", "2022-07-20T09:00:00-07:00")
    assert late.returncode == 1
    assert late.stdout.count("LATE") == 2
    early = clerestory("incident", "obligations", tmp_path / "s.toml", "--now", "2022-06-27T20:10:00-07:00")
    assert early.returncode == 0
