"""The example's own pages, drawn from made-up cubes: every page builds, light enough, nothing dead."""

import gzip
import json
from importlib.resources import files
from pathlib import Path

import pytest

from clerestory.project.model import Project
from clerestory.project.read import read
from clerestory.public.site.build import build
from tests.portal import test_site
from tests.portal.made_up import evidence_of, write_data
from tests.portal.pages_read import read as read_page

RECORDS = {
    "ccw": 24_000,
    "dros": 870_000,
    "fsc": 213_000,
    "awr": 21_000,
    "gvro": 4_400,
    "roster": 763,
    "arrests": 990_000,
    "homicides": 19_000,
}
DASHBOARDS = ["ccw", "dros", "fsc", "awr", "gvro", "roster", "arrests", "homicides"]


@pytest.fixture(scope="session")
def example() -> Project:
    return read(Path(str(files("clerestory.california.project"))))


@pytest.fixture(scope="session")
def example_site(example: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_data(example, tmp_path_factory.mktemp("example-data"), RECORDS)
    out = tmp_path_factory.mktemp("example-site")
    build(example, data, out, evidence_of(example))
    (out / "manifest.json").write_text("{}\n")
    return out


def test_the_eight_topics_have_a_page_each(example: Project, example_site: Path) -> None:
    assert [page.id for page in example.pages] == DASHBOARDS
    assert all((example_site / page / "index.html").is_file() for page in DASHBOARDS)
    assert all((example_site / page / "table/index.html").is_file() for page in DASHBOARDS)


@pytest.mark.parametrize(
    "rule",
    [
        test_site.test_every_link_leads_somewhere,
        test_site.test_nothing_stands_inline_and_every_tag_is_closed,
        test_site.test_ids_are_unique_and_references_find_them,
        test_site.test_headings_begin_with_one_and_skip_no_level,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_example_keeps_every_rule_of_a_site(rule, example_site: Path) -> None:
    rule(example_site)


@pytest.mark.parametrize("page", DASHBOARDS)
def test_a_page_is_light(page: str, example_site: Path) -> None:
    styles = (example_site / "assets/site.css").read_bytes()
    whole = (example_site / page / "index.html").read_text()
    first = whole[: whole.index("</figure>")]
    assert packed(first.encode()) + packed(styles) <= 14_500
    assert packed(whole.encode()) + packed(styles) <= 120_000
    assert packed(styles) <= 8_000


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.parametrize("page", DASHBOARDS)
def test_a_page_asks_what_its_collection_can_answer(page: str, example_site: Path) -> None:
    model = json.loads((example_site / page / "page.json").read_text())
    counted = {name for cube in model["cubes"] for name in cube["by"]}
    assert set(model["filters"]) <= counted
    if page != "roster":
        assert "county" in model["filters"]
        assert {"gender", "age_group"} <= set(model["filters"])
        assert model["map"] == {"url": "../assets/california.json"}


def test_every_chart_of_the_example_has_a_heading_and_a_description(example_site: Path) -> None:
    for page in DASHBOARDS:
        text = (example_site / page / "index.html").read_text()
        charts = text.count('<figure class="chart"')
        assert charts >= 4
        assert text.count("<figcaption><h2") == charts
        assert read_page(example_site / page / "index.html").headings.count(2) > charts
