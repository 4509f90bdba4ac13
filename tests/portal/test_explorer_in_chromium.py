"""The explorer in a real Chromium: a choice changes chart, table and address; back, keys, sums, files, trouble."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.portal.test_in_chromium import violations

TREND = "[data-region=chart-trend]"


def _choose(page: Page, place: str) -> None:
    page.get_by_label("Place", exact=True).select_option(place)
    expect(page.locator("main")).not_to_have_attribute("data-busy", "")


def test_a_choice_changes_chart_table_and_address_and_back_restores_them(look: Callable) -> None:
    with look("permits/") as page:
        before = [page.locator(f"[data-region={name}]").inner_html() for name in ("chart-trend", "table")]
        _choose(page, "Orange")
        expect(page).to_have_url(re.compile(r"\?place=Orange$"))
        expect(page.get_by_role("status").first).to_contain_text("Orange County")
        after = [page.locator(f"[data-region={name}]").inner_html() for name in ("chart-trend", "table")]
        assert before[0] != after[0]
        assert before[1] != after[1]
        page.go_back()
        expect(page.get_by_label("Place", exact=True)).to_have_value("Total")
        expect(page.locator(f"{TREND} .sub")).to_contain_text("California")
        now = [page.locator(f"[data-region={name}]").inner_html() for name in ("chart-trend", "table")]
        assert now == before
        page.go_forward()
        expect(page.get_by_label("Place", exact=True)).to_have_value("Orange")


def test_an_address_opens_the_view_that_it_names(look: Callable) -> None:
    with look("permits/?place=Fresno&year=2019") as page:
        expect(page.get_by_label("Place", exact=True)).to_have_value("Fresno")
        expect(page.get_by_label("Year", exact=True)).to_have_value("2019")
        expect(page.locator("[data-region=status]")).to_contain_text("Fresno County, 2019")


def test_focus_stays_on_the_filter_that_was_changed(look: Callable) -> None:
    with look("permits/") as page:
        page.get_by_label("Gender", exact=True).focus()
        page.get_by_label("Gender", exact=True).select_option("Female")
        expect(page.locator("[data-region=status]")).to_contain_text("female")
        expect(page.get_by_label("Gender", exact=True)).to_be_focused()
        assert page.locator("#f-place option[value=Orange]").get_attribute("disabled") is not None
        expect(page.locator("[data-region=hint]")).to_be_visible()


def test_a_chart_is_one_tab_stop_and_arrow_keys_move_in_it(look: Callable) -> None:
    with look("permits/") as page:
        chart = page.locator(f"{TREND} svg.wide")
        assert chart.locator(".col[tabindex='0']").count() == 1
        chart.locator(".col[tabindex='0']").focus()
        page.keyboard.press("ArrowLeft")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("2020: ")
        page.keyboard.press("Home")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("2017: ")


def test_a_place_on_the_map_can_be_chosen(look: Callable) -> None:
    with look("permits/") as page:
        page.locator(".map .area[data-code=Fresno]").click()
        expect(page).to_have_url(re.compile(r"\?place=Fresno$"))
        expect(page.get_by_label("Place", exact=True)).to_have_value("Fresno")


def test_a_place_on_the_map_can_be_chosen_by_key(look: Callable) -> None:
    with look("permits/") as page:
        page.locator(".map .area[data-code=Orange]").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"\?place=Orange$"))
        assert page.evaluate("document.activeElement.dataset.code") == "Orange"


def test_this_view_is_a_csv_file_with_c_for_what_is_withheld(look: Callable, tmp_path: Path) -> None:
    with look("permits/") as page:
        with page.expect_download() as told:
            page.get_by_role("button", name="This view, CSV").click()
        told.value.save_as(tmp_path / "view.csv")
        lines = (tmp_path / "view.csv").read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith("County,2017,")
        assert lines[1].startswith("California,")
        assert any("[c]" in line.split(",") for line in lines)


def test_a_sum_that_touches_a_withheld_number_is_withheld(look: Callable) -> None:
    with look("permits/table/") as page:
        expect(page.locator("[data-region=sum]")).to_contain_text("Choose cells")
        cells = page.locator("td[data-column='2021']")
        cells.nth(0).click()
        expect(page.locator("[data-region=sum]")).to_contain_text("Your sum:")
        withheld = page.locator("td.w[data-column]").first
        withheld.focus()
        page.keyboard.press(" ")
        expect(page.locator("[data-region=sum]")).to_contain_text("= [c]")
        expect(page.locator("[data-region=sum]")).to_contain_text("for an exact sum")


def test_the_full_table_is_arranged_searched_and_turned(look: Callable) -> None:
    with look("permits/table/") as page:
        page.get_by_role("searchbox").fill("oran")
        expect(page.locator("[data-region=table] tbody th")).to_have_text(["California", "Orange"])
        expect(page).to_have_url(re.compile(r"\?find=oran$"))
        page.get_by_role("searchbox").fill("")
        page.get_by_role("link", name="Swap rows and columns").click()
        expect(page.locator("[data-region=table] thead th").first).to_have_text("Year")
        expect(page).to_have_url(re.compile(r"rows=year"))


def test_numbers_that_do_not_load_are_said_and_can_be_asked_for_again(look: Callable) -> None:
    with look("permits/") as page:
        page.route("**/page.json", lambda route: route.fulfill(status=200, body="{"))
        page.context.set_default_timeout(5000)
        page.get_by_label("Place", exact=True).select_option("Orange")
        expect(page.locator("[data-region=status]")).to_contain_text("We could not load these numbers.")
        assert page.locator("tbody tr").count() > 3
        page.unroute("**/page.json")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("[data-region=status]")).to_contain_text("Orange County")


@pytest.mark.parametrize(
    "query",
    [
        "permits/?place=Orange&gender=Female",
        "permits/?show=rate&year=2019",
        "permits/table/?rows=year&columns=county",
    ],
)
def test_no_rule_of_accessibility_is_broken_after_a_choice(query: str, look: Callable) -> None:
    with look(query) as page:
        expect(page.locator("main")).not_to_have_attribute("data-busy", "")
        if "table/" in query:
            page.locator("td[data-column]").nth(3).click()
        assert violations(page) == []


def test_nothing_is_stored_in_the_browser(look: Callable) -> None:
    with look("permits/") as page:
        _choose(page, "Orange")
        assert page.context.cookies() == []
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
