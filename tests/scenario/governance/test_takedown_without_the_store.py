"""A takedown needs no database; the log takes it over when it is there again, once, whatever was stopped in between."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from clerestory.acts import govern
from clerestory.governance.store import incidents, integrity, log
from tests.scenario.governance.test_crashes import ROOT, ready  # noqa: F401  (a fixture)

DEAD = "postgresql://nobody@127.0.0.1:9/killed"


@pytest.fixture
def folder(ready, tmp_path):  # noqa: F811
    """A published release."""
    return shutil.copytree(ready / "withdraw", tmp_path / "published-release")


def take_down(folder, *words: str):
    return subprocess.run(
        [sys.executable, "-m", "clerestory", "takedown", "all", str(folder), "--reason", "a call", "--json", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "CLERESTORY_STORE": DEAD},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def taken_down(folder) -> list[tuple[str, str]]:
    governed = govern.opened(folder)
    integrity.check_trusted(governed.desk.store)
    with governed.desk.store.reading() as look:
        entries = [each for each in log.entries(look, 1_000) if each.act == "take down"]
        rows = incidents.every_takedown(look)
    assert len(entries) == len(rows), "no takedown without its entry, no entry without its takedown"
    return [(each.target, each.reason) for each in rows]


def test_with_the_database_killed_it_works_and_the_log_gets_it_later(folder):
    done = take_down(folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["addresses"] > 1
    assert len(list((folder / "unlogged").iterdir())) == 1
    assert taken_down(folder) == [("all", "a call")]
    assert list((folder / "unlogged").iterdir()) == []
    assert take_down(folder).returncode == 0
    assert taken_down(folder) == [("all", "a call")], "a second time changes nothing"


def test_a_notice_whose_word_was_lost_comes_into_the_log_all_the_same(folder):
    take_down(folder)
    shutil.rmtree(folder / "unlogged")
    assert taken_down(folder) == [("all", govern.UNTOLD)]


def test_a_word_that_was_half_written_stops_nobody(folder):
    take_down(folder)
    (word,) = (folder / "unlogged").iterdir()
    word.rename(word.with_suffix(".part"))
    assert taken_down(folder) == [("all", govern.UNTOLD)]
