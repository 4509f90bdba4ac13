"""PDF: text under black boxes, attachments, pictures, layers, annotations, metadata, and earlier revisions."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clerestory.proof.probe.part import DAMAGED, Child, Form, Part, Trouble, Unreadable, Yield, below
from clerestory.proof.probe.readers import drawn, revisions
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility

_DEPTH = 40
_DRAWN = 200  # pages of one file that are read from their pictures
_SMALLEST = 8  # pixels: no line of text is lower or narrower


@dataclass
class _Seen:
    """What was read already: streams by a digest of their raw bytes, so that no revision is read twice over."""

    streams: set[int] = field(default_factory=set)
    pictures: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)  # by a digest of how they look
    enciphered: bool = False  # by a password that nobody need know: its bytes are not those of its streams


@dataclass(frozen=True, repr=False)
class _Revision:
    """The file as it was at one time."""

    node: Child
    content: bytes
    visibility: Visibility
    which: str  # empty for the last one
    seen: _Seen

    def place(self, name: str) -> str:
        return below(self.node, f"{self.which}{name}")


def pdf(node: Child) -> Iterator[Yield]:
    """Every page's text, every object's text and streams, every file attached, every revision before."""
    content, seen = bytes(node.content), _Seen()
    yield from _guarded(_Revision(node, content, node.visibility, "", seen))
    ends = revisions.ends(content)
    for number, end in enumerate(ends[: revisions.MOST], 1):
        which = f"(revision {number})"
        yield from _guarded(_Revision(node, content[:end], Visibility.EARLIER, which, seen))
    if len(ends) > revisions.MOST:
        yield Trouble(node.inside, "pdf", "more earlier revisions than the limit")
    if not seen.enciphered:
        yield from revisions.left_over(node, content, seen.streams)
    yield from revisions.trailing(node, content)
    yield from whole(node, "pdf")


def _guarded(revision: _Revision) -> Iterator[Yield]:
    """A revision; what is wrong with it does not hide what else the file holds."""
    try:
        yield from _read(revision)
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001  (its streams are read one by one all the same)
        which = "an earlier revision that" if revision.which else "a file that"
        why = f"{which} cannot be read: {DAMAGED} ({type(error).__name__})"
        yield Trouble(revision.place(""), "pdf", why)


def _read(revision: _Revision) -> Iterator[Yield]:
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(revision.content))
    except pikepdf.PasswordError:
        raise Unreadable("encrypted") from None
    with document:
        revision.seen.enciphered |= document.is_encrypted
        yield from _attached(revision, document)
        told, streams, damaged = _objects(document, revision.seen)
        yield Part(revision.place("objects"), told, Form.TEXT, Visibility.METADATA, "pdf")
        yield Part(revision.place("streams"), streams, Form.BYTES, revision.visibility, "pdf")
        if damaged:
            why = f"{damaged} streams that do not unpack to their end"
            yield Trouble(revision.place("streams"), "pdf", why)
        yield from _pictures(revision, document)
        untold = drawn.has_untold_letters(document)
    yield from _text(revision, untold=untold)


def _text(revision: _Revision, *, untold: bool) -> Iterator[Yield]:
    """Each page's text: as it reads, and all of it, also beyond the page's edges; its picture, where only eyes can read it."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    document = pdfium.PdfDocument(revision.content)
    try:
        for number, page in enumerate(document, 1):
            place, told = revision.place(f"page {number}"), page.get_textpage()
            texts = dict.fromkeys((told.get_text_bounded(), told.get_text_range()))
            for text in texts:
                content = text.encode("utf-8", "replace")
                yield Part(place, content, Form.TEXT, revision.visibility, "pdf")
            if untold or any(drawn.is_drawn(page, text) for text in texts):
                yield from _seen_page(revision, page, place)
    finally:
        document.close()


def _seen_page(revision: _Revision, page: Any, place: str) -> Iterator[Yield]:  # noqa: ANN401
    picture, made, seen = drawn.picture_of(page), io.BytesIO(), revision.seen.pages
    if hash(picture.tobytes()) in seen:
        return
    seen.add(hash(picture.tobytes()))
    if len(seen) > _DRAWN:
        yield Trouble(place, "png", "more pages that only eyes can read than the limit")
        return
    picture.save(made, "PNG", compress_level=1)
    yield Child(f"{place} (as it is seen)", made.getvalue(), revision.visibility)


def _attached(revision: _Revision, document: Any) -> Iterator[Yield]:  # noqa: ANN401
    """Files: those that the file lists, and those that hang on a page or nowhere."""
    listed = set()
    for name, attachment in document.attachments.items():
        content = attachment.get_file().read_bytes()
        listed.add(hash(content))
        yield Child(revision.place(f"attached {name}"), content, Visibility.HIDDEN)
    for at, found in enumerate(_streams(document)):
        if found.get("/Type") == "/EmbeddedFile":
            content = found.read_bytes()
            if hash(content) not in listed:
                yield Child(revision.place(f"attached {at + 1}"), content, Visibility.HIDDEN)


def _pictures(revision: _Revision, document: Any) -> Iterator[Yield]:  # noqa: ANN401
    """Pictures of its pages, which may show a page that was scanned."""
    import pikepdf

    for at, found in enumerate(_streams(document)):
        raw = hash(found.read_raw_bytes())
        small = min(int(found.get(side, 0)) for side in ("/Width", "/Height")) < _SMALLEST
        if found.get("/Subtype") != "/Image" or small or raw in revision.seen.pictures:
            continue
        revision.seen.pictures.add(raw)
        place, made = revision.place(f"picture {at + 1}"), io.BytesIO()
        try:
            pikepdf.PdfImage(found).extract_to(stream=made)
        except Exception:  # noqa: BLE001  (a kind of picture that this library does not know)
            yield Trouble(place, "png", "a picture in a form that is not read")
        else:
            yield Child(place, made.getvalue(), revision.visibility)


def _streams(document: Any) -> Iterator[Any]:  # noqa: ANN401
    import pikepdf

    return (found for found in document.objects if isinstance(found, pikepdf.Stream))


def _objects(document: Any, seen: _Seen) -> tuple[bytes, bytes, int]:  # noqa: ANN401
    """All strings of all objects, all streams that can be decoded, and how many of those are damaged."""
    import pikepdf

    told: list[str] = []
    streams: list[bytes] = []
    damaged = 0
    for found in document.objects:
        if isinstance(found, pikepdf.Stream):
            raw = found.read_raw_bytes()
            seen.streams.add(hash(raw))
            damaged += not revisions.unpacks(found, raw)
            try:
                streams.append(found.read_bytes())
            except pikepdf.PdfError:
                streams.append(found.read_raw_bytes())
        _strings(found, told, 0)
    return "\n".join(told).encode("utf-8", "replace"), b"\n".join(streams), damaged


def _strings(found: Any, told: list[str], depth: int) -> None:  # noqa: ANN401
    import pikepdf

    if depth > _DEPTH:
        raise Unreadable("nested deeper than the limit")
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
