"""Letters as they came out: what a PDF says to a reader and to a screen reader, read from its bytes.

Text is taken by the structure tree, so words that are not tagged are not counted as said; sizes are
taken from every text object as drawn, scaling included, whether tagged or not.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.governance.notices.statute import TITLE

_DEEP = 40
_BEFORE_STOP = re.compile(r" ([.,;:])")


@dataclass(frozen=True, repr=False)
class Passage:
    """One element of the structure tree with its text: a heading, a paragraph, a list item."""

    role: str
    text: str
    language: str


@dataclass(frozen=True, repr=False)
class Leaf:
    """One page: its passages in reading order, and the least size of type on it."""

    passages: tuple[Passage, ...]
    least_points: float


@dataclass(frozen=True, repr=False)
class ProducedLetter:
    """One letter: from a page that opens with the title, or would, to the page before the next."""

    first_page: int
    pages: int
    passages: tuple[Passage, ...]
    least_points: float


@dataclass(frozen=True, repr=False)
class Produced:
    """A PDF of letters."""

    tagged: bool
    claims_ua: bool
    language: str
    title: str
    letters: tuple[ProducedLetter, ...]


def read(path: Path) -> Produced:
    """The PDF of that file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the letter cannot be read ({error.strerror})") from None
    return parse(content, str(path))


def parse(content: bytes, name: str, first: int | None = None) -> Produced:
    """The PDF of those bytes, or only its first letters; ``name`` is for messages."""
    pdfium, pikepdf = _readers()
    try:
        with pikepdf.open(_stream(content)) as outside:
            root = outside.Root
            tagged = "/StructTreeRoot" in root and bool(root.get("/MarkInfo", {}).get("/Marked", False))
            language, title, claims_ua = str(root.get("/Lang", "")), *_metadata(outside)
        document = pdfium.PdfDocument(content)
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError):
        raise InputError(f"{name}: this is no PDF that can be read; give a letter") from None
    try:
        leaves = _leaves(document, first)
    finally:
        document.close()
    return Produced(tagged, claims_ua, language, title, tuple(_letters(leaves))[:first])


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    pdfium, _ = _readers()
    document = pdfium.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


def _leaves(document: Any, first: int | None) -> list[Leaf]:  # noqa: ANN401  (pypdfium2's document)
    leaves: list[Leaf] = []
    titles = 0
    for number in range(len(document)):
        leaves.append(_leaf(document[number]))
        titles += _has_title(leaves[-1])
        if first is not None and titles > first:
            break
    return leaves


def _readers() -> tuple[Any, Any]:
    try:
        import pikepdf
        import pypdfium2  # type: ignore[import-untyped]
    except ImportError:
        raise InputError(
            "reading a PDF back needs pikepdf and pypdfium2; install clerestory[readers]"
        ) from None
    return pypdfium2, pikepdf


def _stream(content: bytes) -> Any:  # noqa: ANN401  (what pikepdf opens)
    from io import BytesIO

    return BytesIO(content)


def _metadata(document: Any) -> tuple[str, bool]:  # noqa: ANN401  (an optional library's)
    metadata = document.open_metadata()  # read alone: leaving a ``with`` would write it again
    return str(metadata.get("dc:title", "")), str(metadata.get("pdfuaid:part", "")) == "1"


def _letters(leaves: list[Leaf]) -> Iterator[ProducedLetter]:
    """Pages from one title to the next; pages before any title are a letter without one."""
    starts = [place for place, leaf in enumerate(leaves) if _has_title(leaf)]
    if not starts or starts[0] != 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(leaves)], strict=True):
        own = leaves[start:end]
        passages = tuple(passage for leaf in own for passage in leaf.passages)
        yield ProducedLetter(
            start + 1, len(own), passages, min((leaf.least_points for leaf in own), default=0.0)
        )


def _has_title(leaf: Leaf) -> bool:
    return any(each.role == "H1" and each.text.startswith(TITLE) for each in leaf.passages)


def _leaf(page: Any) -> Leaf:  # noqa: ANN401  (pypdfium2's page)
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    texts, least = _texts(page, raw)
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        passages = tuple(
            passage
            for place in range(max(0, raw.FPDF_StructTree_CountChildren(tree)) if tree else 0)
            if (top := raw.FPDF_StructTree_GetChildAtIndex(tree, place))
            for passage in _passages(top, texts, "", raw, 0)
        )
    finally:
        if tree:
            raw.FPDF_StructTree_Close(tree)
    return Leaf(passages, least)


def _texts(page: Any, raw: Any) -> tuple[dict[int, str], float]:  # noqa: ANN401
    """The text of each marked content, and the least size of any text as drawn, scaling included."""
    textpage = page.get_textpage()
    texts: dict[int, str] = {}
    least = float("inf")
    for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=10):
        text = _utf16(partial(_text_of, raw, part.raw, textpage.raw))
        if not text.strip():
            continue
        least = min(least, _points(part, raw))
        if (marked := raw.FPDFPageObj_GetMarkedContentID(part.raw)) >= 0:
            texts[marked] = texts.get(marked, "") + text
    textpage.close()
    return texts, least


def _text_of(raw: Any, part: Any, textpage: Any, buffer: Any, size: int) -> int:  # noqa: ANN401
    return int(raw.FPDFTextObj_GetText(part, textpage, buffer, size))


def _points(part: Any, raw: Any) -> float:  # noqa: ANN401
    """The height of the type in points: the font's size, times the scaling down the page."""
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(part.raw, size)
    matrix = part.get_matrix()
    container = getattr(part, "container", None)
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = getattr(container, "container", None)
    return float(size.value * (matrix.c**2 + matrix.d**2) ** 0.5)


def _passages(element: Any, texts: dict[int, str], language: str, raw: Any, depth: int) -> Iterator[Passage]:  # noqa: ANN401
    if depth > _DEEP:
        return
    role = _named(raw.FPDF_StructElement_GetType, element)
    own = _named(raw.FPDF_StructElement_GetLang, element) or language
    if role in {"H1", "H2", "H3", "P", "LI"}:
        yield Passage(role, _said(element, texts, raw, depth), own)
        return
    child_at = raw.FPDF_StructElement_GetChildAtIndex
    for place in range(max(0, raw.FPDF_StructElement_CountChildren(element))):
        if child := child_at(element, place):  # those of other pages are null
            yield from _passages(child, texts, own, raw, depth + 1)


def _said(element: Any, texts: dict[int, str], raw: Any, depth: int) -> str:  # noqa: ANN401
    """The text of an element and all below it, in order."""
    parts = []
    for place in range(max(0, raw.FPDF_StructElement_CountChildren(element))):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, place)
        if child and depth < _DEEP:
            parts.append(_said(child, texts, raw, depth + 1))
        else:
            parts.append(texts.get(raw.FPDF_StructElement_GetChildMarkedContentID(element, place), ""))
    return _BEFORE_STOP.sub(r"\1", " ".join(" ".join(parts).split()))


def _named(ask: Callable[..., int], element: Any) -> str:  # noqa: ANN401
    return _utf16(lambda buffer, size: ask(element, buffer, size))


def _utf16(ask: Callable[[Any, int], int]) -> str:
    """A string of pdfium: asked once for its length, once for itself."""
    length = ask(None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")
