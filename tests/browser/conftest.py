"""The example's portal served for real, and a real Chromium to look at it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import started, visitor
from tests.scenario.conftest import ROOT, demo  # noqa: F401  (the fixture)


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:  # noqa: F811
    """The address at which the example's portal is served."""
    server = subprocess.Popen(
        [sys.executable, "-m", "clerestory", "serve", str(demo), "--port", "0"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _address_told(server)
    finally:
        server.terminate()
        server.wait(timeout=20)
        assert server.stdout
        server.stdout.close()


def _address_told(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    said = []
    for line in server.stdout:
        said.append(line)
        if told := re.search(r"http://127\.0\.0\.1:\d+", line):
            return told.group()
    raise AssertionError("the server told no address: " + "".join(said))


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """The one headless Chromium of this process."""
    return started()[1]


@pytest.fixture
def visit(chromium: Browser, address: str) -> Callable:
    """Open a path in a fresh visitor's page; any console error or failed request fails the test."""

    def open_page(
        path: str, *, width: int = 1440, theme: str = "light", script: bool = True
    ) -> AbstractContextManager[Page]:
        return visitor(chromium, address, path, width, theme, script=script)

    return open_page
