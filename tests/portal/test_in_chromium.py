"""The small site in a real Chromium: accessible, narrow, dark, on paper, with and without JavaScript."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from clerestory.public.server import answers
from clerestory.public.server.answers import Said
from tests import keyboard

PAGES = ["", "permits/", "permits/table/", "models/", "places/", "data/", "protection/", "releases/"]
PAGES += ["report/", "about/", "search/?q=orange+permits", "404.html"]


def violations(page: Page) -> list[str]:
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]
    ]


VIEWS = [(width, theme) for width in (1440, 360) for theme in ("light", "dark")]


@pytest.mark.parametrize("path", PAGES)
def test_no_rule_of_accessibility_is_broken_and_nothing_scrolls_sideways(path: str, look: Callable) -> None:
    with look(path) as page:
        for width, theme in VIEWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            assert violations(page) == [], (width, theme)
            if theme == "dark":
                assert keyboard.faults(page) == [], width
        for narrow in (360, 320):
            page.set_viewport_size({"width": narrow, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= narrow


def test_the_walk_by_keyboard_finds_what_a_reader_would_stumble_over(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        '<a href="/">first</a><button style="outline:none">without a ring</button><button tabindex="3">too early</button>'
        '<button onfocus="this.blur()">never</button><a href="/" style="position:fixed;left:-999px">out of view</a>'
    )
    told = {fault.partition(":")[0] for fault in keyboard.faults(page)}
    page.close()
    assert told == {"no ring", "not in the order of the page", "not reached", "out of view"}


@pytest.mark.parametrize(
    "page", [answers.gone({"/arrests/": "Arrests"}, "on June 27, 2026, at 17:43 UTC"), answers.WITHHELD]
)
def test_the_servers_own_pages_are_accessible_under_their_policy(chromium: Browser, page: Said) -> None:
    context = chromium.new_context(color_scheme="dark")
    visitor = context.new_page()
    wrong: list[str] = []
    visitor.on("console", lambda told: wrong.append(told.text) if "status of" not in told.text else None)
    answer = {"status": page.fixed.status, "headers": dict(page.fixed.texts), "body": page.fixed.body}
    visitor.route("**/*", lambda route: route.fulfill(**answer))
    visitor.goto("http://localhost/arrests/")
    assert visitor.evaluate("getComputedStyle(document.querySelector('main')).display") == "grid"
    for width in (1440, 360):
        visitor.set_viewport_size({"width": width, "height": 900})
        assert violations(visitor) == []
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert wrong == []


@pytest.mark.parametrize("path", ["permits/", "places/"])
def test_a_withheld_number_says_why_without_javascript(path: str, look: Callable) -> None:
    with look(path, script=False) as page:
        page.locator("button.c").first.click()
        assert page.locator("#why").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#why").is_visible()


def test_the_page_without_javascript_has_the_same_charts_and_table(look: Callable) -> None:
    parts = "main svg text, main table"
    with look("permits/") as page:
        with_script = page.locator(parts).all_text_contents()
    with look("permits/", script=False) as page:
        assert page.locator(parts).all_text_contents() == with_script
        assert not page.locator("form.filters").is_visible()
        assert page.locator("noscript p").is_visible()


def test_the_four_steps_open_one_after_another_without_javascript(look: Callable) -> None:
    with look("protection/", script=False) as page:
        for at in range(1, 5):
            page.locator(f"label[for=st{at}]").click()
            assert [page.locator(f"#sp{other}").is_visible() for other in range(1, 5)] == [
                other == at for other in range(1, 5)
            ]


def test_on_paper_all_four_steps_are_shown(look: Callable) -> None:
    with look("protection/") as page:
        page.emulate_media(media="print")
        assert all(page.locator(f"#sp{at}").is_visible() for at in range(1, 5))
        assert not page.locator("nav.nav").is_visible()


@pytest.mark.parametrize(
    ("asked", "first", "address"),
    [
        ("orange county permits", "Permits: Orange County", "permits/?place=Orange"),
        ("San Francisco", "San Francisco County, all topics", "places/#san-francisco"),
        ("revolver", "Models <of> & things", "models/"),
        ("why withheld?", "How we protect people in these numbers", "protection/"),
    ],
)
def test_search_finds(asked: str, first: str, address: str, look: Callable, portal: str) -> None:
    with look("") as page:
        page.get_by_role("searchbox").fill(asked)
        page.keyboard.press("Enter")
        link = page.locator("ol.found a").first
        assert (link.text_content(), link.evaluate("link => link.href")) == (first, portal + address)
        assert page.url.startswith(portal + "search/?q=")


def test_search_says_when_it_finds_nothing_and_takes_words_for_words(look: Callable) -> None:
    with look("search/?q=%3Cb%3Exyzzy") as page:
        assert page.locator("#h-found").text_content() == "Nothing found for “<b>xyzzy”"
        assert page.locator("ol.found li").count() == 0


def test_search_says_when_it_cannot_be_loaded(chromium: Browser, portal: str) -> None:
    with chromium.new_context() as context:  # not ``look``: here a request has to fail
        page = context.new_page()
        page.route("**/search/index.json", lambda route: route.abort())
        page.goto(portal)
        page.get_by_role("searchbox").fill("orange")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="could not be loaded").wait_for()


def test_the_back_button_returns_to_the_search_before(look: Callable) -> None:
    with look("search/?q=orange") as page:
        page.get_by_role("searchbox").fill("fresno")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="for “fresno”").wait_for()
        page.go_back()
        page.get_by_role("heading", name="for “orange”").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_tab_leads_past_the_header(theme: str, look: Callable) -> None:
    with look("permits/", theme=theme) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_scripts_weigh_60_kb_at_most(site: Path) -> None:
    scripts = list((site / "assets").glob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes(), 9)) for script in scripts) <= 60_000
