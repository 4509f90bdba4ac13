"""``table compare``: the methods side by side, a page that needs nothing, and advice with its reason."""

import csv
import json
import re

import numpy as np
import pytest

from clerestory.acts.compare.measured import Comparison, Measured, Trial, compare
from clerestory.acts.compare.recommendation import recommended
from clerestory.cli.main import main
from clerestory.records.protection.methods.interface import altered
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.progress import Silent
from tests.chromium import started
from tests.tables import cube, flat

NAMES = ["suppress", "round", "controlled-round", "dp", "cell-key"]


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    draw = np.random.default_rng(2)
    with (folder / "permits.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["county", "sex", "race"])
        rows.writerows(
            (f"C{draw.geometric(0.3)}", draw.choice(["F", "M"]), draw.choice(list("ABC"))) for _ in range(700)
        )
    page = folder / "compare.html"
    assert (
        main(["table", "compare", str(folder / "permits.csv"), "--by", "county,sex,race", "--out", str(page)])
        == 0
    )
    return page


def test_the_page_shows_every_method_and_asks_for_nothing_from_anywhere(compared) -> None:
    text = compared.read_text()
    assert not re.search(r'(src|href)="(?!#)', text)
    assert "https://" not in text
    assert all(
        title in text for title in ("Suppression, minimum 11", "Controlled rounding to base 11", "epsilon 1")
    )
    assert compared.stat().st_mode & 0o077 == 0, "computed from true counts: for its owner alone"


@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_stands_without_scripts_and_scrolls_no_sideways(compared, width: int) -> None:
    _, browser = started()
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(compared.as_uri())
    assert page.get_by_role("img").count() == 2, "of the narrow and the wide drawing one is shown"
    assert page.locator("main").bounding_box()["width"] <= width
    box = page.locator(".figure svg:visible").first.bounding_box()
    assert box["x"] + box["width"] <= width
    context.close()


def test_the_figures_are_told_as_json(tmp_path, capsys) -> None:
    (tmp_path / "r.csv").write_text("a,b\n" + "x,1\n" * 30 + "y,2\n" * 4 + "x,2\n" * 20 + "y,1\n" * 25)
    words = [
        "table",
        "compare",
        str(tmp_path / "r.csv"),
        "--by",
        "a,b",
        "--out",
        str(tmp_path / "p.html"),
        "--json",
    ]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["method"] for one in told["methods"]] == NAMES
    assert told["cells"] == 9
    assert told["small"] == 1
    assert told["recommendation"]["reason"]
    suppression = told["methods"][0]
    assert suppression["withheld"] == 4
    assert suppression["largest_error"] == 0
    assert suppression["trial"]["exact"] == 0


def test_without_a_page_a_line_a_method_is_printed(tmp_path, capsys) -> None:
    (tmp_path / "r.csv").write_text("a,b\n" + "x,1\n" * 30 + "y,2\n" * 4 + "x,2\n" * 20 + "y,1\n" * 25)
    assert main(["table", "compare", str(tmp_path / "r.csv"), "--by", "a,b"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:6]] == [
        "Suppression, minimum 11",
        "Small counts rounded to 0 or 11",
        "Controlled rounding to base 11",
        "Differential privacy, epsilon 1",
        "Cell-key perturbation, changes to 5",
    ]
    assert lines[1].split()[3] == "4"


class Naked:
    """A method that protects nothing: the intruder must say so."""

    name, title = "none", "Everything as counted"

    def apply(self, made, progress):
        counts = with_totals(made.leaves, made.hierarchies)
        return altered(made, counts, (counts, counts), "nothing", additive=True)


class Rounded(Naked):
    """Only the total is vague; the sums give it away."""

    def apply(self, made, progress):
        counts = with_totals(made.leaves, made.hierarchies)
        low, high = counts.copy(), counts.copy()
        low[1, 1], high[1, 1] = 0, 10
        return altered(made, counts, (low, high), "nothing", additive=True)


@pytest.mark.parametrize("method", [Naked(), Rounded()])
def test_the_intruder_finds_what_a_bad_method_leaves(method) -> None:
    table = cube([[3, 40], [50, 60]], flat("a", "b"), flat("c", "d"))
    (one,) = compare(table, [method], 3, Silent()).methods
    assert one.trial.exact == 1
    assert one.changed == one.withheld == 0


def comparison(*methods: Measured) -> Comparison:
    return Comparison("t", ("a",), 100, 10, 5_000, 11, 3, methods)


CLEAN = Trial(0, 0, "programs", 20)


def test_a_few_cells_withheld_are_recommended() -> None:
    few = Measured("suppress", "Suppression", withheld=9, trial=CLEAN)
    advice = recommended(comparison(few, Measured("round", "Rounding", trial=CLEAN)))
    assert advice.method == "suppress"
    assert "9 of 100 cells (9.0%)" in advice.reason


def test_where_suppression_takes_half_rounding_is_recommended_with_its_error() -> None:
    half = Measured("suppress", "Suppression", withheld=50, trial=CLEAN)
    advice = recommended(
        comparison(half, Measured("round", "Rounding", mean_error_of_totals=2.5, trial=CLEAN))
    )
    assert advice.method == "round"
    assert "50% of the cells" in advice.reason
    assert "off by 2.5" in advice.reason


def test_a_method_that_the_intruder_sees_through_is_never_recommended() -> None:
    half = Measured("suppress", "Suppression", withheld=50, trial=CLEAN)
    seen = Measured("round", "Rounding", trial=Trial(0, 1, "programs", 2))
    advice = recommended(comparison(half, seen))
    assert advice.method == ""
    assert advice.sentence == "Publish fewer details."


def test_without_any_table_fewer_details_are_recommended() -> None:
    advice = recommended(comparison(Measured("suppress", "Suppression", refused="no pattern")))
    assert advice.sentence == "Publish fewer details."
    assert "suppression finds no pattern" in advice.reason
