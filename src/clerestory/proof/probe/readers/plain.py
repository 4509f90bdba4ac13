"""Text as it is; fonts, whose tables are compressed."""

from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Read, Trouble, Yield

_SAMPLE = 65536


def text(node: Child) -> Iterator[Yield]:
    """Running text, or lines where every line is a record."""
    yield Part(node.inside, node.content, form_of(bytes(node.content[:_SAMPLE])), node.visibility, "text")
    yield Read(node.inside, "text", len(node.content), len(node.content), 0)


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


def woff2(node: Child) -> Iterator[Yield]:
    """A font: the names in its tables, once decompressed."""
    import brotli

    whole = bytes(node.content)
    try:
        unpacked = _tables(whole, brotli.decompress)
    except (ValueError, IndexError, brotli.error):
        yield Trouble(node.inside, "woff2", "not a whole font")
        return
    yield Part(f"{node.inside}#tables".lstrip("#"), unpacked, Form.TEXT, node.visibility, "woff2")
    yield Part(node.inside, whole, Form.TEXT, node.visibility, "woff2")
    yield Read(node.inside, "woff2", len(whole), len(whole), 0)


def _tables(font: bytes, decompress: "object") -> bytes:
    count = int.from_bytes(font[12:14], "big")
    compressed = int.from_bytes(font[20:24], "big")
    at = 48
    for _ in range(count):
        flags = font[at]
        at += 1 + (4 if flags & 63 == 63 else 0)
        at = _past_number(font, at)
        transformed = (flags >> 6) != 3 if flags & 63 in (10, 11) else (flags >> 6) != 0
        at = _past_number(font, at) if transformed else at
    return bytes(decompress(font[at : at + compressed]))  # type: ignore[operator]


def _past_number(font: bytes, at: int) -> int:
    while font[at] & 0x80:
        at += 1
    return at + 1
