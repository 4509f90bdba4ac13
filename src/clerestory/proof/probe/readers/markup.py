"""HTML and XML: words that tags tear apart, tables, scripts' data, comments, attributes."""

import contextlib
import html
import itertools
import json
import re
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Yield
from clerestory.proof.probe.readers import objects
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines

_APART = 100  # values of one script that are judged each for itself
_OPENS = re.compile(r"\[\s*[\[{\"\d-]|\{\s*[\"}]")
_ATTRIBUTE = re.compile(r"""=\s*(["'])([\[{].{8,}?)\1""", re.DOTALL)

_BLOCK = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "dt",
        "dd",
        "option",
        "row",
        "cell",
        "c",
        "si",
        "is",
        "tab",
    ]
)


def tagged(node: Child) -> Iterator[Yield]:
    """A page, or a part of a package."""
    head = bytes(node.content[:2048]).lower()
    if (
        b"<html" in head
        or b"<!doctype html" in head
        or b"<body" in head
        or b"<script" in head
        or b"<table" in head
    ):
        yield from page(node)
    else:
        yield from xml(node)


def page(node: Child) -> Iterator[Yield]:
    """HTML: its text without tags, its tables row by row, the JSON in its scripts."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(bytes(node.content).decode("utf-8", "replace"))
    for at, table in enumerate(tree.css("table")):
        rows = [[cell.text(strip=True) for cell in row.css("td, th")] for row in table.css("tr")]
        if len(rows) > 1:
            yield Part(
                f"{node.inside} table {at + 1}".strip(),
                lines(rows[0], rows[1:]),
                Form.TABLE,
                node.visibility,
                "text",
            )
    for at, script in enumerate(tree.css("script")):
        yield from _script(node, at, script.text())
    yield from _in_attributes(node)
    body = tree.body
    if body is not None:
        for tag in body.css("script, style"):
            tag.decompose()
        yield Part(
            f"{node.inside} (text)".strip(),
            body.text(separator="").encode(),
            Form.TEXT,
            node.visibility,
            "text",
        )


def _script(node: Child, at: int, source: str) -> Iterator[Yield]:
    yield from values(Child(f"{node.inside} script {at + 1}".strip(), b"", Visibility.CACHE), source)


def values(node: Child, source: str) -> Iterator[Yield]:
    """Every JSON value that stands in a script, also one in a string; lists of one length are columns of a table."""
    columns: dict[str, object] = {}
    plain = source.replace('\\"', '"') if '{\\"' in source or '[\\"' in source else ""
    for at, value in enumerate(itertools.chain(_values(source), _values(plain)), 1):
        yield from objects.tables(node, value, f"value {at}" if at < _APART else "further values")
        if isinstance(value, list):
            columns[f"list {at}"] = value
    yield from objects.side_by_side(node, columns)


def _values(source: str) -> Iterator[dict[str, object] | list[object]]:
    """Objects, and lists of more than one value."""
    decoder = json.JSONDecoder()
    position = 0
    while match := _OPENS.search(source, position):
        try:
            value, position = decoder.raw_decode(source, match.start())
        except (ValueError, RecursionError):
            position = match.start() + 1
            continue
        if isinstance(value, dict) or len(value) > 1 or (value and isinstance(value[0], dict | list)):
            yield value


def _in_attributes(node: Child) -> Iterator[Yield]:
    """JSON that an attribute holds for a script."""
    content = bytes(node.content).decode("utf-8", "replace")
    for at, match in enumerate(_ATTRIBUTE.finditer(content)):
        with contextlib.suppress(ValueError, RecursionError):
            value = json.loads(html.unescape(match[2]))
            place = Child(f"{node.inside} attribute {at + 1}".strip(), b"", Visibility.CACHE)
            yield from objects.tables(place, value)


def xml(node: Child) -> Iterator[Yield]:
    """XML: the text of each block together, attributes after it; comments."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, recover=True, dtd_validation=False
    )
    root = etree.fromstring(bytes(node.content), parser)
    if root is None:
        return
    told: list[str] = []
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname.lower() in _BLOCK:
            told.append("\n")
        if element.text:
            told.append(element.text)
        if element.tail:
            told.append(element.tail)
    yield Part(
        f"{node.inside} (text)".strip(),
        "".join(told).encode("utf-8", "replace"),
        Form.TEXT,
        node.visibility,
        "text",
    )
