"""Pages of a PDF whose letters only eyes can read: drawn as shapes, or of fonts that do not say which letter is which."""

import re
from collections.abc import Iterator
from typing import Any

_SEGMENTS, _SHAPES = 10, 200  # of one outline; of all outlines of a page, from which on they may be letters
_CODES = re.compile(r"[A-Za-z]{1,3}\d+")  # names of glyphs that are numbers only
_PRIVATE = re.compile("[\x01-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_LARGEST = 8_000_000  # pixels
_SYMBOLIC = 4
_NESTED = 10


def has_untold_letters(document: Any) -> bool:  # noqa: ANN401
    """Whether some font of the file (pikepdf) leaves open what its letters are (ISO 32000-1, 9.10.2)."""
    return any(_is_untold(found) for found in _fonts(document))


def is_drawn(page: Any, text: str) -> bool:  # noqa: ANN401
    """Whether a page (pypdfium2) shows shapes as fine as letters, or its text is of signs without meaning."""
    if len(_PRIVATE.findall(text)) * 10 > len(text):
        return True
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    found = 0
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_NESTED):
        segments = pdfium.FPDFPath_CountSegments(shape.raw)
        found += segments if segments >= _SEGMENTS else 0
        if found >= _SHAPES:
            return True
    return False


def picture_of(page: Any) -> Any:  # noqa: ANN401
    """The page as it is seen, fine enough for small print."""
    width, height = page.get_size()
    return page.render(scale=min(2.0, (_LARGEST / max(width * height, 1)) ** 0.5)).to_pil()


def _fonts(document: Any) -> Iterator[Any]:  # noqa: ANN401
    import pikepdf

    return (
        found
        for found in document.objects
        if isinstance(found, pikepdf.Dictionary)
        and found.get("/Type") == "/Font"
        and "/ToUnicode" not in found
    )


def _is_untold(font: Any) -> bool:  # noqa: ANN401
    kind, encoding = str(font.get("/Subtype")), font.get("/Encoding")
    if kind == "/Type0":
        return str(encoding).startswith("/Identity")
    if not hasattr(encoding, "get"):
        return encoding is None and _is_symbolic(font)
    named = [str(name)[1:] for name in encoding.get("/Differences", ()) if str(name).startswith("/")]
    return any(_CODES.fullmatch(name) for name in named)


def _is_symbolic(font: Any) -> bool:  # noqa: ANN401
    described = font.get("/FontDescriptor") or {}
    return bool(int(described.get("/Flags", 0)) & _SYMBOLIC)
