"""One headless Chromium for all browser tests of a process: Playwright starts once or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def started() -> tuple[Playwright, Browser]:
    """Start it, the first time."""
    play = sync_playwright().start()
    return play, play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)


@contextmanager
def visitor(
    browser: Browser, portal: str, path: str, width: int, theme: str, *, script: bool
) -> Iterator[Page]:
    """A page of a portal in a fresh visitor's browser; the browser's complaints and what leaves the portal fail."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        reduced_motion="reduce",
        java_script_enabled=script,
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(f"{request.url} failed"))
    page.on("request", lambda asked: None if asked.url.startswith(portal) else wrong.append(asked.url))
    page.goto(portal + path, wait_until="networkidle")
    try:
        yield page
    finally:
        context.close()
    assert wrong == []


def stop() -> None:
    """Stop it, if it was started."""
    if started.cache_info().currsize:
        play, browser = started()
        browser.close()
        play.stop()
        started.cache_clear()
