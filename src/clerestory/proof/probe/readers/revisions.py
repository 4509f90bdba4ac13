"""What lies in a PDF beside its last revision: where earlier ones end, streams that no revision names, what trails.

A stream that no table of references leads to any more still lies in the bytes, compressed. Each is
decoded by its own filters; one that shows text by the codes of a font that is not at hand is trouble.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield, below
from clerestory.proof.probe.report import Visibility

MOST = 50  # earlier revisions that are read
_PIECE_SIZE = 1 << 20
_SUM = 8  # bytes that may follow: a sum over all, which some programs get wrong, and a line break

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF|%%EOF")
_STREAM = re.compile(rb"(?<!\d)\d{1,10}\s+\d{1,5}\s+obj\b((?:(?!endobj).){0,65536}?)\bstream\r?\n", re.DOTALL)
_FILTER = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+)")
_PARAMETERS = re.compile(rb"/(?:DecodeParms|DP)\s*(\[[^\]]*\]|<<.*?>>)", re.DOTALL)
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_TORN = re.compile(rb"\[((?:[^\[\]\\]|\\.)*)\]\s*TJ", re.DOTALL)
_PIECE = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_CODES = re.compile(rb"<[0-9A-Fa-f\s]+>\s*(?:Tj|'|\"|(?:[-\d.\s]|<[0-9A-Fa-f\s]+>)*\]\s*TJ)")


def ends(content: bytes) -> list[int]:
    """Where each earlier revision ends; an end mark inside a stream is none, nor is the first one of a linearized file."""
    spans = [(begin, begin + len(raw)) for begin, _, raw in _streams(content)]
    linearized = b"/Linearized" in content[:1024]
    found = []
    for at, mark in enumerate(_END.finditer(content)):
        head = linearized and at == 0 and mark[1] == b"0"
        if not head and not any(begin <= mark.start() < end for begin, end in spans):
            found.append(mark.end())
    return found[:-1]


def _streams(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Every stream in the bytes, whether or not anything leads to it: where it begins, its dictionary, its raw bytes."""
    at = 0
    while (match := _STREAM.search(content, at)) is not None:
        begin = match.end()
        stop = _stop(content, begin, match[1])
        yield begin, match[1], content[begin:stop]
        at = stop


def _stop(content: bytes, begin: int, dictionary: bytes) -> int:
    """Where a stream ends: by its length, if an end mark stands there; else at the next end mark."""
    length = _LENGTH.search(dictionary)
    if length is not None:
        stop = begin + int(length[1])
        if content[stop : stop + 20].lstrip().startswith(b"endstream"):
            return stop
    stop = content.find(b"endstream", begin)
    if stop < 0:
        return len(content)
    return stop - (2 if content[stop - 2 : stop] == b"\r\n" else content[stop - 1 : stop] in (b"\n", b"\r"))


def left_over(node: Child, content: bytes, seen: set[int]) -> Iterator[Yield]:
    """The streams that no revision names: decoded, and as text where they show some."""
    for begin, dictionary, raw in _streams(content):
        if hash(raw) in seen or b"/XRef" in dictionary:
            continue
        place = below(node, f"(stream at byte {begin}, which nothing leads to)")
        decoded, whole = _decoded(dictionary, raw)
        if not whole or _CODES.search(decoded):
            yield Trouble(place, "pdf", "a stream of an earlier revision that cannot be read")
        yield Part(place, decoded, Form.BYTES, Visibility.DELETED, "pdf")
        yield Part(place, _shown(decoded), Form.TEXT, Visibility.DELETED, "pdf")


def _decoded(dictionary: bytes, raw: bytes) -> tuple[bytes, bool]:
    """A stream with its filters undone as far as they can be, and whether they were."""
    import pikepdf

    how = _FILTER.search(dictionary)
    if how is None:
        return raw, True
    told = _PARAMETERS.search(dictionary)
    try:
        document = pikepdf.new()
        stream = document.make_stream(raw)
        stream.Filter = pikepdf.Object.parse(how[1])
        if told is not None:
            stream.DecodeParms = pikepdf.Object.parse(told[1])
        return stream.read_bytes(), unpacks(stream, raw)
    except Exception:  # noqa: BLE001  (a filter that is not known, or damaged bytes)
        return _inflated(raw), False


def unpacks(stream: Any, raw: bytes) -> bool:  # noqa: ANN401
    """Whether a stream unpacks to its end: the library gives what came before a damage without a word."""
    import pikepdf

    how = stream.get("/Filter")
    first = how[0] if isinstance(how, pikepdf.Array) and len(how) else how
    if first != "/FlateDecode":
        return True
    unpacked, rest = zlib.decompressobj(-15), raw[2:]
    try:
        while rest and not unpacked.eof:
            unpacked.decompress(rest, _PIECE_SIZE)
            rest = unpacked.unconsumed_tail
    except zlib.error:
        return False
    return unpacked.eof and len(unpacked.unused_data) <= _SUM


def _inflated(raw: bytes) -> bytes:
    """As much of a damaged stream as unpacks; else its bytes."""
    stream, found = zlib.decompressobj(), io.BytesIO()
    try:
        for at in range(0, len(raw), 512):
            found.write(stream.decompress(raw[at : at + 512]))
    except zlib.error:
        pass
    return found.getvalue() or raw


def _shown(decoded: bytes) -> bytes:
    """Text that is shown in pieces, put together."""
    return b"\n".join(b"".join(_PIECE.findall(torn)) for torn in _TORN.findall(decoded))


def trailing(node: Child, content: bytes) -> Iterator[Yield]:
    """What stands after the last end mark."""
    end = content.rfind(b"%%EOF") + 5
    rest = content[end:].strip(b"\0\r\n\t ") if end >= 5 else b""
    if rest:
        yield Child(below(node, "(trailing)"), rest, Visibility.ORPHAN)
