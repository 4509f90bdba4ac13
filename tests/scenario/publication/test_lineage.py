"""Which addresses share a dataset, a column or a declaration: what a takedown reaches, and what stays up."""

import pytest

from clerestory.acts.lineage import lineage_of
from clerestory.california import project as declarations
from clerestory.project.read import read
from clerestory.release.withdrawal import column, configuration, dashboards, reached

SHOW_ALL = ("index.html", "places/", "search/")
# Six dashboards; what the records behind ``fsc`` and ``dros`` share is a column, ``awr`` and ``ccw`` a declaration.
SIX = {
    "ccw/": ("ccw", column("birth_date"), configuration("hierarchies/county.csv")),
    "carry/": ("ccw", "fsc", column("birth_date"), column("licence")),
    "fsc/": ("fsc", column("licence")),
    "dros/": ("dros", column("licence")),
    "awr/": ("awr", column("licence"), configuration("hierarchies/county.csv")),
    "roster/": ("roster",),
}


@pytest.fixture(scope="module")
def lineage(tmp_path_factory):
    """Of the example's declarations."""
    folder = tmp_path_factory.mktemp("lineage") / "project"
    declarations.write(folder)
    return lineage_of(read(folder))


def reached_dashboards(lineage, target):
    return set(dashboards({prefix: () for prefix in reached(lineage, target) if prefix not in SHOW_ALL}))


@pytest.mark.parametrize(
    ("target", "down"),
    [
        ("ccw", {"ccw", "carry"}),
        ("dataset:fsc", {"carry", "fsc"}),
        ("column:licence", {"carry", "fsc", "dros", "awr"}),  # planted: four of six
        ("column:birth_date", {"ccw", "carry"}),
        ("configuration:hierarchies/county.csv", {"ccw", "awr"}),
        ("roster", {"roster"}),
    ],
)
def test_what_is_in_question_reaches_all_that_shares_it_and_nothing_else(target, down):
    assert reached_dashboards(SIX, target) == down


def test_of_the_example_a_dashboard_reaches_its_downloads_and_what_shows_all(lineage):
    assert reached(lineage, "ccw") == ("ccw/", "data/ccw/", *SHOW_ALL)


def test_of_the_example_a_licence_number_reaches_every_collection_that_holds_it(lineage):
    every = set(dashboards(lineage)) - {"places", "search"}
    assert every - reached_dashboards(lineage, "column:drivers_license") == {"homicides", "roster"}
    assert every - reached_dashboards(lineage, "column:last_name") == {"roster"}


def test_of_the_example_a_declaration_reaches_what_was_made_with_it(lineage):
    assert reached_dashboards(lineage, "configuration:tables/fsc.toml") == {"fsc"}
    assert reached_dashboards(lineage, "configuration:pages/dros.toml") == {"dros"}
    assert reached_dashboards(lineage, "configuration:policy.toml") == set(dashboards(lineage)) - {
        "places",
        "search",
    }


@pytest.mark.parametrize(
    "target", ["nowhere", "dataset:nowhere", "column:nowhere", "configuration:x.toml", "column:"]
)
def test_what_is_not_there_reaches_nothing(lineage, target):
    assert reached(lineage, target) is None


def test_readers_of_the_signatures_learn_no_column_of_the_records(lineage):
    told = " ".join(mark for marks in lineage.values() for mark in marks)
    assert "drivers_license" not in told
    assert "birth_date" not in told
