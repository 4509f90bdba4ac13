"""From an analyst's question to a public page, each step by another person in a browser of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import postgres
from tests.browser.conftest import _address_told
from tests.browser.workbench import address_of, at_desk, enrol, state, train
from tests.workbench import office as offices
from tests.workbench.conftest import running
from tests.workbench.office import ROOT, Office

RELEASE = "/releases/2026-1"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the store is, noted in the office's folder as an operator would."""
    if request.param == "postgresql":
        folder = tmp_path / "D" / "governance"
        folder.mkdir(parents=True, mode=0o700)
        (folder / "store.url").write_text(postgres.server().database())
    return str(request.param)


def test_the_whole_way_from_the_analyst_to_the_public_page(
    store: str, tmp_path: Path, chromium: Browser
) -> None:
    # on SQLite from the very beginning; on PostgreSQL from the build on, with people who are trained
    from_the_beginning = store == "sqlite"
    office = offices.made(tmp_path / "D", trained=not from_the_beginning)
    assert (office.folder / "governance" / "store.sqlite").exists() is from_the_beginning
    with running(office):
        if from_the_beginning:
            _columns_are_asked_for_and_approved(office, chromium)
        office.build()
        _proposed(office, chromium)
        _reviewed_blind_and_approved(office, chromium)
        _signed_and_published(office, chromium)
        _the_log_is_whole(office, chromium)
    _the_public_page_is_there(office, chromium)


def _columns_are_asked_for_and_approved(office: Office, browser: Browser) -> None:
    with at_desk(browser, office, "elinor") as page:
        page.goto(f"{office.address}/people")
        page.get_by_role("button", name="Invite Mary Garth").click()
        expect(page.get_by_role("status")).to_contain_text("A second person has to vouch for Mary Garth")
    with at_desk(browser, office, "harriet") as page:
        invitation = _vouch(page, "Mary Garth")
    with at_desk(browser, office, "dorothea") as page:
        expect(page.get_by_role("row", name="Training: analyst")).to_contain_text("not qualified yet")
        page.goto(f"{office.address}/sources")
        page.get_by_role("button", name="Ask for them").click()
        expect(page.get_by_role("status")).to_contain_text("Asked for 10 columns")
        train(page, office, "dorothea")
    with at_desk(browser, office) as page:
        enrol(page, office, "mary", invitation)
        train(page, office, "mary")
        page.goto(f"{office.address}/")
        page.get_by_role("link", name="Purposes of columns").click()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("status")).to_contain_text("10 columns approved")
    for person in ("camden", "fred", "tertius"):
        with at_desk(browser, office, person) as page:
            train(page, office, person)


def _vouch(page: Page, name: str) -> str:
    page.get_by_role("link", name=f"Invitation: {name}").click()
    page.get_by_role("button", name=f"Vouch for {name}").click()
    return address_of(str(page.locator("#invitation").text_content()))


def _proposed(office: Office, browser: Browser) -> None:
    with at_desk(browser, office, "dorothea") as page:
        page.get_by_role("link", name="Release 2026-1").click()
        assert state(page) == "Built"
        page.get_by_role("button", name="Propose").click()
        assert state(page) == "Proposed"


def _reviewed_blind_and_approved(office: Office, browser: Browser) -> None:
    with at_desk(browser, office, "camden") as page:
        page.get_by_role("link", name="Release 2026-1").click()
        _approve_every_table(page)
        page.get_by_label("Your remark").fill("Small towns look right.")
        page.get_by_role("button", name="Add it").click()
        _claim(page)
        assert state(page) == "In review"
    with at_desk(browser, office, "fred") as page:
        page.goto(office.address + RELEASE)
        assert "Camden" not in str(page.locator("#votes").text_content())
        assert "Small towns" not in str(page.locator("#remarks").text_content())
        _approve_every_table(page)
        expect(page.locator("#remarks")).to_contain_text("Small towns look right.")
        _claim(page)
        assert state(page) == "Approved"


def _approve_every_table(page: Page) -> None:
    for vote in page.locator(".vote label:has(.yes)").all():
        vote.click()
    page.get_by_role("button", name="Record my votes").click()
    expect(page.get_by_role("status").first).to_contain_text("Your votes are recorded")


def _claim(page: Page) -> None:
    page.get_by_role("link", name="Approve the release").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("Words alone are no approval")
    for looked in page.locator('input[name^="saw."]').all():
        looked.check()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status").first).to_contain_text("Your approval is recorded")


def _signed_and_published(office: Office, browser: Browser) -> None:
    with at_desk(browser, office, "mary") as page:
        _sign(page, office, "mary")
        assert state(page) == "Approved"
    with at_desk(browser, office, "tertius") as page:
        _sign(page, office, "tertius")
        assert state(page) == "Signed"
        page.get_by_role("link", name="Publish").click()
        page.get_by_role("button", name="Publish now").click()
        expect(page.get_by_role("status").first).to_contain_text("Release 2026-1 is public", timeout=60_000)
        assert state(page) == "Published"
        page.goto(f"{office.address}/")
        expect(page.get_by_role("heading", name="Live now")).to_contain_text("As signed")


def _sign(page: Page, office: Office, person: str) -> None:
    page.goto(office.address + RELEASE)
    page.get_by_role("link", name="Sign", exact=True).click()
    page.get_by_label("Passphrase").fill("not the passphrase")
    page.get_by_role("button", name="Sign in my name").click()
    expect(page.get_by_role("alert")).to_contain_text("Wrong passphrase")
    page.get_by_label("Passphrase").fill(office.passphrase(person))
    page.get_by_role("button", name="Sign in my name").click()
    expect(page.get_by_role("status").first).to_contain_text("Signed as")


def _the_log_is_whole(office: Office, browser: Browser) -> None:
    with at_desk(browser, office, "arthur") as page:
        page.goto(f"{office.address}/log")
        expect(page.locator(".ttl")).to_contain_text("Whole and in order")
        told = str(page.locator("#lines").text_content())
        for act in ("publish", "sign", "approve", "read", "signed in"):
            assert act in told, act
        for person in ("dorothea", "camden", "mary", "tertius"):
            assert office.passphrase("tertius") not in told, person


def _the_public_page_is_there(office: Office, browser: Browser) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "clerestory", "serve", str(office.folder), "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        page = browser.new_page()
        portal = _address_told(server)
        page.goto(f"{portal}/report/")
        page.get_by_label("What did you do, and what did you see?").fill("I can see my neighbour.")
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We received your message")
        page.goto(f"{portal}/cards/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "Library cards of Middlemarch" in page.title() or "cards" in page.title().lower()
        page.close()
    finally:
        server.terminate()
        server.communicate(timeout=20)
