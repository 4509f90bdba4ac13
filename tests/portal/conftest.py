"""A site built from made-up cubes, and a visitor's view of it."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from clerestory.public.site.build import build
from tests.browser.conftest import chromium  # noqa: F401  (the fixture)
from tests.chromium import visitor
from tests.portal.made_up import evidence_of, write_data
from tests.portal.small import PROJECT, SIZES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the small project."""
    return write_data(PROJECT, tmp_path_factory.mktemp("data"), SIZES)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """The small project's site; read it, never change it."""
    out = tmp_path_factory.mktemp("site")
    build(PROJECT, data, out, evidence_of(PROJECT))
    (out / "manifest.json").write_text("{}\n")  # made later, when the release is signed
    return out


class _Strict(http.server.SimpleHTTPRequestHandler):
    """A plain file server with the policy that the real one has."""

    extensions_map = {  # noqa: RUF012  (the base class's own attribute)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".json": "application/json",
        ".woff2": "font/woff2",
    }

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="session")
def portal(site: Path) -> Iterator[str]:
    """The address at which the small site is served."""
    handler = functools.partial(_Strict, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def look(chromium: Browser, portal: str) -> Callable:  # noqa: F811
    """Open a page of the small site; any console error, or request that fails or leaves, fails the test."""

    def open_page(
        path: str, *, width: int = 1440, theme: str = "light", script: bool = True
    ) -> AbstractContextManager[Page]:
        return visitor(chromium, portal, path, width, theme, script=script)

    return open_page
