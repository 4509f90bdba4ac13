"""PDF: text under black boxes, attachments, layers, annotations, metadata, and earlier revisions."""

import io
from collections.abc import Iterator
from typing import Any

from clerestory.proof.probe.part import Child, Form, Part, Unreadable, Yield, below
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility

_REVISIONS = 50


def pdf(node: Child) -> Iterator[Yield]:
    """Every page's text, every object's text and streams, every file attached, every revision before."""
    yield from _revision(node, bytes(node.content), node.visibility, "")
    for number, earlier in enumerate(_earlier(bytes(node.content))):
        try:
            yield from _revision(node, earlier, Visibility.EARLIER, f"(revision {number + 1})")
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001, S112  (an end mark that was none; its bytes are searched with the rest)
            continue
    yield from whole(node, "pdf")


def _earlier(content: bytes) -> list[bytes]:
    """The file as it was before each update, the last one left out."""
    ends: list[int] = []
    at = content.find(b"%%EOF")
    while at >= 0 and len(ends) < _REVISIONS:
        ends.append(at + 5)
        at = content.find(b"%%EOF", at + 5)
    return [content[:end] for end in ends[:-1]]


def _revision(node: Child, content: bytes, visibility: Visibility, which: str) -> Iterator[Yield]:
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Unreadable("encrypted") from None
    with document:
        yield from _text(node, content, visibility, which)
        yield from _attached(node, document, which)
        told, streams = _objects(document)
        yield Part(below(node, f"{which}objects"), told, Form.TEXT, Visibility.METADATA, "pdf")
        yield Part(below(node, f"{which}streams"), streams, Form.BYTES, visibility, "pdf")


def _text(node: Child, content: bytes, visibility: Visibility, which: str) -> Iterator[Yield]:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    document = pdfium.PdfDocument(content)
    try:
        for number in range(len(document)):
            text = document[number].get_textpage().get_text_bounded()
            yield Part(
                below(node, f"{which}page {number + 1}"),
                text.encode("utf-8", "replace"),
                Form.TEXT,
                visibility,
                "pdf",
            )
    finally:
        document.close()


def _attached(node: Child, document: Any, which: str) -> Iterator[Yield]:  # noqa: ANN401
    for name, attachment in document.attachments.items():
        yield Child(
            below(node, f"{which}attached {name}"), attachment.get_file().read_bytes(), Visibility.HIDDEN
        )


def _objects(document: Any) -> tuple[bytes, bytes]:  # noqa: ANN401
    """All strings of all objects, and all streams that can be decoded."""
    import pikepdf

    told: list[str] = []
    streams: list[bytes] = []
    for found in document.objects:
        if isinstance(found, pikepdf.Stream):
            try:
                streams.append(found.read_bytes())
            except pikepdf.PdfError:
                streams.append(found.read_raw_bytes())
        _strings(found, told, 0)
    return "\n".join(told).encode("utf-8", "replace"), b"\n".join(streams)


def _strings(found: Any, told: list[str], depth: int) -> None:  # noqa: ANN401
    import pikepdf

    if depth > 6:
        return
    if isinstance(found, pikepdf.String):
        told.append(str(found))
    elif isinstance(found, pikepdf.Array):
        for one in found:
            if not getattr(one, "is_indirect", False):
                _strings(one, told, depth + 1)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for one in dict(found.items()).values():
            if not getattr(one, "is_indirect", False):
                _strings(one, told, depth + 1)
