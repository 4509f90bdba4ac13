"""The incident room and the drill's page in a real Chromium: accessible, narrow and dark, by keyboard, without a script."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from clerestory.governance.incidents.drill import page as drill_page
from clerestory.governance.incidents.drill.scenario import (
    LIVE,
    MESSAGE,
    MILESTONES,
    Control,
    Happened,
    Reach,
    Result,
    Run,
)  # fmt: skip
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor
from tests import keyboard
from tests.browser.test_workbench import RULES
from tests.workbench import in_room
from tests.workbench.desk import ORIGIN
from tests.workbench.in_room import Here

PAGES = (
    "/incidents",
    "/incidents/new",
    "/incidents/X-1",
    "/incidents/X-1/exposed",
    "/incidents/X-1/learned",
    "/duty",
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A claim with everything beside it."""
    made = in_room.made(tmp_path_factory.mktemp("room"))
    desk = made.workbench.office.desk
    made.room.receive("ruth")
    room.page(desk, "X-1")
    made.room.outage()
    room.assure(desk, Actor("ana"), "X-1", {"statement": "Only totals can be reached.", "method": "looked"})
    told = {"facts": ["somebody wrote"], "left_out": ["the data is there"]}
    room.tell(desk, Actor("maya"), "X-1", "priya", {"facts": ["the data is there"]})
    room.tell(desk, Actor("priya"), "X-1", "ruth", told)
    return made


@contextmanager
def at(here: Here, chromium: Browser, person: str, *, script: bool = True) -> Iterator[Page]:
    """A browser whose requests go to the workbench of this process."""
    visitor = here.browser(person)

    def answer(route: Route) -> None:
        asked = route.request
        path = asked.url.removeprefix(ORIGIN)
        told = visitor.get(path) if asked.method == "GET" else visitor.posted(path, asked.post_data or "")
        route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", java_script_enabled=script
    )
    page = context.new_page()
    page.route("**/*", answer)
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert wrong == []


def check(page: Page, name: str) -> None:
    for width, theme in ((1440, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:150]) for each in found] == [], (name, width, theme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert keyboard.faults(page) == [], (name, width)


def test_no_rule_of_accessibility_is_broken(here: Here, chromium: Browser) -> None:
    with at(here, chromium, "elena") as page:
        for path in PAGES:
            page.goto(ORIGIN + path)
            check(page, path)


def test_on_a_phone_the_takedown_follows_the_countdown(here: Here, chromium: Browser) -> None:
    with at(here, chromium, "elena", script=False) as page:
        page.set_viewport_size({"width": 360, "height": 900})
        page.goto(f"{ORIGIN}/incidents/X-1")
        tops = [page.locator(place).bounding_box()["y"] for place in ("#cd", "#td", "#tl")]
        assert tops == sorted(tops)
        expect(page.locator(".ring")).to_contain_text("15:00")


def test_the_takedown_is_reached_and_confirmed_by_keyboard(here: Here, chromium: Browser) -> None:
    with at(here, chromium, "elena") as page:
        page.goto(f"{ORIGIN}/incidents/X-1")
        page.get_by_label("Passphrase of your key").focus()
        page.keyboard.type("a passphrase")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Yes, take it down now")).to_be_hidden()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Yes, take it down now"


def test_the_countdown_goes_on_by_itself(here: Here, chromium: Browser) -> None:
    with at(here, chromium, "elena") as page:
        page.goto(f"{ORIGIN}/incidents/X-1")
        expect(page.locator(".ring")).not_to_contain_text("15:00", timeout=4_000)


def run(*without: Control) -> Run:
    down = MESSAGE + timedelta(minutes=14, seconds=32)
    results = tuple(Result(each, "0.1 s", 0.1, met=not without) for each in MILESTONES)
    line = (Happened(LIVE, "Live."), Happened(down, "It comes down by itself.", by_machine=True))
    return Run(
        without, results, (Reach(LIVE, down, ("ccw",)),), line, (), ("ccw.last_name",), "The brief.", 212
    )


@pytest.fixture
def drill(tmp_path: Path) -> str:
    """The page, in a file."""
    (tmp_path / "drill.html").write_text(drill_page.page(run(), [run(Control.TIMER)]), "utf-8")
    return (tmp_path / "drill.html").as_uri()


def test_the_drill_stands_there_whole_and_plays_without_a_script(drill: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(drill)
    moments = page.locator(".beats li")
    assert moments.count()
    assert all(each.is_visible() for each in moments.all())
    page.get_by_text("Play the two days").click()
    expect(page.locator(".sums")).to_be_visible()
    shown = [each.evaluate("element => getComputedStyle(element).animationName") for each in moments.all()]
    assert shown == ["beat"] * (len(shown) - 1) + ["last"]
    page.get_by_text("Stop, show everything").click()
    expect(page.locator(".sums")).to_be_hidden()
    context.close()


def test_the_drill_is_accessible_and_offers_no_motion_to_whom_it_disturbs(
    drill: str, chromium: Browser
) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(drill)
    check(page, "drill")
    expect(page.get_by_text("Play the two days")).to_be_hidden()
    context.close()
