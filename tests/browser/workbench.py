"""A person at the workbench, in a browser of their own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from clerestory.governance.approval import training
from clerestory.vocabulary.roles import Role
from tests.workbench.office import PASSWORD, PEOPLE, Office


@contextmanager
def at_desk(browser: Browser, office: Office, person: str = "", *, script: bool = True) -> Iterator[Page]:
    """A fresh browser; with ``person`` invited and enrolled in it. Any error in the console fails the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", java_script_enabled=script
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    try:
        if person:
            enrol(page, office, person)
        yield page
    finally:
        context.close()
    # a page that refuses says so with its status, which the browser's console repeats
    assert [told for told in wrong if "the server responded with a status of 4" not in told] == []


def enrol(page: Page, office: Office, person: str, invitation: str = "") -> None:
    page.goto(invitation or office.invitation(person))
    office.secrets[person] = str(page.locator("#secret").text_content()).strip()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_label("Six-digit code").fill(office.code(person))
    page.get_by_role("button", name="Enrol").click()
    page.wait_for_url(f"{office.address}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(office.name(person).partition(" ")[0])


def train(page: Page, office: Office, person: str) -> None:
    """Read the lesson and answer every question rightly."""
    role = PEOPLE[person][1]
    page.goto(f"{office.address}/training/{role.replace(' ', '-')}")
    for question in training.lesson().questions_for(Role(role)):
        page.locator(f'input[name="q.{question.id}"][value="{question.right}"]').check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Passed: you are qualified")).to_be_visible()


def state(page: Page) -> str:
    """Where the release is, as its page says."""
    return str(page.locator(".flowbar .now").text_content())


def address_of(text: str) -> str:
    found = re.search(r"http://\S+/enrol/\S+", text)
    assert found, text
    return found.group()
