"""Types by their own magic bytes; by the name only where a format has no sign of its own."""

import io
import re
import zipfile

from clerestory.proof.probe.part import Child

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (257, b"ustar", "tar"),
    (0, b"tree ", "tree"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1", "arrow"),
    (0, b"FEA1", "arrow"),
    (0, b"\xff\xff\xff\xff", "arrow"),
    (0, b"DIRC\0\0\0", "git"),
    (0, b"\xfftOc", "git"),
    (0, b"CGPH", "git"),
    (0, b"RIDX", "git"),
    (0, b"MIDX", "git"),
    (0, b"BITM", "git"),
    (0, b"PACK\0\0\0", "pack"),
    (0, b"Obj\x01", "avro"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (0, b"\x37\x7f\x06\x82", "sqlite-log"),
    (0, b"\x37\x7f\x06\x83", "sqlite-log"),
    (0, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "sqlite-journal"),
    (8, b"DUCK", "duckdb"),
    (0, b"Hyper", "hyper"),
    (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (8, b"WEBP", "webp"),
    (0, b"\x00\x00\x01\x00", "icon"),
    (0, b"wOF2", "woff2"),
    (0, b"wOFF", "woff"),
    (0, b"$FL2", "sav"),
    (0, b"$FL3", "sav"),
    (0, b"HEADER RECORD*******LIB", "xport"),
    (0, b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", "sas7bdat"),
    (0, b"<stata_dta>", "dta"),
    (0, b"PMTiles", "pmtiles"),
    (0, b"RDX", "rdata"),
    (0, b"RDA", "rdata"),
)  # fmt: skip


_BY_NAME = {
    ".br": "brotli",
    ".sas7bdat": "sas7bdat",
    ".por": "por",
    ".xpt": "xport",
    ".tde": "tde",
    ".pbf": "tile",
    ".tbx": "cache",
}
_TABLE = re.compile(rb"[A-Za-z][A-Za-z0-9/]{2}[A-Za-z0-9/ ]")  # the name of a font's table
_RECORDS = re.compile(r"(?:^|/)xl/[^.]*\.bin$")  # of a binary workbook; and settings of printers
_OFFICE = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("DataModel", "pbix"),
)


def kind_of(node: Child) -> str:
    """The kind of a node, by its own bytes; ``text`` or ``unknown`` where no sign is known."""
    head = bytes(node.content[:512])
    for offset, sign, kind in _SIGNS:
        if head[offset : offset + len(sign)] == sign:
            if kind == "zip":
                return _package(node.content)
            if kind != "tree" or (head[5:12].partition(b"\0")[0].isdigit() and b"\0" in head[:16]):
                return "git" if kind == "tree" else kind
    return _by_shape(node, head)


def has_sign(content: bytes | memoryview) -> bool:
    """Whether bytes begin with the sign of a kind of file."""
    head = bytes(content[:512])
    return any(head[offset : offset + len(sign)] == sign for offset, sign, _ in _SIGNS)


def _by_shape(node: Child, head: bytes) -> str:
    if head[:3] == b"ORC" and bytes(node.content[-4:-1]) == b"ORC":
        return "orc"
    name = (node.inside or (node.origin.name if node.origin else "")).lower().removesuffix("/(unpacked)")
    for ending, kind in _BY_NAME.items():
        if name.endswith(ending):
            return kind
    if name.endswith(".bin") and _RECORDS.search(name):
        return "records"
    sample = bytes(node.content[:65536])
    if is_text(sample):
        return "text"
    if head[:1] == b"\x78" and head[1:2] in {b"\x01", b"\x5e", b"\x9c", b"\xda"}:
        return "zlib"
    if not sample.strip(b"\0"):
        return "padding"
    if _is_font(head):
        return "font"
    if _is_dbf(head, len(node.content)):
        return "dbf"
    if head[4:19] in {b"Standard Jet DB", b"Standard ACE DB"}:
        return "mdb"
    if head[:2] in {b"X\n", b"B\n", b"A\n"} and head[2:4] == b"\0\0":
        return "rds"
    if head[:4] == b"\0\0\x27\x0a":
        return "shape"
    if len(head) > 28 and head[0] in {113, 114, 115}:
        return "dta"
    if _is_tile(node.content):
        return "tile"
    return "brotli" if _is_brotli(node.content) else "unknown"


def _is_tile(content: bytes | memoryview) -> bool:
    """A vector tile is nothing but layers, one after another, each with its length."""
    at, size = 0, len(content)
    while at < size:
        if content[at] != 0x1A:
            return False
        length = turn = 0
        at += 1
        while at < size:
            byte = content[at]
            length |= (byte & 0x7F) << turn
            turn += 7
            at += 1
            if not byte & 0x80:
                break
        at += length
    return size > 2 and at == size


def _is_brotli(content: bytes | memoryview) -> bool:
    """A brotli stream has no sign of its own: it is one if it unpacks to its last byte."""
    import brotli

    if not 4 < len(content) <= _BROTLI:
        return False
    stream = brotli.Decompressor()
    try:
        for at in range(0, len(content), 4096):
            stream.process(bytes(content[at : at + 4096]))
    except brotli.error:
        return False
    return bool(stream.is_finished())


_BROTLI = 16 << 20


def _is_dbf(head: bytes, size: int) -> bool:
    if len(head) < 33 or head[0] not in {0x03, 0x30, 0x43, 0x83, 0x8B, 0xF5} or not 1 <= head[2] <= 12:
        return False
    records, length, width = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    return length > 32 and width > 0 and abs(length + records * width - size) <= 2 + width


def _is_font(head: bytes) -> bool:
    """A version, and a list of tables: each has a name, and the first lies behind the list."""
    if head[:4] == b"ttcf":
        return head[4:6] in {b"\0\1", b"\0\2"}
    tables, first = int.from_bytes(head[4:6], "big"), int.from_bytes(head[20:24], "big")
    if head[:4] not in {b"\0\1\0\0", b"OTTO", b"true"} or not 12 < 12 + 16 * tables <= first:
        return False
    return all(_TABLE.match(head, at) for at in range(12, min(12 + 16 * tables, len(head)), 16))


def _package(content: bytes | memoryview) -> str:
    """What kind of zip archive: an office package is told by its parts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = set(archive.namelist())
        if "mimetype" in names and archive.read("mimetype").startswith(
            b"application/vnd.oasis.opendocument.spreadsheet"
        ):
            return "ods"
    except Exception:  # noqa: BLE001  (a damaged archive: the reader of archives says so)
        return "zip"
    return next((kind for part, kind in _OFFICE if part in names), "zip")


def is_text(sample: bytes) -> bool:
    """Whether a sample reads as text: UTF-8 or UTF-16, or Latin-1 with hardly a control sign."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    try:
        sample[:-4].decode("utf-8") if len(sample) > 64 else sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return _few_controls(sample) and b"\0" not in sample
    return _few_controls(sample) or _is_wide(sample)


def _is_wide(sample: bytes) -> bool:
    zeros = sample.count(0)
    return zeros * 3 >= len(sample) and (sample[1::2].count(0) == zeros or sample[::2].count(0) == zeros)


def _few_controls(sample: bytes) -> bool:
    controls = sum(1 for byte in sample[:4096] if byte < 9 or 13 < byte < 32)
    return controls * 200 <= max(len(sample[:4096]), 200)
