"""Text: lines and running text, and the structures written in it (JSON, HTML, XML)."""

import csv
import io
import json
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Read, Stream, Trouble, Yield, below
from clerestory.proof.probe.readers import large, mail, markup, objects, rtf
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import turned

_SAMPLE = 65536
_PARSED = 64 << 20
_TURNED = 1 << 18  # bytes of a table that may have its records side by side


def text(node: Child) -> Iterator[Yield]:
    """Text as it lies; and, where it is a message, JSON, HTML, XML or a script, what its structure joins."""
    sample = bytes(node.content[:_SAMPLE])
    form = form_of(sample)
    yield Part(node.inside, node.content, form, node.visibility, "text")
    head = sample.lstrip(b"\xef\xbb\xbf \t\r\n")
    yield from (_structured if len(node.content) <= _PARSED else _in_pieces)(node, head, form)
    yield Read(node.inside, "text", len(node.content), len(node.content), 0)


def has_structure(node: Child) -> bool:
    """Whether a reader makes more of text than running text."""
    sample = bytes(node.content[:_SAMPLE])
    head = sample.lstrip(b"\xef\xbb\xbf \t\r\n")
    told = (
        head[:1] in {b"{", b"[", b"<"} or sample_is_wide(head) or mail.is_mail(head) or mail.is_folded(head)
    )
    return told or form_of(sample) is Form.LINES


def flows(node: Child) -> bool:
    """Whether text can be searched as it is unpacked: lines and running text."""
    sample = bytes(node.content[:_SAMPLE])
    if sample_is_wide(sample.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return False
    return form_of(sample) is Form.LINES or not has_structure(node)


def _structured(node: Child, head: bytes, form: Form) -> Iterator[Yield]:
    if sample_is_wide(head):
        yield Child(below(node, "(decoded)"), _narrow(bytes(node.content)), node.visibility)
    elif mail.is_mail(head):
        yield from mail.mail(node)
    elif mail.is_folded(head):
        yield from mail.unfolded(node)
    elif form is Form.LINES:
        yield from turned_lines(node)
    elif head[:5] == b"{\\rtf":
        yield from rtf.rtf(node)
    elif head[:1] == b"<":
        yield from markup.tagged(node)
    elif head[:1] in {b"{", b"["}:
        yield from _json(node)
    else:
        yield from markup.values(node, bytes(node.content).decode("utf-8", "replace"))


def _in_pieces(node: Child, head: bytes, form: Form) -> Iterator[Yield]:
    """The same of a text too large to be held as one structure; what cannot be cut is said to be unread."""
    if sample_is_wide(head):
        yield Stream(below(node, "(decoded)"), large.decoded(node.content, _coding(head)), node.visibility)
    elif mail.is_mail(head):
        yield from mail.mail(node)
    elif mail.is_folded(head):
        for piece in large.windows(node.content):
            yield from mail.unfolded(Child(node.inside, piece, node.visibility))
    elif head[:5] == b"{\\rtf" or head[:1] == b"<":
        yield Trouble(
            node.inside, "text", f"a page of more than {_PARSED >> 20} MB: searched, but not read as one"
        )
    elif head[:1] in {b"{", b"["}:
        cut = large.Cut(node.content)
        for piece in cut.pieces():
            yield from _json(Child(node.inside, piece, node.visibility))
        yield from cut.told(node.inside)
    elif form is not Form.LINES:
        for piece in large.windows(node.content):
            yield from markup.values(node, piece.decode("utf-8", "replace"))


def sample_is_wide(head: bytes) -> bool:
    """Whether text begins as UTF-16."""
    told = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return told or (len(head) > 8 and b"\0\0\0\0" in {head[1:8:2], head[0:8:2]})


def _narrow(content: bytes) -> bytes:
    """UTF-16 as UTF-8, by its mark or by where its zeros are."""
    return content.decode(_coding(content), "replace").encode("utf-8", "replace")


def _coding(head: bytes) -> str:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"


def _json(node: Child) -> Iterator[Yield]:
    """JSON, one value or one a line; else every JSON value that stands in it, as in a script."""
    content = bytes(node.content)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = _lines_of_json(node)
    if found is not None:
        yield from objects.tables(node, found)
        yield from _source_map(node, found)
    else:
        yield from markup.values(node, content.decode("utf-8", "replace"))


def turned_lines(node: Child) -> Iterator[Yield]:
    """A small table of lines, its columns as rows."""
    if len(node.content) > _TURNED:
        return
    content = bytes(node.content).decode("utf-8", "replace")
    first = content.split("\n", 1)[0]
    try:
        rows = list(csv.reader(io.StringIO(content), delimiter=max(",\t;|", key=first.count)))
    except csv.Error:
        return
    yield from turned(node.inside, rows, node.visibility, "text")


def _lines_of_json(node: Child) -> object:
    """One JSON value a line."""
    try:
        return [json.loads(line) for line in bytes(node.content).splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def _source_map(node: Child, found: object) -> Iterator[Yield]:
    for one in _maps(found):
        names = one.get("sources") or []
        for at, source in enumerate(one["sourcesContent"]):
            if isinstance(source, str):
                name = str(names[at]) if at < len(names) else f"source {at + 1}"
                yield Child(below(node, name), source.encode("utf-8", "replace"), Visibility.METADATA)


def _maps(found: object) -> Iterator[dict[str, list[object]]]:
    """A source map, or those of its sections."""
    if isinstance(found, dict) and isinstance(found.get("sourcesContent"), list):
        yield found
    sections = found.get("sections") if isinstance(found, dict) else None
    for section in sections if isinstance(sections, list) else ():
        yield from _maps(section.get("map") if isinstance(section, dict) else None)


def form_of(sample: bytes) -> Form:
    """Lines where most lines have the same number of delimiters, at least one; else running text."""
    lines = [line for line in sample.split(b"\n")[:200] if line.strip()]
    if len(lines) > 2 and len(sample) >= _SAMPLE:
        lines = lines[:-1]
    if len(lines) < 2 or lines[0].lstrip()[:1] in (b"{", b"<", b"["):
        return Form.TEXT
    for delimiter in (b",", b"\t", b";", b"|"):
        counts = sorted(line.count(delimiter) for line in lines)
        usual = counts[len(counts) // 2]
        if usual and sum(count == usual for count in counts) * 10 >= 7 * len(counts):
            return Form.LINES
    return Form.TEXT
