"""One headless Chromium for all browser tests of a process: Playwright starts once or not at all."""

import shutil
from functools import cache

from playwright.sync_api import Browser, Playwright, sync_playwright

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


def stop() -> None:
    """Stop it, if it was started."""
    if started.cache_info().currsize:
        play, browser = started()
        browser.close()
        play.stop()
        started.cache_clear()
