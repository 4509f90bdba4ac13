"""Made-up permit applications, and the commands as people type them."""

import json
from pathlib import Path

import numpy as np
import pytest

from clerestory.cli.main import main

COUNTIES = "abcdefgh"
REGIONS = {**dict.fromkeys("abcd", "North"), **dict.fromkeys("efgh", "South")}
COURTS = {**dict.fromkeys("aceg", "First"), **dict.fromkeys("bdfh", "Second")}


def made_up(number: int, seed: int = 5) -> list[tuple[str, ...]]:
    """Rows of county, year, sex, agency; agency Z has few, county h has few."""
    draw = np.random.default_rng(seed)
    shares = np.array([30, 20, 15, 12, 10, 8, 4, 1]) / 100
    columns = (
        draw.choice(list(COUNTIES), number, p=shares),
        draw.choice(["2024", "2025"], number),
        draw.choice(["F", "M"], number, p=[0.2, 0.8]),
        draw.choice(["X", "Y", "Z"], number, p=[0.6, 0.38, 0.02]),
    )
    return list(zip(*columns, strict=True))


def write_records(file: Path, rows: list[tuple[str, ...]]) -> Path:
    file.write_text("county,year,sex,agency\n" + "".join(",".join(row) + "\n" for row in rows))
    return file


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with records and two hierarchies that overlap."""
    monkeypatch.chdir(tmp_path)
    write_records(tmp_path / "records.csv", made_up(900))
    for name, tree in (("regions", REGIONS), ("courts", COURTS)):
        tops = dict.fromkeys(tree.values(), "Total")
        rows = "".join(f"{code},{above}\n" for code, above in {**tops, **tree}.items())
        (tmp_path / f"{name}.csv").write_text("code,parent\n" + rows)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run a command with ``--json``; its exit code and object."""

    def act(*words: str) -> tuple[int, dict]:
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return act
