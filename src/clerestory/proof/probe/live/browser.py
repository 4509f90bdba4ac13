"""Headless Chromium with no network of its own: every request of a page goes through the visitor's client.

So the browser can ask no host that was not named, keeps to the same limits, and every response is seen.
It runs in a thread of its own, and its files lie in a scratch folder that goes with the process.
"""

import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from clerestory.proof.probe import scratch
from clerestory.proof.probe.live.client import Client
from clerestory.proof.probe.live.exchange import Answer, Elsewhere, Gap, Request, Seen, Way, Why
from clerestory.proof.probe.live.hosts import absolute, is_web

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright, Route, WebSocketRoute

_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
    "--disable-breakpad", "--disable-gpu", "--no-first-run", "--no-pings", "--dns-prefetch-disable",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OWN = frozenset(
    {"host", "cookie", "user-agent", "accept-encoding", "content-length", "connection", "te", "upgrade"}
)
_UNSENT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
_SMALL, _HELD = 4 << 20, 128 << 20  # answers that further pages get without asking again
_MOST = 30  # tabs and folds opened on one page
_TABS = "[role=tab], summary, [data-toggle=tab], [data-bs-toggle=tab], .nav-tabs a, .ant-tabs-tab"
_PATIENCE = 60.0  # seconds for one page, whatever it asks


def missing() -> bool:
    """Whether no browser can be opened here."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return True
    return _program() is None


def _program() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class Window:
    """The browser; use as a context manager. It starts with the first page that is opened."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._thread = ThreadPoolExecutor(1, "probe-browser")
        self._play: Playwright | None = None
        self._browser: Browser | None = None
        self._folder: Path | None = None
        self._held: dict[str, Answer] = {}
        self._stuck = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def open(self, address: str) -> list[Seen]:
        """Everything that opening the page brings: its responses, and the page as it is then shown."""
        if self._stuck:
            return [Gap(address, Why.BROWSER)]
        opening = self._thread.submit(self._open, address)
        try:
            return opening.result(_PATIENCE + 6 * self._client.manners.settle)
        except TimeoutError:
            self._stuck = True
            self._kill()
            return [Gap(address, Why.BROWSER)]

    def _kill(self) -> None:
        """End the browser's driver by its own id: whoever waits for its answer is then told."""
        driver: object = self._play
        for name in ("_impl_obj", "_connection", "_transport", "_proc", "pid"):
            driver = getattr(driver, name, None)
        if isinstance(driver, int):
            with suppress(ProcessLookupError):
                os.kill(driver, signal.SIGKILL)

    def _start(self) -> "Browser":
        from playwright.sync_api import sync_playwright

        if self._browser is None:
            self._folder = scratch.open_folder()
            before = os.environ.get("TMPDIR")
            os.environ["TMPDIR"] = str(self._folder)  # the driver takes it when it starts
            try:
                self._play = sync_playwright().start()
            finally:
                os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
            flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(_FLAGS)
            self._browser = self._play.chromium.launch(
                executable_path=_program(), args=flags, env={**os.environ, "TMPDIR": str(self._folder)}
            )
        return self._browser

    def _stop(self) -> None:
        for end in (self._browser and self._browser.close, self._play and self._play.stop):
            if end:
                with suppress(Exception):
                    end()
        if self._folder is not None:
            scratch.close_folder(self._folder)

    def _open(self, address: str) -> list[Seen]:
        seen: list[Seen] = []
        try:
            context = self._start().new_context(
                service_workers="block", accept_downloads=False, viewport={"width": 1440, "height": 900}
            )
            context.route("**/*", lambda route: self._serve(route, address, seen))
            context.route_web_socket("**/*", lambda socket: self._refuse(socket, address, seen))
            try:
                self._walk(context.new_page(), address, seen)
            finally:
                context.close()
        except Exception:  # noqa: BLE001  (its text may quote the page)
            seen.append(Gap(address, Why.BROWSER))
        return seen

    def _walk(self, page: "Page", address: str, seen: list[Seen]) -> None:
        """Open the page, let it settle, go down it, open its tabs; then take it as it is shown."""
        settle = self._client.manners.settle * 1000
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(address, wait_until="domcontentloaded", timeout=settle * 2)
        self._settled(page, settle)
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        tabs = page.locator(_TABS).all()[:_MOST]
        for tab in tabs:
            _quietly(partial(tab.click, timeout=500, no_wait_after=True))
        if tabs:
            self._settled(page, settle / 3)
        for frame in page.frames:
            if not self._client.hosts.allow(frame.url):
                continue  # a frame that was not let in holds nothing
            shown = Request(frame.url, Way.BROWSER, what="the page as shown", came_from=address)
            seen.append(Answer(shown, 200, frame.content().encode("utf-8", "replace")))

    @staticmethod
    def _settled(page: "Page", milliseconds: float) -> None:
        """Until nothing is asked any more; a page that never rests is taken as it is."""
        _quietly(lambda: page.wait_for_load_state("networkidle", timeout=milliseconds))

    def _refuse(self, socket: "WebSocketRoute", address: str, seen: list[Seen]) -> None:
        place = "http" + socket.url.removeprefix("ws")
        named = self._client.hosts.allow(place)
        seen.append(
            Gap(address, Why.SOCKET) if named else Elsewhere(place, address)
        )  # and it is never connected

    def _serve(self, route: "Route", page: str, seen: list[Seen]) -> None:
        asked = route.request
        if not self._client.hosts.allow(asked.url):
            if is_web(asked.url):
                seen.append(Elsewhere(asked.url, page))
            route.abort("blockedbyclient")
            return
        if asked.method not in _HARMLESS:
            route.abort("blockedbyclient")
            return
        headers = {
            name: value
            for name, value in asked.headers.items()
            if name not in _OWN and not name.startswith("sec-")
        }
        body = asked.post_data_buffer or b""
        answer = self._ask(
            Request(absolute(asked.url, ""), Way.BROWSER, asked.method, body, headers, came_from=page), seen
        )
        if answer is None or not answer.status:
            route.abort("failed")
            return
        sent = {name: value for name, value in answer.headers.items() if name not in _UNSENT}
        route.fulfill(status=answer.status, headers=sent, body=answer.content)

    def _ask(self, request: Request, seen: list[Seen]) -> Answer | None:
        """The answer at the end of redirects between named hosts."""
        if request.method == "GET" and request.address in self._held:
            return self._held[request.address]
        first = request.address
        for _ in range(self._client.manners.hops):
            answer = self._client.ask(request)
            seen.append(answer)
            if not answer.moved:
                if (
                    len(answer.content) < _SMALL
                    and sum(len(one.content) for one in self._held.values()) < _HELD
                ):
                    self._held[first] = answer
                return answer
            place = absolute(request.address, answer.headers["location"])
            if not self._client.hosts.allow(place):
                seen.append(Elsewhere(place, request.address))
                return None
            request = Request(place, Way.BROWSER, headers=request.headers, came_from=request.came_from)
        seen.append(Gap(first, Why.CIRCLE))
        return None


def _quietly(act: Callable[[], object]) -> None:
    """A tab that cannot be clicked, a page that does not rest: nothing is lost by going on."""
    from playwright.sync_api import Error

    with suppress(Error):
        act()
