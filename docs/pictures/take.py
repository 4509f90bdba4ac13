"""Take the pictures of the documentation from the example: ``just pictures DIR`` (a folder of `clerestory demo`)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
# name, path, width, height, theme, what to show (None: the top of the page)
PICTURES = (
    ("home-1440-light", "/", 1440, 1200, "light", None),
    ("home-1440-dark", "/", 1440, 1200, "dark", None),
    ("home-360-light", "/", 360, 780, "light", None),
    ("ccw-1440-light", "/ccw/", 1440, 1300, "light", None),
    ("ccw-1440-dark", "/ccw/", 1440, 1300, "dark", None),
    ("ccw-360-light", "/ccw/", 360, 780, "light", None),
    ("map-1440-light", "/ccw/", 1440, 1000, "light", "figure.chart:has(path.q1)"),
)


def main(folder: Path) -> None:
    """Serve the example on a free port, take every picture, stop."""
    server = subprocess.Popen(
        [sys.executable, "-m", "clerestory", "serve", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told = server.stdout.readline() if server.stdout else ""
        address = re.search(r"http://\S+\d", told)
        if address is None:
            raise SystemExit("the server told no address")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for picture in PICTURES:
                take(browser, address.group(), *picture)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


def take(
    browser: Browser,
    address: str,
    name: str,
    path: str,
    width: int,
    height: int,
    theme: str,
    part: str | None,
) -> None:
    """One picture."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
    page.goto(address + path, wait_until="networkidle")
    target = HERE / f"{name}.png"
    if part:
        page.locator(part).first.screenshot(path=target)
    else:
        page.screenshot(path=target)
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
