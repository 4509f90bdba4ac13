"""What an answer leads to: links, sitemaps, robots files, scripts, style sheets, JSON; no I/O."""

import re
import zlib
from collections.abc import Iterator
from html import unescape

from clerestory.proof.probe.live.exchange import Answer, Way
from clerestory.proof.probe.live.hosts import absolute

_LOOKED_AT = 8 << 20
_IN_SCRIPT = 400  # addresses taken from one script
_ATTRIBUTE = re.compile(
    rb"""\s(href|src|srcset|data-[\w-]*|action|poster|data)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))"""
)
_BASE = re.compile(rb"""<base[^>]+href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_REFRESH = re.compile(rb"""http-equiv=["']?refresh["']?[^>]+url=([^"'>\s]+)""", re.IGNORECASE)
_LOC = re.compile(rb"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)")
_STYLE = re.compile(rb"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""")
_MAP = re.compile(rb"[#@]\s*sourceMappingURL=(\S+)")
_ROBOTS = re.compile(rb"(?im)^\s*(?:dis)?allow\s*:\s*(/[^\s#*$]*)|^\s*sitemap\s*:\s*(\S+)")
_DELAY = re.compile(rb"(?im)^\s*crawl-delay\s*:\s*([\d.]+)")
_QUOTED = re.compile(
    rb"""["'`]((?:https?:/)?\.{0,2}/[\w./~%:@+-]*(?:\?[\w=&%.~+$*,:-]*)?|[\w./-]+\.(?:json|csv|tsv|parquet|xlsx?|zip|geojson|topojson|db|sqlite3?|duckdb|hyper|twbx?|js|mjs|map|txt|pdf|gz|rds|rdata|sav|dta|ods|docx|pptx|arrow|feather|avro|orc|pbix|xml|html?|gpkg|pmtiles)(?:\?[\w=&%.~+-]*)?)["'`]"""
)
_HEADER = re.compile(r"<([^>]+)>")


def leads(answer: Answer) -> Iterator[tuple[str, Way]]:
    """Every address that the answer names, and how."""
    base = _base(answer)
    for link, way in _named(answer):
        address = absolute(base, link)
        if address:
            yield address, way


def _base(answer: Answer) -> str:
    found = _BASE.search(answer.content[:65536]) if answer.is_page else None
    return absolute(answer.address, found[1].decode("utf-8", "replace")) if found else answer.address


def _named(answer: Answer) -> Iterator[tuple[str, Way]]:
    content = _plain(answer.content)[:_LOOKED_AT]
    for link in _HEADER.findall(answer.headers.get("link", "")):
        yield link, Way.LINKED
    for name in ("sourcemap", "x-sourcemap", "content-location"):
        if name in answer.headers:
            yield answer.headers[name], Way.LINKED
    if b"\0" in content[:1024]:
        return
    if answer.address.endswith("/robots.txt"):
        yield from _words(_ROBOTS, content)
        return
    yield from _words(_LOC, content)
    yield from _words(_REFRESH, content)
    yield from _words(_MAP, content[-4096:])
    if answer.is_page or b"<a " in content[:65536]:
        yield from _attributes(content)
    yield from _words(_STYLE, content)
    yield from _in_scripts(answer, content)


def _plain(content: bytes) -> bytes:
    """A sitemap is often packed."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return zlib.decompressobj(31).decompress(content, _LOOKED_AT)
    except zlib.error:
        return b""


def _words(pattern: re.Pattern[bytes], content: bytes) -> Iterator[tuple[str, Way]]:
    for found in pattern.finditer(content):
        yield unescape(next(part for part in found.groups() if part).decode("utf-8", "replace")), Way.LINKED


def _attributes(content: bytes) -> Iterator[tuple[str, Way]]:
    for found in _ATTRIBUTE.finditer(content):
        name = found[1]
        value = unescape(next((part for part in found.groups()[1:] if part), b"").decode("utf-8", "replace"))
        if name == b"srcset":
            yield from ((part.split()[0], Way.LINKED) for part in value.split(",") if part.strip())
        elif not name.startswith(b"data-"):
            yield value, Way.LINKED
        elif "/" in value or "." in value:
            yield value, Way.SCRIPT


def _in_scripts(answer: Answer, content: bytes) -> Iterator[tuple[str, Way]]:
    """Words in quotes that look like addresses, in scripts and JSON."""
    if answer.kind == "application/json" or content[:1] in b"{[":
        content = content.replace(b"\\/", b"/")
    taken: dict[bytes, None] = {}
    for found in _QUOTED.finditer(content):
        if found[1] not in {b"/", b"./", b"../"} and not found[1].startswith(b"//"):
            taken[found[1]] = None
        if len(taken) >= _IN_SCRIPT:
            break
    yield from ((word.decode("utf-8", "replace"), Way.SCRIPT) for word in taken)


def embedded(answer: Answer) -> Iterator[str]:
    """Addresses of frames that a page shows as a part of itself."""
    for found in re.finditer(
        rb"""<(?:iframe|embed|object|tableau-viz)\b[^>]*?\s(?:src|data)\s*=\s*["']([^"']+)""",
        answer.content[:_LOOKED_AT],
        re.IGNORECASE,
    ):
        address = absolute(_base(answer), unescape(found[1].decode("utf-8", "replace")))
        if address:
            yield address


def crawl_delay(answer: Answer) -> float:
    """How long a robots file wants to be left alone between requests."""
    found = _DELAY.search(answer.content[:65536])
    try:
        return float(found[1]) if found else 0.0
    except ValueError:
        return 0.0


def has_scripts(answer: Answer) -> bool:
    """Whether the page runs scripts: what it shows is then not all in its bytes."""
    for found in re.finditer(rb"<script\b([^>]*)>", answer.content, re.IGNORECASE):
        kind = re.search(rb"""type\s*=\s*["']?([\w/+.-]+)""", found[1])
        if kind is None or b"javascript" in kind[1].lower() or kind[1].lower() in {b"module", b"text/babel"}:
            return True
    return False


def is_listing(answer: Answer) -> bool:
    """Whether the page is a web server's list of a folder."""
    head = answer.content[:2048].lower()
    return answer.is_page and (b"index of /" in head or b"directory listing for" in head)
