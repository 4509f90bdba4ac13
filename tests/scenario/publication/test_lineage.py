"""Which addresses share a dataset: what a takedown of one dashboard reaches."""

from types import SimpleNamespace

from clerestory.acts.sign import lineage_of
from clerestory.release.withdrawal import reached

PAGES = [
    SimpleNamespace(id=name, collection=of)
    for name, of in (("ccw", "ccw"), ("carry", "ccw"), ("dros", "dros"))
]
PROJECT = SimpleNamespace(pages=PAGES, collections=("ccw", "dros"))


def test_a_dashboard_reaches_all_that_shares_its_collection_and_nothing_else():
    assert reached(lineage_of(PROJECT), "ccw") == (
        "carry/",
        "ccw/",
        "data/ccw/",
        "index.html",
        "places/",
        "search/",
    )
    assert reached(lineage_of(PROJECT), "dros") == ("data/dros/", "dros/", "index.html", "places/", "search/")


def test_what_is_no_dashboard_reaches_nothing():
    assert reached(lineage_of(PROJECT), "nowhere") is None
