"""Office files: every sheet, also hidden ones, and every part of the package."""

import io
import posixpath
from collections.abc import Iterator
from xml.etree import ElementTree

from clerestory.proof.probe.kinds import has_sign, kind_of
from clerestory.proof.probe.part import (
    SCATTERED,
    Child,
    Form,
    Part,
    Read,
    Stream,
    Trouble,
    Unreadable,
    Yield,
    below,
)
from clerestory.proof.probe.readers import compound, macros, rtf_packed
from clerestory.proof.probe.readers.archives import whole, zipped
from clerestory.proof.probe.readers.pivots import pivots
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines, turned

_PARTS = (
    ("pivotCache", Visibility.CACHE),
    ("externalLink", Visibility.CACHE),
    ("/charts/", Visibility.CACHE),
    ("docProps", Visibility.METADATA),
    ("customXml", Visibility.METADATA),
    ("comments", Visibility.METADATA),
    ("threadedComments", Visibility.METADATA),
    ("notesSlide", Visibility.HIDDEN),
    ("embeddings", Visibility.HIDDEN),
    ("model", Visibility.CACHE),
)

# streams by which it is known that the others hold texts as they are, or macros
_READ = (
    "Workbook", "Book", "WordDocument", "PowerPoint Document", "__properties_version1.0", "\x01Ole10Native", "Package",
    "_VBA_PROJECT",
)  # fmt: skip
_UNPRINTED = "\x01\x02\x03\x05\x06"


def sheets(node: Child) -> Iterator[Yield]:
    """A workbook: its cells row by row, the rows behind its pivot tables, then all parts of its package."""
    yield from _cells(node, kind_of(node))
    yield from pivots(node, kind_of(node))
    yield from package(node)


def document(node: Child) -> Iterator[Yield]:
    """A text document or a presentation: all parts of its package."""
    yield from package(node)


def records(node: Child) -> Iterator[Yield]:
    """A part of a binary workbook, whose cells are read apart: its texts lie in it as UTF-16.

    A pivot cache holds days and numbers in binary forms too, which are not read: then it is no clean file.
    """
    yield from whole(node, "records")
    if "pivotCache" in node.inside:
        yield Trouble(
            node.inside, "records", "days and numbers of a binary workbook's pivot cache are not read"
        )


def old(node: Child) -> Iterator[Yield]:
    """A compound file: an old workbook by its cells, every stream of it, files in streams as files."""
    found = list(compound.streams(bytes(node.content)))
    names = {name for name, _ in found}
    if names & {"EncryptedPackage", "EncryptedSummary"} or any(_enciphered(*one) for one in found):
        raise Unreadable("encrypted")
    if names & {"Workbook", "Book"}:
        yield from _cells(node, "ole")
    for at, (name, content) in enumerate(found, 1):
        yield from _stream_of(node, f"{at} {name.strip(_UNPRINTED)}", name, content)
    if not any(name.startswith(_READ) for name in names):
        yield Trouble(node.inside, "ole", "no reader for this kind of compound file")
    if any(name.startswith("_SX_DB") for name in names):
        yield Trouble(node.inside, "ole", "days and numbers of an old workbook's pivot cache are not read")
    yield Part(node.inside, node.content, Form.BYTES, node.visibility, "ole", SCATTERED)
    yield Read(node.inside, "ole", len(node.content), len(node.content), len(node.content))


def _stream_of(node: Child, place: str, name: str, content: bytes) -> Iterator[Yield]:
    inside = below(node, place)
    if name.startswith("__substg1.0_1009"):
        yield Child(inside, rtf_packed.unpacked(content), node.visibility)
    elif has_sign(content):
        yield Child(inside, content, Visibility.HIDDEN)
    if text := macros.modules(content):
        yield Part(f"{inside} (macro)", text, Form.TEXT, Visibility.HIDDEN, "ole")
    yield Part(inside, content, Form.BYTES, node.visibility, "ole")


def _enciphered(name: str, content: bytes) -> bool:
    """Whether a stream of an old text document says that it is ([MS-DOC] 2.5.2)."""
    return name == "WordDocument" and len(content) > 11 and bool(content[11] & 1)


def _cells(node: Child, kind: str) -> Iterator[Yield]:
    from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(node.content))
    except PasswordError:
        raise Unreadable("encrypted") from None
    for sheet in book.sheets_metadata:
        try:
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:  # noqa: BLE001  (this library can panic past Exception)
            yield Trouble(below(node, f"{sheet.name}!"), kind, f"cannot be read: {type(error).__name__}")
            continue
        state = node.visibility
        if sheet.visible != SheetVisibleEnum.Visible:
            hidden = sheet.visible == SheetVisibleEnum.Hidden
            state = Visibility.HIDDEN if hidden else Visibility.VERY_HIDDEN
        names, body = (rows[0], rows[1:]) if rows else ((), [])
        place = below(node, f"{sheet.name}!")
        yield Part(place, lines(names, body), Form.TABLE, state, kind)
        yield from turned(place, rows, state, kind)


def package(node: Child) -> Iterator[Yield]:
    """All parts of a package, each with its visibility; parts that nothing refers to are orphans."""
    linked = _linked(node)
    for found in zipped(node):
        if isinstance(found, Stream) and not found.inside.endswith("/"):
            name = found.inside.removeprefix(f"{node.inside}/") if node.inside else found.inside
            yield Stream(found.inside, found.pieces, _visibility(name, linked, node))
        elif isinstance(found, Read):
            yield found
        else:
            yield found


def _visibility(name: str, linked: set[str], node: Child) -> Visibility:
    for sign, state in _PARTS:
        if sign in f"/{name}":
            return state
    named = name in linked or name.endswith(".rels") or name == "[Content_Types].xml"
    return node.visibility if named or not linked else Visibility.ORPHAN


def _linked(node: Child) -> set[str]:
    """The parts that the package's relations lead to."""
    import zipfile

    found: set[str] = set()
    archive = zipfile.ZipFile(io.BytesIO(node.content))
    for name in archive.namelist():
        if not name.endswith(".rels") or archive.getinfo(name).file_size > 1 << 24:
            continue
        home = posixpath.dirname(posixpath.dirname(name))
        try:
            root = ElementTree.fromstring(archive.read(name))  # noqa: S314  (size-limited; in the reading process)
        except ElementTree.ParseError:
            continue
        for relation in root:
            target = relation.get("Target", "")
            found.add(
                posixpath.normpath(posixpath.join("" if target.startswith("/") else home, target.lstrip("/")))
            )
    return found
