"""None of the controls is without a test, and the page of controls is made from these files."""

from pathlib import Path

from clerestory.cli.controls import CONTROLS, controls, kept, text

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs/reference/controls.md"


def test_none_is_missing():
    found = {each.number for each in controls(HERE) if each.tests}
    assert set(CONTROLS) <= found, f"without a test: {set(CONTROLS) - found}"


def test_each_says_what_it_shows():
    assert all(each.told for each in controls(HERE))


def test_the_page_is_made_from_these_files_and_every_one_passed():
    assert PAGE.read_text() == text(controls(HERE), kept(PAGE)), "run `just controls`"
    assert all("passed" in result and "failed" not in result for result in kept(PAGE).values())
