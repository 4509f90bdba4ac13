"""The checklist of the ASVS: every line once, and every test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "reference" / "asvs.md").read_text()
LINES = re.findall(
    r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (met|partly|operator|n/a) \| (.+) \|$", TEXT, re.MULTILINE
)
OF_LEVELS_ONE_AND_TWO = 253  # of version 5.0.0


def test_every_requirement_of_level_two_is_answered_once() -> None:
    numbers = [number for number, *_ in LINES]
    assert len(numbers) == len(set(numbers)) == OF_LEVELS_ONE_AND_TWO


def test_every_test_that_is_named_exists() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert named - there == set()
    assert len(named) > 50


def test_the_figures_at_its_head_are_those_of_its_lines() -> None:
    told = re.search(r"(\d+) lines: (\d+) met, (\d+) partly, (\d+) operator, (\d+) that do not apply", TEXT)
    assert told
    verdicts = [verdict for _, _, verdict, _ in LINES]
    counts = [verdicts.count(verdict) for verdict in ("met", "partly", "operator", "n/a")]
    assert [int(number) for number in told.groups()] == [len(LINES), *counts]
