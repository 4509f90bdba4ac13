"""The workbench in a real Chromium: every page accessible, narrow and dark; passkeys; keyboard alone; no script."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from clerestory.acts import govern
from clerestory.governance.office import releases
from clerestory.governance.store.acting import Actor
from tests import keyboard
from tests.browser.workbench import at_desk, enrol
from tests.workbench import provider
from tests.workbench.conftest import built_once, running, serving  # noqa: F401  (fixtures)
from tests.workbench.office import PASSWORD, Office

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_PERSON = {
    "camden": ["/", "/releases", "/releases/2026-1", "/releases/2026-1/changes", "/releases/2026-1/approve",
               "/training", "/training/output-checker", "/account", "/help", "/figures", "/nowhere"],
    "elinor": ["/people", "/sources", "/incidents", "/duty", "/log", "/log/1"],
    "mary": ["/releases/2026-1/sign", "/releases/2026-1/withdraw", "/take-down"],
}  # fmt: skip
DOORS = ["/sign-in", "/enrol/guessed"]


@pytest.fixture
def office_of_its_own(built_once: Path, tmp_path: Path) -> Iterator[Office]:  # noqa: F811
    """The same, for tests that ask for votes: an open claim of another test would block them."""
    shutil.copytree(built_once, tmp_path / "D")
    with running(Office(tmp_path / "D")) as office:
        releases.propose(govern.opened(office.folder).desk, Actor("dorothea"), "2026-1")
        yield office


@pytest.fixture(scope="module")
def office(serving: Office) -> Office:  # noqa: F811
    """A workbench with a release that two checkers can vote on."""
    releases.propose(govern.opened(serving.folder).desk, Actor("dorothea"), "2026-1")
    return serving


def check_page(page: Page, address: str) -> None:
    page.goto(address)
    for width, theme in ((1440, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:150]) for each in found] == [], (address, width, theme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert keyboard.faults(page) == [], (address, width)


@pytest.mark.parametrize("person", BY_PERSON)
def test_no_rule_of_accessibility_is_broken_and_nothing_scrolls_sideways(
    person: str, office: Office, chromium: Browser
) -> None:
    with at_desk(chromium, office, person) as page:
        for path in BY_PERSON[person]:
            check_page(page, office.address + path)
        if person == "elinor":
            page.goto(f"{office.address}/people")
            page.get_by_role("button", name="Invite Mary Garth").click()
            expect(page.get_by_role("status")).to_contain_text("A second person has to vouch for Mary Garth")
            vouched_for(office, chromium)


def vouched_for(office: Office, chromium: Browser) -> None:
    with at_desk(chromium, office, "arthur") as page:
        check_page(page, office.address + "/people")
        page.goto(office.address)
        page.get_by_role("link", name="Invitation: Mary Garth").click()
        page.get_by_role("button", name="Vouch for Mary Garth").click()
        expect(page.locator("#invitation")).to_be_visible()
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert found == []


def test_the_doors_are_accessible_too(office: Office, chromium: Browser) -> None:
    with at_desk(chromium, office) as page:
        for path in [*DOORS, office.invitation("harriet").removeprefix(office.address)]:
            check_page(page, office.address + path)


@pytest.fixture
def with_device(office: Office, chromium: Browser) -> Iterator[Page]:
    """A browser whose computer has a fingerprint reader."""
    with at_desk(chromium, office) as page:
        line = page.context.new_cdp_session(page)
        line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page


def test_a_passkey_enrols_signs_in_and_proves_again(office: Office, with_device: Page) -> None:
    page = with_device
    page.goto(office.invitation("harriet"))
    page.get_by_label("Name of this device").fill("Desk")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(f"{office.address}/")
    page.goto(f"{office.address}/account")
    expect(page.get_by_role("row", name="Desk")).to_contain_text("never")
    page.locator(".who summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("You are signed out")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harriet")
    page.goto(f"{office.address}/again?next=/take-down")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{office.address}/take-down")
    page.goto(f"{office.address}/account")
    page.get_by_role("button", name="Remove Desk").click()
    expect(page.get_by_role("alert")).to_contain_text("your only way to sign in")


def test_the_keyboard_alone_is_enough(office: Office, chromium: Browser) -> None:
    with at_desk(chromium, office, "arthur") as page:
        page.goto(office.address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        for key, path in (("l", "/log"), ("p", "/people"), ("i", "/")):
            page.keyboard.press("g")
            page.keyboard.press(key)
            page.wait_for_url(office.address + path)
        page.keyboard.press("?")
        page.wait_for_url("**/help")
        page.goto(f"{office.address}/log")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.closest('table') !== null")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Line")


def test_keys_walk_through_the_votes_and_can_be_turned_off(
    office_of_its_own: Office, chromium: Browser
) -> None:
    office = office_of_its_own
    with at_desk(chromium, office, "camden") as page:
        page.goto(f"{office.address}/releases/2026-1")
        seen = []
        for _ in range(4):
            page.keyboard.press("j")
            seen.append(page.evaluate("document.activeElement.localName + document.activeElement.type"))
        assert seen.count("inputradio") == 2, "the table and its vote, in turns"
        page.goto(f"{office.address}/help")
        page.get_by_role("button", name="Turn these keys off").click()
        page.get_by_role("button", name="Turn these keys on").wait_for()
        page.keyboard.press("g")
        page.keyboard.press("r")
        page.keyboard.press("g")
        page.keyboard.press("i")
        assert page.url == f"{office.address}/help"
        page.get_by_role("button", name="Turn these keys on").click()
        page.get_by_role("button", name="Turn these keys off").wait_for()
        page.locator("main").focus()
        page.keyboard.press("g")
        page.keyboard.press("i")
        page.wait_for_url(f"{office.address}/")


def test_the_log_is_filtered_in_place(office: Office, chromium: Browser) -> None:
    with at_desk(chromium, office, "arthur") as page:
        page.goto(f"{office.address}/log")
        page.get_by_label("Act", exact=True).select_option("found")
        expect(page.locator("#lines")).to_contain_text("1 line fits")
        assert page.url == f"{office.address}/log"


def test_the_preview_shows_the_very_bytes_and_has_no_part_in_the_workbench(
    office: Office, chromium: Browser
) -> None:
    with at_desk(chromium, office, "camden") as page:
        page.goto(f"{office.address}/releases/2026-1")
        page.locator("iframe").scroll_into_view_if_needed()
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        inside = next(each for each in page.frames if "/preview/" in each.url)
        assert inside.evaluate("self.origin") == "null"
        answer = page.request.get(inside.url)
        staged = (office.folder / "staged" / "site" / "index.html").read_bytes()
        assert answer.body() == staged
        assert "sandbox" in answer.headers["content-security-policy"]
        assert page.request.get(inside.url.replace("/preview/", "/preview/0")).status == 410
        (office.folder / "staged" / "site" / "index.html").write_bytes(staged + b" ")
        try:
            assert page.request.get(inside.url).status == 409
        finally:
            (office.folder / "staged" / "site" / "index.html").write_bytes(staged)


def test_a_review_without_a_script_and_a_vote_to_return_that_sends_the_release_back(
    office_of_its_own: Office, chromium: Browser
) -> None:
    office = office_of_its_own
    with at_desk(chromium, office, "fred", script=False) as page:
        votes_without_a_script(page, office)
    with at_desk(chromium, office, "camden") as page:
        returned(page, office)
    with at_desk(chromium, office, "fred") as page:
        page.goto(f"{office.address}/releases/2026-1")
        expect(page.locator(".flowbar .now")).to_have_text("Returned")
        expect(page.locator("#votes")).to_contain_text("Quarters would show more.")


def returned(page: Page, office: Office) -> None:
    page.goto(f"{office.address}/releases/2026-1")
    for number, row in enumerate(page.locator("#votes tbody tr").all()):
        row.locator("label:has(.no)" if number == 0 else "label:has(.yes)").click()
    row = page.locator("#votes tbody tr").first
    row.locator("summary").click()
    row.locator("textarea").fill("Quarters would show more.")
    page.get_by_role("button", name="Record my votes").click()
    expect(page.get_by_role("status").first).to_contain_text("recorded")


def votes_without_a_script(page: Page, office: Office) -> None:
    page.goto(f"{office.address}/releases/2026-1")
    page.locator("#votes tbody tr").first.locator("label:has(.no)").click()
    page.get_by_role("button", name="Record my votes").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you return")
    for row in page.locator("#votes tbody tr").all():
        row.locator("label:has(.yes)").click()
    page.get_by_role("button", name="Record my votes").click()
    expect(page.get_by_role("status").first).to_contain_text("Your votes are recorded")
    page.goto(f"{office.address}/log?act=review&who=fred")
    expect(page.get_by_role("row", name="Fred Vincy review").first).to_be_visible()


def test_an_office_account_enrols_and_signs_in(built_once: Path, tmp_path: Path, chromium: Browser) -> None:  # noqa: F811
    shutil.copytree(built_once, tmp_path / "D")
    secret = tmp_path / "secret"
    secret.write_text(provider.SECRET)
    with provider.running() as provided:
        options = [
            "--identity-provider",
            provided.issuer,
            "--client-id",
            provider.CLIENT,
            "--client-secret-file",
            str(secret),
        ]
        with running(Office(tmp_path / "D"), *options) as office, at_desk(chromium, office) as page:
            page.goto(f"{office.address}/sign-in")
            page.get_by_role("button", name="Continue with your office account").click()
            expect(page.get_by_role("alert")).to_contain_text("no account here")
            page.goto(office.invitation("mary"))
            page.get_by_role("button", name="Use your office account").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Mary")
            page.locator(".who summary").click()
            page.get_by_role("button", name="Sign out", exact=True).click()
            page.get_by_role("button", name="Continue with your office account").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Mary")
            provided.auth_age = 3_600
            page.goto(f"{office.address}/again")
            page.get_by_role("button", name="Ask my office account").click()
            expect(page.get_by_role("alert")).to_contain_text("did not ask again")


def test_a_wrong_password_is_told_without_telling_which_part_was_wrong(
    office: Office, chromium: Browser
) -> None:
    with at_desk(chromium, office) as page:
        enrol(page, office, "tertius")
        page.goto(f"{office.address}/account")
        page.get_by_role("button", name="Sign out everywhere").click()
        page.get_by_label("User name").fill("tertius")
        page.get_by_label("Password").fill(PASSWORD + "!")
        page.get_by_label("Six-digit code").fill("000000")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("not the right combination")


def test_what_comes_by_phone_is_a_claim_at_once_with_hold_comparison_and_brief(
    office: Office, chromium: Browser
) -> None:
    with at_desk(chromium, office, "elinor", script=False) as page:
        page.goto(f"{office.address}/incidents/new")
        page.get_by_label("What was said").fill("I can download everybody")
        page.get_by_label("The address that was named").fill("/data/records.csv")
        page.get_by_label("Values that they quoted").fill("nobody of that name")
        page.get_by_role("button", name="Take it in").click()
        expect(page.get_by_role("status").first).to_contain_text("Its number is C-1")
        expect(page.get_by_role("status").first).to_contain_text("0 of 1 quoted values match")
        expect(page.locator(".line")).to_contain_text("All logs from")
        expect(page.locator(".brief")).to_contain_text("Can it still be reached?")
        page.goto(f"{office.address}/incidents")
        expect(page.locator("tbody").first).to_contain_text("C-1: data/records.csv")
