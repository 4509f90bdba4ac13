"""The example's portal as a visitor meets it: every page, a filter, no JavaScript, a slow phone."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

TOPICS = ("ccw", "dros", "fsc", "awr", "gvro", "roster", "arrests", "homicides")
PLAIN = ("", "places/", "data/", "protection/", "releases/", "report/", "about/", "search/", "404.html")
PAGES = [*PLAIN, *(f"{topic}/" for topic in TOPICS), *(f"{topic}/table/" for topic in TOPICS)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FEWER_ROWS = (
    "document.querySelectorAll('tbody tr:nth-child(n + 41)').forEach(row => row.remove())"  # all alike
)
FIRST_CHART = """
addEventListener("DOMContentLoaded", () => {
  const look = () => document.querySelector("figure.chart svg")
    ? requestAnimationFrame(() => setTimeout(() => { window.firstChart = performance.now() }))
    : setTimeout(look, 5);
  look();
});
"""


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES})
    return [
        f"{one['id']}: {node['html'][:90]}" for one in found.response["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_nothing_scrolls_sideways(visit: Callable, path: str) -> None:
    with visit(f"/{path}") as page:
        assert violations(page) == []
        page.evaluate(FEWER_ROWS)
        page.set_viewport_size({"width": 360, "height": 780})
        page.emulate_media(color_scheme="dark")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_page_of_the_site_is_tried(demo: Path) -> None:
    site = demo / "published" / "site"
    there = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert there == {path if path.endswith(".html") else f"{path}index.html" for path in PAGES}


def shown(page: Page) -> dict[str, object]:
    return {
        "address": page.url,
        "chart": page.locator("figure.chart svg").first.inner_html(),
        "table": page.locator("[data-region=table] table").inner_text(),
    }


def test_a_county_changes_chart_table_and_address_and_back_restores_them(visit: Callable) -> None:
    with visit("/ccw/") as page:
        before = shown(page)
        page.get_by_label("Place", exact=True).select_option(label="Orange County")
        page.wait_for_url("**/ccw/?place=Orange")
        page.wait_for_function(
            "before => document.querySelector('figure.chart svg').innerHTML !== before", arg=before["chart"]
        )
        after = shown(page)
        assert all(before[part] != after[part] for part in before)
        assert "Orange" in page.get_by_role("status").first.inner_text()
        page.go_back()
        page.wait_for_function(
            "before => document.querySelector('figure.chart svg').innerHTML === before", arg=before["chart"]
        )
        assert shown(page) == before
        page.goto(str(after["address"]), wait_until="networkidle")
        assert shown(page) == after


@pytest.mark.parametrize("topic", TOPICS)
def test_without_javascript_the_page_shows_the_same_charts_and_table(visit: Callable, topic: str) -> None:
    parts = "main svg text, main svg path, main [data-region=table] td, main [data-region=table] th"
    drawn = "all => all.map(one => one.textContent + (one.getAttribute('d') || ''))"
    with visit(f"/{topic}/") as page:
        with_script = page.eval_on_selector_all(parts, drawn)
    with visit(f"/{topic}/", script=False) as page:
        assert page.locator("figure.chart svg").first.is_visible()
        without_script = page.eval_on_selector_all(parts, drawn)
    assert len(with_script) > 50
    assert without_script == with_script


def test_the_first_chart_comes_within_a_second_on_a_slow_phone(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    context.add_init_script(FIRST_CHART)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    slow = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", slow)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    times = []
    for _ in range(5):
        devtools.send("Network.clearBrowserCache")
        page.goto(f"{address}/ccw/", wait_until="load")
        page.wait_for_function("window.firstChart > 0")
        times.append(page.evaluate("window.firstChart"))
    context.close()
    assert min(times) < 1000, times  # the least disturbed: other tests run beside


def test_the_scripts_weigh_at_most_60_kilobytes(demo: Path) -> None:
    site = demo / "published" / "site"
    scripts = sorted(site.rglob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 60_000


@pytest.mark.parametrize("topic", TOPICS)
def test_a_reader_seldom_meets_a_withheld_cell_in_the_first_view(visit: Callable, topic: str) -> None:
    with visit(f"/{topic}/") as page:
        cells = page.locator("[data-region=table] td").count()
        withheld = page.locator("[data-region=table] td button.c").count()
        counties = page.locator("figure.chart svg path[class*=q], figure.chart svg path.c").count()
        hatched = page.locator("figure.chart svg path.c").count()
        bars = page.locator("figure.chart svg rect[class*=s]").count()
    assert cells >= 20
    assert withheld + hatched <= 0.05 * (cells + counties + bars), (withheld, hatched, cells, counties, bars)
    assert withheld <= 0.05 * cells
