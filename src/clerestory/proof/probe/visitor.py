"""An anonymous visitor of a live site: follows what is linked, and tries what strangers guess.

Only the host that was named is ever asked; a pause between requests, a limit on pages and bytes;
nothing is kept. Tried: links, sitemap, scripts and their source maps, earlier versions and backups of
what is linked, listings of folders, the history of git, exports by suffix.
"""

import http.client
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from clerestory.errors import InputError

_LINK = re.compile(
    rb"""(?:href|src|data-[\w-]*|action)\s*=\s*["']([^"'<>\s]+)|<loc>\s*([^<\s]+)|sourceMappingURL=(\S+)|["']([\w./-]+\.(?:json|csv|parquet|xlsx?|zip|geojson|db|sqlite|duckdb|hyper|twbx?|js|map|txt|pdf|gz|rds|ods|docx|pptx|tsv|arrow|feather|avro|orc|pbix))["']"""
)
_ROOTS = (
    "robots.txt", "sitemap.xml", ".git/HEAD", ".git/config", ".git/index", ".env", "backup.zip", "site.zip",
    "data.zip", "data.csv", "data.json", "dump.sql", "export.csv", ".DS_Store", "data/", "api/", "-/databases.json",
    "api/views.json", "data.json?all=1",
)  # fmt: skip
_BESIDE = ("~", ".bak", ".old", ".orig", ".map", ".gz", "?_size=max&_shape=array")
_DATASETTE = re.compile(rb"(?i)datasette")


@dataclass(frozen=True)
class Manners:
    """How much is asked, and how fast."""

    pages: int = 2_000
    bytes: int = 2 << 30
    one: int = 256 << 20
    pause: float = 0.02
    seconds: float = 20.0


@dataclass(frozen=True)
class Answer:
    """One response: the path that a stranger takes to it, its status, its bytes."""

    address: str
    way: str  # linked, guessed
    status: int
    content: bytes
    whole: bool


def visit(address: str, manners: Manners | None = None) -> Iterator[Answer]:
    """Every answer of the site at or below the address's host."""
    manners = manners or Manners()
    host = urlsplit(address)
    if host.scheme not in {"http", "https"} or not host.hostname:
        raise InputError(f"{address}: not an address; give http://... or https://...")
    waiting = deque([(address, "named"), *((urljoin(address, f"/{name}"), "guessed") for name in _ROOTS)])
    seen = {place for place, _ in waiting}
    taken = asked = 0
    while waiting and asked < manners.pages and taken < manners.bytes:
        place, way = waiting.popleft()
        answer = _ask(place, way, manners)
        asked += 1
        taken += len(answer.content)
        if answer.status == 200 or answer.content:
            yield answer
        for further, how in _further(answer):
            if further not in seen and urlsplit(further).netloc == host.netloc:
                seen.add(further)
                waiting.append((further, how))
        time.sleep(manners.pause)
    if waiting:
        yield Answer(address, "limit", 0, b"", whole=False)


def _further(answer: Answer) -> Iterator[tuple[str, str]]:
    """What a page leads to, and what stands beside a page by custom."""
    if answer.status != 200:
        return
    for match in _LINK.finditer(answer.content[: 8 << 20]):
        link = unescape(next(part for part in match.groups() if part).decode("utf-8", "replace"))
        yield _clean(urljoin(answer.address, link)), "linked"
    if answer.way != "guessed" and "?" not in answer.address:
        yield from (
            (answer.address + ending, "guessed") for ending in _BESIDE if not answer.address.endswith("/")
        )
        yield urljoin(answer.address, "."), "guessed"
    if _DATASETTE.search(answer.content[:65536]) and "?" not in answer.address:
        yield answer.address.rstrip("/") + ".json?_size=max", "guessed"


def _clean(address: str) -> str:
    return address.split("#", 1)[0]


def _ask(address: str, way: str, manners: Manners) -> Answer:
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=manners.seconds)
    path = quote(parts.path or "/", safe="/%~.-_") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            "GET", path, headers={"User-Agent": "clerestory-probe", "Accept-Encoding": "identity"}
        )
        response = connection.getresponse()
        content = response.read(manners.one + 1)
        if response.status in {301, 302, 303, 307, 308}:
            content = b'<a href="' + (response.getheader("Location") or "").encode() + b'">'
            return Answer(address, way, 200, content, whole=True)
        return Answer(
            address, way, response.status, content[: manners.one], whole=len(content) <= manners.one
        )
    except (OSError, http.client.HTTPException, UnicodeError):
        return Answer(address, way, 0, b"", whole=way == "guessed")
    finally:
        connection.close()
