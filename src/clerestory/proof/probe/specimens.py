"""Small files made in the run itself, each of one kind, with the canary in them."""

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from clerestory.matching.canary import Canary

SPECIMENS: dict[str, Callable[[Canary], bytes]] = {}
Maker = Callable[[Canary], bytes]


def specimen(*kinds: str) -> Callable[[Maker], Maker]:
    """Register a maker for kinds of readers."""

    def register(maker: Maker) -> Maker:
        SPECIMENS.update(dict.fromkeys(kinds, maker))
        return maker

    return register


def _row(canary: Canary) -> tuple[str, str, str, str]:
    return canary.surname, canary.given, canary.birth_date, canary.number


def _columns(canary: Canary) -> dict[str, list[str]]:
    return {
        name: [value]
        for name, value in zip(("surname", "given", "born", "number"), _row(canary), strict=True)
    }


@specimen("text", "bytes", "unknown")
def plain(canary: Canary) -> bytes:
    """A line of text."""
    return f"{canary.line}\n".encode()


@specimen("gzip")
def gzipped(canary: Canary) -> bytes:
    """A gzip stream."""
    return gzip.compress(plain(canary))


@specimen("zip")
def zipped(canary: Canary) -> bytes:
    """A zip archive."""
    return _zip({"canary.txt": plain(canary)})


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _through_file(suffix: str, write: Callable[[str], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"canary{suffix}"
        write(str(path))
        return path.read_bytes()


@specimen("parquet")
def parquet(canary: Canary) -> bytes:
    """A Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = io.BytesIO()
    pq.write_table(pa.table(_columns(canary)), made)
    return made.getvalue()


@specimen("arrow")
def arrow(canary: Canary) -> bytes:
    """An Arrow file."""
    import pyarrow as pa
    import pyarrow.ipc as ipc

    made = io.BytesIO()
    table = pa.table(_columns(canary))
    with ipc.new_file(made, table.schema) as writer:
        writer.write_table(table)
    return made.getvalue()


@specimen("orc")
def orc(canary: Canary) -> bytes:
    """An ORC file."""
    import pyarrow as pa
    import pyarrow.orc as orc_format

    made = io.BytesIO()
    orc_format.write_table(pa.table(_columns(canary)), made)
    return made.getvalue()


@specimen("avro")
def avro(canary: Canary) -> bytes:
    """An Avro file."""
    import fastavro

    names = tuple(_columns(canary))
    schema = {"type": "record", "name": "row", "fields": [{"name": name, "type": "string"} for name in names]}
    made = io.BytesIO()
    fastavro.writer(made, schema, [dict(zip(names, _row(canary), strict=True))], codec="deflate")
    return made.getvalue()


@specimen("bzip2")
def bzip2(canary: Canary) -> bytes:
    """A bzip2 stream."""
    import bz2

    return bz2.compress(plain(canary))


@specimen("xz")
def xz(canary: Canary) -> bytes:
    """An xz stream."""
    import lzma

    return lzma.compress(plain(canary))


@specimen("brotli")
def brotli(canary: Canary) -> bytes:
    """A brotli stream."""
    import brotli as codec

    return bytes(codec.compress(plain(canary)))


@specimen("zstd")
def zstd(canary: Canary) -> bytes:
    """A zstandard stream."""
    import pyarrow as pa

    made = pa.BufferOutputStream()
    with pa.CompressedOutputStream(made, "zstd") as stream:
        stream.write(plain(canary))
    return bytes(made.getvalue().to_pybytes())


@specimen("tar")
def tar(canary: Canary) -> bytes:
    """A tar archive."""
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        head = tarfile.TarInfo("canary.txt")
        head.size = len(plain(canary))
        archive.addfile(head, io.BytesIO(plain(canary)))
    return made.getvalue()


@specimen("7z")
def seven_zip(canary: Canary) -> bytes:
    """A 7z archive."""
    import py7zr

    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w") as archive:
        archive.writestr(plain(canary), "canary.txt")
    return made.getvalue()


@specimen("xlsx")
def xlsx(canary: Canary) -> bytes:
    """A workbook."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.worksheets[0].append(_row(canary))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@specimen("ods")
def ods(canary: Canary) -> bytes:
    """An OpenDocument workbook."""
    cells = "".join(
        f'<t:table-cell o:value-type="string"><x:p>{cell}</x:p></t:table-cell>' for cell in _row(canary)
    )
    names = (
        'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    table = f'<t:table t:name="s"><t:table-row>{cells}</t:table-row></t:table>'
    content = f"<o:document-content {names}><o:body><o:spreadsheet>{table}</o:spreadsheet></o:body></o:document-content>"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return _zip({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    })  # fmt: skip


@specimen("docx", "pptx")
def package(canary: Canary) -> bytes:
    """A text document."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = "".join(f"<w:r><w:t>{half}</w:t></w:r>" for half in (canary.line[:3], canary.line[3:]))
    return _zip(
        {"word/document.xml": f"<w:document {space}><w:body><w:p>{runs}</w:p></w:body></w:document>".encode()}
    )


@specimen("pdf")
def pdf(canary: Canary) -> bytes:
    """A page with a line of text."""
    import pikepdf

    document = pikepdf.new()
    page = document.add_blank_page()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(f"BT /F1 12 Tf 72 700 Td ({canary.line}) Tj ET".encode())
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@specimen("png")
def png(canary: Canary) -> bytes:
    """A picture with a line of text beside its pixels."""
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("comment", canary.line, zip=True)
    made = io.BytesIO()
    Image.new("L", (1, 1)).save(made, "PNG", pnginfo=info)
    return made.getvalue()


@specimen("jpeg", "tiff", "webp")
def jpeg(canary: Canary) -> bytes:
    """A photograph with a line of text in its head."""
    return _picture(canary, "JPEG")


@specimen("gif", "icon")
def gif(canary: Canary) -> bytes:
    """A picture with a comment."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("L", (1, 1)).save(made, "GIF", comment=canary.line.encode())
    return made.getvalue()


def _picture(canary: Canary, form: str) -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = canary.line
    made = io.BytesIO()
    Image.new("RGB", (1, 1)).save(made, form, exif=exif)
    return made.getvalue()


@specimen("sqlite")
def sqlite(canary: Canary) -> bytes:
    """A database of one table."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)")
    connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", _row(canary))
    connection.commit()
    return bytes(connection.serialize())


@specimen("duckdb")
def duckdb(canary: Canary) -> bytes:
    """A database of one table."""
    import duckdb as engine

    def write(path: str) -> None:
        with engine.connect(path) as connection:
            connection.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)")
            connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", list(_row(canary)))

    return _through_file(".duckdb", write)


@specimen("dbf", "shape")
def dbf(canary: Canary) -> bytes:
    """A dBase table of one row."""
    cells = _row(canary)
    head = b"".join(
        name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([40]) + bytes(15) for name in "ABCD"
    )
    length, width = 32 + len(head) + 1, 1 + 40 * len(cells)
    top = (
        bytes([3, 120, 1, 1])
        + (1).to_bytes(4, "little")
        + length.to_bytes(2, "little")
        + width.to_bytes(2, "little")
    )
    return (
        top.ljust(32, b"\0")
        + head
        + b"\r"
        + b" "
        + b"".join(cell.encode().ljust(40) for cell in cells)
        + b"\x1a"
    )


@specimen("sav")
def sav(canary: Canary) -> bytes:
    """An SPSS file."""
    return _readstat(".sav", "write_sav", canary)


@specimen("dta")
def dta(canary: Canary) -> bytes:
    """A Stata file."""
    return _readstat(".dta", "write_dta", canary)


@specimen("xport")
def xport(canary: Canary) -> bytes:
    """A SAS transport file."""
    return _readstat(".xpt", "write_xport", canary)


@specimen("por")
def por(canary: Canary) -> bytes:
    """An SPSS portable file."""
    return _readstat(".por", "write_por", canary)


def _readstat(suffix: str, writer: str, canary: Canary) -> bytes:
    import pandas as pd  # type: ignore[import-untyped]
    import pyreadstat

    frame = pd.DataFrame({name.upper(): cells for name, cells in _columns(canary).items()})
    return _through_file(suffix, lambda path: getattr(pyreadstat, writer)(frame, path))


@specimen("rds")
def rds(canary: Canary) -> bytes:
    """One R object."""
    import pandas as pd
    import rdata

    return gzip.decompress(
        _through_file(
            ".rds", lambda path: rdata.write_rds(path, pd.DataFrame(_columns(canary), dtype=object))
        )
    )


@specimen("rdata")
def r_workspace(canary: Canary) -> bytes:
    """An R workspace."""
    import pandas as pd
    import rdata

    frame = {"canary": pd.DataFrame(_columns(canary), dtype=object)}
    return gzip.decompress(_through_file(".rda", lambda path: rdata.write_rda(path, frame)))


@specimen("hyper")
def hyper(canary: Canary) -> bytes:
    """A Tableau extract of one row."""
    from tableauhyperapi import (  # type: ignore[import-untyped]
        Connection,
        CreateMode,
        HyperProcess,
        Inserter,
        SqlType,
        TableDefinition,
        TableName,
        Telemetry,
    )  # fmt: skip

    def write(path: str) -> None:
        options = {"log_config": "", "log_dir": str(Path(path).parent)}
        telemetry = Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU
        columns = [TableDefinition.Column(name, SqlType.text()) for name in "abcd"]
        table = TableDefinition(TableName("Extract", "Extract"), columns)
        with (
            HyperProcess(telemetry, parameters=options) as process,
            Connection(process.endpoint, path, CreateMode.CREATE) as connection,
        ):
            connection.catalog.create_schema("Extract")
            connection.catalog.create_table(table)
            with Inserter(connection, table) as inserter:
                inserter.add_row(_row(canary))
                inserter.execute()

    return _through_file(".hyper", write)


@specimen("woff2")
def woff2(canary: Canary) -> bytes:
    """A font of one table, which holds a line."""
    import brotli as codec

    table = plain(canary)
    packed = codec.compress(table)
    entry = bytes([5, len(table)])  # the table of names, untransformed, shorter than 128 bytes
    head = (
        b"wOF2"
        + bytes(4)
        + (48 + len(entry) + len(packed)).to_bytes(4, "big")
        + (1).to_bytes(2, "big")
        + bytes(6)
    )
    return bytes(head + len(packed).to_bytes(4, "big") + bytes(24) + entry + packed)


@specimen("pmtiles")
def pmtiles(canary: Canary) -> bytes:
    """An archive of one tile."""
    line = plain(canary)
    root = bytes([1, 0, 1, len(line), 1])
    numbers = [127, len(root), 127 + len(root), 2, 0, 0, 129 + len(root), len(line)]
    head = b"PMTiles\x03" + b"".join(number.to_bytes(8, "little") for number in numbers)
    return head.ljust(127, b"\0") + root + b"{}" + line


@specimen("zlib")
def deflated(canary: Canary) -> bytes:
    """A zlib stream."""
    import zlib

    return zlib.compress(plain(canary))


@specimen("pack")
def pack(canary: Canary) -> bytes:
    """A pack of one object."""
    import hashlib
    import zlib

    line = plain(canary)
    size = (
        bytes([0xB0 | len(line) & 15 | 0x80, len(line) >> 4]) if len(line) > 15 else bytes([0x30 | len(line)])
    )
    content = b"PACK" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + size + zlib.compress(line)
    return content + hashlib.sha1(content).digest()  # noqa: S324  (the format's own checksum)


@specimen("git")
def beside(canary: Canary) -> bytes:
    """Searched as bytes: a line among them."""
    return b"DIRC\0\0\0\x02" + plain(canary)


@specimen("cache")
def cache(canary: Canary) -> bytes:
    """Searched as bytes: a line in UTF-16 among them."""
    return b"\x02\xff\x01\x00" + canary.line.encode("utf-16-le")


@specimen("tile")
def tile(canary: Canary) -> bytes:
    """A vector tile is searched as bytes: a line among them."""
    line = plain(canary)
    return b"\x1a" + bytes([len(line)]) + line
