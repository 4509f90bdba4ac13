"""What an adapter is: how to recognise a product, and what a stranger can ask of it.

An adapter does no I/O. It is a generator: it yields requests and is sent the answers, so the rules of
a product can be read, and tried, without a network. What else it yields is told on: a table made from
an answer, a gap, a setting, an address that need not be followed since its data were taken whole.
"""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clerestory.proof.probe.live.exchange import Answer, Elsewhere, Gap, Request, Setting, Way


@dataclass(frozen=True)
class Covered:
    """Addresses below this one show rows that were taken whole: they need not be followed one by one."""

    prefix: str

    def holds(self, address: str) -> bool:
        """Whether the address lies there."""
        return address.startswith(self.prefix) and address[len(self.prefix) :][:1] in {"", "/", "?", "."}


@dataclass(frozen=True)
class Link:
    """An address that the product names as a file or page of its own: the crawl follows it."""

    address: str


Step = Request | Answer | Gap | Elsewhere | Setting | Covered | Link
Steps = Generator[Step, Answer, None]


def nothing(_base: str, _token: str) -> Steps:
    """No settings can be read."""
    yield from ()


@dataclass(frozen=True)
class Adapter:
    """One product. ``recognise`` gives what is visited once (a site, a report), or nothing."""

    name: str
    recognise: Callable[[Answer], str]
    visit: Callable[[str], Steps]
    settings: Callable[[str, str], Steps] = nothing


def get(address: str, what: str, came_from: str = "", **headers: str) -> Request:
    """A request that the product offers to everybody."""
    return Request(address, Way.PRODUCT, headers=headers, what=what, came_from=came_from)


def post(address: str, what: str, found: object, headers: dict[str, str] | None = None) -> Request:
    """A request by POST that reads: its body is JSON."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    return Request(address, Way.PRODUCT, "POST", json.dumps(found).encode(), sent, what)


def with_token(address: str, what: str, headers: dict[str, str]) -> Request:
    """A request of settings, with the token; its answer is no stranger's and is not searched."""
    return Request(address, Way.SETTING, headers=headers, what=what)


def read(answer: Answer) -> Any:  # noqa: ANN401  (JSON)
    """The JSON of an answer that was given; else nothing."""
    if not answer.given:
        return None
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def each(found: object, *keys: str) -> list[dict[str, Any]]:
    """The objects of a list inside an answer; none where there is no such list."""
    found = within(found, *keys)
    if isinstance(found, dict):
        found = list(found.values())
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def is_all(had: int, got: int, asked: int, total: object) -> bool:
    """Whether no page of rows is left: by the total that the answer tells, else by a page that is not full.

    A server may give fewer rows a page than it is asked for.
    """
    return not got or (had >= total if isinstance(total, int) else got < asked)


def within(found: object, *keys: str) -> object:
    """What an answer holds below these keys; nothing where it has no such place."""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def root_of(address: str) -> str:
    """Scheme and host of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def made(request: Request, content: bytes) -> Answer:
    """What an answer holds once its own coding is undone."""
    plain = Request(request.address, Way.PRODUCT, what=f"{request.what}, decoded")
    return Answer(plain, 200, content)
