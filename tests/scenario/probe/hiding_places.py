"""Places where a record hides: each makes one file (or folder) with somebody in it.

Used with a member of the index, who must be found, and with a stranger, when nothing may be.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import sqlite3
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from tests.scenario.probe.people import Who

Place = Callable[[Who], bytes]
PLACES: dict[str, Place] = {}
FOLDERS: dict[str, Callable[[Who, Path], None]] = {}
UNREADABLE = {"encrypted.7z", "encrypted.zip", "encrypted.pdf", "encrypted.xlsx", "pixels.png", "extract.tde"}
FILLER = "The county published its yearly summary of permits. Lake and Orange grew in 2019-01-01.\n" * 20


def place(name: str) -> Callable[[Place], Place]:
    def keep(make: Place) -> Place:
        PLACES[name] = make
        return make

    return keep


def folder(name: str):
    def keep(make):
        FOLDERS[name] = make
        return make

    return keep


def zipped(parts: dict[str, bytes], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


def days(who: Who) -> int:
    return (date.fromisoformat(who.born) - date(1970, 1, 1)).days


# --- plain text and its encodings
@place("plain.txt")
def _(w):
    return (FILLER + w.line + "\n" + FILLER).encode()


@place("latin.txt")
def _(w):
    return (FILLER + w.line + " café\n").encode("latin-1")


@place("utf16le.txt")
def _(w):
    return ("﻿" + FILLER + w.line).encode("utf-16-le")


@place("utf16be.csv")
def _(w):
    return "﻿surname,given,born\n{},{},{}\n".format(*w.cells[:3]).encode("utf-16-be")


@place("rows.csv")
def _(w):
    return ("county,year,count\nLake,2019,12\n" + ",".join(w.cells[:3]) + "\nOrange,2020,4\n").encode()


@place("last_row_of_many.csv")
def _(w):
    rows = "".join(f"Lake,{2000 + at % 20},{at * 13}\n" for at in range(200_000))
    return f"county,year,count\n{rows}{w.licence},,\n".encode()


@place("base64.txt")
def _(w):
    return (FILLER + base64.b64encode(w.line.encode()).decode() + "\n").encode()


@place("base64_url.json")
def _(w):
    return json.dumps(
        {"token": "x." + base64.urlsafe_b64encode(w.line.encode() + b"\xff\xfe").decode()}
    ).encode()


@place("hexadecimal.txt")
def _(w):
    return (FILLER + w.line.encode().hex()).encode()


@place("percent.txt")
def _(w):
    return ("https://example.org/?q=" + "".join(f"%{byte:02X}" for byte in w.line.encode())).encode()


@place("entities.html")
def _(w):
    return ("<p>" + "".join(f"&#{ord(sign)};" for sign in w.line) + "</p>").encode()


@place("entities_hex.html")
def _(w):
    return ("<p>" + "".join(f"&#x{ord(sign):x};" for sign in w.line) + "</p>").encode()


@place("escapes.js")
def _(w):
    return ("var a = '" + "".join(f"\\u{ord(sign):04x}" for sign in w.line) + "';").encode()


@place("escapes_x.js")
def _(w):
    return ("var a = '" + "".join(f"\\x{ord(sign):02x}" for sign in w.line) + "';").encode()


@place("quoted_printable.eml")
def _(w):
    text = "".join(f"={byte:02X}" for byte in w.line.encode())
    return f"Subject: figures\nContent-Transfer-Encoding: quoted-printable\n\n{text}\n".encode()


@place("plain_hash.csv")
def _(w):
    import hashlib

    return f"id,county\n{hashlib.sha256(w.licence.encode()).hexdigest()},Lake\n".encode()


@place("licence_in_parts.txt")
def _(w):
    return f"see {w.licence[:1]} {w.licence[1:4]}-{w.licence[4:]} in file".encode()


# --- web
@place("records.json")
def _(w):
    return json.dumps(
        [{"last": w.surname, "first": w.given, "born": w.born}, {"last": "x", "first": "y", "born": None}],
        indent=2,
    ).encode()


@place("columns.json")
def _(w):
    many = ["Lake"] * 400
    return json.dumps(
        {"last": [*many, w.surname], "first": [*many, w.given], "born": [*many, w.born]}
    ).encode()


@place("typed_array.json")
def _(w):
    born = np.array([0] * 300 + [days(w)], "<i4")
    x = ["Lake"] * 300 + [f"{w.given} {w.surname}"]
    return json.dumps(
        {"data": [{"x": x, "y": {"dtype": "i4", "bdata": base64.b64encode(born.tobytes()).decode()}}]}
    ).encode()


@place("typed_array.html")
def _(w):
    born = np.array([0] * 300 + [days(w)], "<f8")
    trace = {
        "text": ["Lake"] * 300 + [f"{w.given} {w.surname}"],
        "y": {"dtype": "f8", "bdata": base64.b64encode(born.tobytes()).decode()},
    }
    return f"<html><body><script>Plotly.newPlot('a', [{json.dumps(trace)}], {{}})</script></body></html>".encode()


@place("vega.html")
def _(w):
    values = [
        {"a": w.surname, "filler": FILLER[:400], "b": w.given, "more": FILLER[:400], "c": w.born},
        {"a": "z"},
    ]
    return (
        f"<html><script>vegaEmbed('#v', {json.dumps({'data': {'values': values}})})</script></html>".encode()
    )


@place("table.html")
def _(w):
    cells = "".join(
        f"<td style='color:#fff;font-size:0;width:{'0' * 120}px'><b>{cell[:3]}</b>{cell[3:]}</td>"
        for cell in w.cells[:3]
    )
    return f"<!doctype html><html><body><table><tr><td>a</td></tr><tr>{cells}</tr></table></body></html>".encode()


@place("comment.html")
def _(w):
    return f"<!doctype html><html><body>{FILLER}<!-- {w.line} --></body></html>".encode()


@place("data_address.html")
def _(w):
    book = base64.b64encode(workbook(w)).decode()
    return f"<html><body><a href='data:application/octet-stream;base64,{book}'>d</a></body></html>".encode()


@place("bundle.js.map")
def _(w):
    return json.dumps(
        {"version": 3, "sources": ["a.js"], "sourcesContent": [f"const q = '{w.line}'"], "mappings": "AAAA"}
    ).encode()


@place("picture.svg")
def _(w):
    return f"<svg xmlns='http://www.w3.org/2000/svg'><text><tspan>{w.given}</tspan> <tspan>{w.surname}</tspan> {w.born}</text></svg>".encode()


@place("notebook.ipynb")
def _(w):
    out = {
        "output_type": "execute_result",
        "data": {"text/plain": [w.line]},
        "metadata": {},
        "execution_count": 1,
    }
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": [], "outputs": [out], "metadata": {}, "execution_count": 1}
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ).encode()


# --- archives
@place("archive.zip")
def _(w):
    return zipped({"a/b.txt": FILLER.encode(), "a/c.txt": w.line.encode()})


@place("comment.zip")
def _(w):
    return zipped({"b.txt": b"nothing"}, comment=w.line.encode())


@place("trailing.zip")
def _(w):
    return zipped({"b.txt": b"nothing"}) + w.line.encode()


@place("deleted_member.zip")
def _(w):
    whole = zipped({"secret.txt": (w.line + FILLER).encode()})
    kept = zipped({"b.txt": b"nothing"})
    end = whole.find(b"PK\x01\x02")
    start = kept.find(b"PK\x01\x02")
    directory = bytearray(kept[start:])
    struct.pack_into("<I", directory, 42, struct.unpack("<I", directory[42:46])[0] + end)
    at = directory.find(b"PK\x05\x06")
    struct.pack_into("<I", directory, at + 16, end + start)
    return whole[:end] + kept[:start] + bytes(directory)


@place("nested.zip")
def _(w):
    inner = zipped({"c.csv.gz": gzip.compress(("a,b,c\n" + ",".join(w.cells[:3]) + "\n").encode())})
    return zipped({"d.tar": tarred({"e.zip": inner})})


def tarred(parts: dict[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in parts.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
    return made.getvalue()


@place("archive.tar")
def _(w):
    return tarred({"a.txt": w.line.encode()})


@place("archive.tar.gz")
def _(w):
    return tarred({"a.txt": w.line.encode()}, "w:gz")


@place("stream.gz")
def _(w):
    return gzip.compress(w.line.encode())


@place("second_stream.gz")
def _(w):
    return gzip.compress(FILLER.encode()) + gzip.compress(w.line.encode())


@place("trailing.gz")
def _(w):
    return gzip.compress(FILLER.encode()) + b"\0\0" + zlib.compress(w.line.encode())


@place("stream.bz2")
def _(w):
    return bz2.compress(w.line.encode())


@place("stream.xz")
def _(w):
    return lzma.compress(w.line.encode())


@place("stream.zst")
def _(w):
    import pyarrow as pa

    made = pa.BufferOutputStream()
    with pa.CompressedOutputStream(made, "zstd") as stream:
        stream.write(w.line.encode())
    return made.getvalue().to_pybytes()


@place("page.html.br")
def _(w):
    import brotli

    return brotli.compress(f"<p>{w.line}</p>".encode())


@place("archive.7z")
def _(w):
    return seven(w)


@place("encrypted.7z")
def _(w):
    return seven(w, password="secret")


def seven(w, **options):
    import py7zr

    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", **options) as archive:
        archive.writestr(w.line, "a.txt")
    return made.getvalue()


@place("encrypted.zip")
def _(w):
    content = bytearray(zipped({"a.txt": b"x" * 40}))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


# --- workbooks
def workbook(w, change=None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["County", "Year", "Count"])
    sheet.append(["Lake", 2019, 12])
    if change is None:
        sheet.append(w.cells)
    else:
        change(book, w)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def second_sheet(state, cells=lambda w: w.cells):
    def change(book, w):
        sheet = book.create_sheet("Data")
        sheet.append(cells(w))
        sheet.sheet_state = state

    return lambda w: workbook(w, change)


place("visible.xlsx")(workbook)
place("hidden_sheet.xlsx")(second_sheet("hidden"))
place("very_hidden_sheet.xlsx")(second_sheet("veryHidden"))
place("date_as_number.xlsx")(second_sheet("visible", lambda w: (w.given, w.surname, days(w) + 25569)))
place("date_cell.xlsx")(second_sheet("visible", lambda w: (w.given, w.surname, date.fromisoformat(w.born))))


@place("comment.xlsx")
def _(w):
    from openpyxl.comments import Comment

    def change(book, w):
        book.active["A1"].comment = Comment(w.line, "analyst")

    return workbook(w, change)


@place("defined_name.xlsx")
def _(w):
    from openpyxl.workbook.defined_name import DefinedName

    def change(book, w):
        book.defined_names["note"] = DefinedName("note", attr_text=f'"{w.line}"')

    return workbook(w, change)


@place("properties.xlsx")
def _(w):
    def change(book, w):
        book.properties.description = w.line

    return workbook(w, change)


@place("hidden_column.xlsx")
def _(w):
    def change(book, w):
        for at, cell in enumerate(w.cells):
            book.active.cell(2, 10 + at, cell)
        book.active.column_dimensions.group("J", "M", hidden=True)

    return workbook(w, change)


def with_part(name: str, make: Callable[[Who], bytes]) -> Place:
    def build(w):
        content = io.BytesIO(workbook(w, lambda book, w: None))
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, make(w))
        return content.getvalue()

    return build


def cache(w):
    return (
        "<pivotCacheRecords>" + "".join(f'<s v="{cell}"/>' for cell in w.cells) + "</pivotCacheRecords>"
    ).encode()


place("pivot_cache.xlsx")(with_part("xl/pivotCache/pivotCacheRecords1.xml", cache))
place("external_link.xlsx")(with_part("xl/externalLinks/externalLink1.xml", cache))
place("chart_cache.xlsx")(
    with_part(
        "xl/charts/chart1.xml",
        lambda w: ("<c>" + "".join(f"<pt><v>{cell}</v></pt>" for cell in w.cells) + "</c>").encode(),
    )
)
place("embedded.xlsx")(with_part("xl/embeddings/book.xlsx", workbook))
place("orphan_part.xlsx")(with_part("xl/old.bin.xml", lambda w: f"<x>{w.line}</x>".encode()))
place("macro_text.xlsm")(with_part("xl/vbaProject.txt", lambda w: w.line.encode()))


@place("encrypted.xlsx")
def _(w):
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(1024)
    )


@place("sheet.ods")
def _(w):
    cells = "".join(
        f'<t:table-cell o:value-type="string"><x:p>{cell}</x:p></t:table-cell>' for cell in w.cells
    )
    names = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f'<o:document-content {names}><o:body><o:spreadsheet><t:table t:name="s"><t:table-row>{cells}</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


# --- documents
@place("torn_runs.docx")
def _(w):
    runs = "".join(
        f"<w:r><w:rPr><w:b/></w:rPr><w:t>{w.line[at : at + 3]}</w:t></w:r>" for at in range(0, len(w.line), 3)
    )
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    return zipped(
        {"word/document.xml": f"<w:document {space}><w:body><w:p>{runs}</w:p></w:body></w:document>".encode()}
    )


@place("chart_book.docx")
def _(w):
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    return zipped(
        {"word/document.xml": f"<w:document {space}/>".encode(), "word/embeddings/book.xlsx": workbook(w)}
    )


@place("notes.pptx")
def _(w):
    note = f"<p:notes xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>{w.line}</a:t></a:r></a:p></p:notes>"
    return zipped(
        {
            "ppt/presentation.xml": b"<p:presentation xmlns:p='p'/>",
            "ppt/notesSlides/notesSlide1.xml": note.encode(),
        }
    )


def pdf(text: str, after: str = "", **attached: bytes):
    import pikepdf

    document = pikepdf.new()
    page = document.add_blank_page()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET {after}".encode())
    for name, content in attached.items():
        document.attachments[name] = content
    return document


def saved(document, **options) -> bytes:
    made = io.BytesIO()
    document.save(made, **options)
    return made.getvalue()


@place("page.pdf")
def _(w):
    return saved(pdf(w.line), compress_streams=True)


@place("black_box.pdf")
def _(w):
    return saved(pdf(w.line, "0 0 0 rg 60 690 400 30 re f"))


@place("attached.pdf")
def _(w):
    return saved(pdf("Summary", data=workbook(w)))


@place("metadata.pdf")
def _(w):
    document = pdf("Summary")
    document.docinfo["/Subject"] = w.line
    return saved(document)


@place("earlier_revision.pdf")
def _(w):
    first = saved(pdf(w.line), object_stream_mode=__import__("pikepdf").ObjectStreamMode.disable)
    number = first.count(b" 0 obj")
    import re

    contents = re.search(rb"/Contents (\d+) 0 R", first)
    which = int(contents[1])
    stream = b"BT ET"
    at = len(first) + 1
    update = b"\n%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (which, len(stream), stream)
    start = re.search(rb"startxref\s+(\d+)", first)[1]
    root = re.search(rb"/Root (\d+) 0 R", first)[1]
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer << /Size %d /Root %s 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            which,
            at,
            number + 1,
            root,
            start,
            at + len(update) - 1,
        )
    )
    return first + update + table


@place("encrypted.pdf")
def _(w):
    import pikepdf

    return saved(pdf(w.line), encryption=pikepdf.Encryption(owner="o", user="u"))


# --- tables
def frame(w):
    import pandas as pd

    names = ("surname", "given", "born", "licence")
    return pd.DataFrame(
        {name: [filler, cell] for name, cell, filler in zip(names, w.cells, ("a", "b", "", ""), strict=True)},
        dtype=object,
    )


def arrow_table(w):
    import pyarrow as pa

    return pa.table(
        {
            "surname": ["x", w.surname],
            "given": ["y", w.given],
            "born": pa.array([None, date.fromisoformat(w.born)]),
        }
    )


def arrow_written(write) -> bytes:
    made = io.BytesIO()
    write(made)
    return made.getvalue()


@place("rows.parquet")
def _(w):
    import pyarrow.parquet as pq

    return arrow_written(lambda made: pq.write_table(arrow_table(w), made, compression="zstd"))


@place("metadata.parquet")
def _(w):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"count": [1, 2]}).replace_schema_metadata({"note": w.line})
    return arrow_written(lambda made: pq.write_table(table, made, compression="snappy"))


@place("rows.arrow")
def _(w):
    import pyarrow.ipc as ipc

    def write(made):
        with ipc.new_stream(made, arrow_table(w).schema) as writer:
            writer.write_table(arrow_table(w))

    return arrow_written(write)


@place("rows.feather")
def _(w):
    import pyarrow.feather as feather

    return arrow_written(lambda made: feather.write_feather(arrow_table(w), made, compression="lz4"))


@place("rows.orc")
def _(w):
    import pyarrow.orc as orc

    return arrow_written(lambda made: orc.write_table(arrow_table(w), made, compression="zstd"))


@place("rows.avro")
def _(w):
    import fastavro

    schema = {"type": "record", "name": "r", "fields": [{"name": n, "type": "string"} for n in "abcd"]}
    made = io.BytesIO()
    fastavro.writer(made, schema, [dict(zip("abcd", w.cells, strict=True))], codec="deflate")
    return made.getvalue()


def through_file(tmp: Path, write) -> bytes:
    write(str(tmp))
    content = tmp.read_bytes()
    tmp.unlink()
    return content


def scratch(suffix: str) -> Path:
    import tempfile

    return Path(tempfile.mkdtemp()) / f"file{suffix}"


@place("rows.sav")
def _(w):
    import pyreadstat

    return through_file(scratch(".sav"), lambda path: pyreadstat.write_sav(frame(w), path))


@place("label.dta")
def _(w):
    import pandas as pd
    import pyreadstat

    counts = pd.DataFrame({"county": [1.0, 2.0]})
    return through_file(
        scratch(".dta"),
        lambda path: pyreadstat.write_dta(
            counts, path, variable_value_labels={"county": {1: w.line[:30], 2: w.licence}}
        ),
    )


@place("rows.xpt")
def _(w):
    import pyreadstat

    return through_file(scratch(".xpt"), lambda path: pyreadstat.write_xport(frame(w), path))


@place("rows.rds")
def _(w):
    import rdata

    return through_file(scratch(".rds"), lambda path: rdata.write_rds(path, frame(w)))


@place("rows.rda")
def _(w):
    import rdata

    return through_file(scratch(".rda"), lambda path: rdata.write_rda(path, {"people": frame(w)}))


# --- databases
def database(*statements) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete = OFF")
    for sql, cells in statements:
        connection.execute(sql, cells)
    connection.commit()
    return connection.serialize()


CREATE = ("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)", ())
INSERT = "INSERT INTO t VALUES (?, ?, ?, ?)"


@place("rows.sqlite")
def _(w):
    return database(CREATE, (INSERT, w.cells))


@place("deleted_row.sqlite")
def _(w):
    filler = [(INSERT, ("Lake", "County", f"{at}", "x" * 30)) for at in range(20)]
    return database(CREATE, *filler, (INSERT, w.cells), *filler, ("DELETE FROM t WHERE a = ?", (w.surname,)))


@place("dropped_table.sqlite")
def _(w):
    return database(CREATE, *[(INSERT, w.cells)] * 3, ("CREATE TABLE u (a)", ()), ("DROP TABLE t", ()))


@place("layer.gpkg")
def _(w):
    return database(("CREATE TABLE gpkg_contents (table_name TEXT)", ()), CREATE, (INSERT, w.cells))


@place("blob.mbtiles")
def _(w):
    tile = gzip.compress(b"\x1a" + bytes([len(w.line)]) + w.line.encode())
    return database(
        ("CREATE TABLE tiles (z, x, y, tile_data BLOB)", ()),
        ("INSERT INTO tiles VALUES (0, 0, 0, ?)", (tile,)),
    )


@place("rows.duckdb")
def _(w):
    import duckdb

    def write(path):
        with duckdb.connect(path) as connection:
            connection.execute("CREATE TABLE t (a TEXT, b TEXT, c DATE)")
            connection.execute("INSERT INTO t VALUES (?, ?, ?)", list(w.cells[:3]))

    return through_file(scratch(".duckdb"), write)


@place("deleted_row.dbf")
def _(w):
    head = b"".join(n.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([24]) + bytes(15) for n in "ABCD")
    length, width = 32 + len(head) + 1, 1 + 24 * 4
    top = bytes([3, 120, 1, 1]) + struct.pack("<IHH", 2, length, width)
    rows = (
        b" "
        + b"".join(c.encode().ljust(24) for c in ("Lake", "County", "", ""))
        + b"*"
        + b"".join(c.encode().ljust(24) for c in w.cells)
    )
    return top.ljust(32, b"\0") + head + b"\r" + rows + b"\x1a"


@place("tiles.pmtiles")
def _(w):
    tile = gzip.compress(w.line.encode())
    root = bytes([1, 0, 1, len(tile), 1])
    numbers = [127, len(root), 127 + len(root), 2, 0, 0, 129 + len(root), len(tile)]
    head = b"PMTiles\x03" + struct.pack("<8Q", *numbers)
    return head.ljust(127, b"\0") + root + b"{}" + tile


# --- dashboards
def hyper(w) -> bytes:
    from tableauhyperapi import (
        Connection,
        CreateMode,
        HyperProcess,
        Inserter,
        SqlType,
        TableDefinition,
        TableName,
        Telemetry,
    )

    def write(path):
        names = ("surname", "given", "born", "licence")
        table = TableDefinition(
            TableName("Extract", "Extract"), [TableDefinition.Column(n, SqlType.text()) for n in names]
        )
        with (
            HyperProcess(
                Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU,
                parameters={"log_config": "", "log_dir": str(Path(path).parent)},
            ) as process,
            Connection(process.endpoint, path, CreateMode.CREATE) as connection,
        ):
            connection.catalog.create_schema("Extract")
            connection.catalog.create_table(table)
            with Inserter(connection, table) as inserter:
                inserter.add_row(w.cells)
                inserter.execute()

    return through_file(scratch(".hyper"), write)


place("extract.hyper")(hyper)


@place("workbook.twbx")
def _(w):
    return zipped(
        {"book.twb": b"<?xml version='1.0'?><workbook><view/></workbook>", "Data/Extracts/e.hyper": hyper(w)}
    )


@place("members.twb")
def _(w):
    members = "".join(f"<member value='&quot;{cell}&quot;'/>" for cell in w.cells)
    return f"<?xml version='1.0'?><workbook><groupfilter>{members}</groupfilter></workbook>".encode()


@place("cached_query.twbx")
def _(w):
    cached = b"\x00\x01\x02\x00" + "\t".join(w.cells).encode("utf-16-le") + b"\x07\x00"
    return zipped({"book.twb": b"<?xml version='1.0'?><workbook/>", "TwbxExternalCache/1.tbx": cached})


@place("extract.tde")
def _(w):
    return b"\x01\x8b\xfe\x00\x99tde" + bytes(range(256)) * 4


@place("report_layout.pbit")
def _(w):
    layout = json.dumps({"sections": [{"filters": w.line}]}).encode("utf-16-le")
    return zipped(
        {"Report/Layout": layout, "Version": "1.2".encode("utf-16-le"), "[Content_Types].xml": b"<Types/>"}
    )


# --- pictures
@place("text_chunk.png")
def _(w):
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", w.line, zip=True)
    return arrow_written(lambda made: Image.new("L", (2, 2)).save(made, "PNG", pnginfo=info))


@place("photograph.jpg")
def _(w):
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = w.line
    return arrow_written(lambda made: Image.new("RGB", (2, 2)).save(made, "JPEG", exif=exif))


@place("pixels.png")
def _(w):
    from PIL import Image, ImageDraw

    image = Image.new("L", (700, 60), 255)
    ImageDraw.Draw(image).text((10, 20), w.line, fill=0)
    return arrow_written(lambda made: image.save(made, "PNG"))


# --- folders
@folder("history")
def _(w, home):
    def git(*words):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, "-C", str(home), *words], check=True, capture_output=True)

    git("init", "-q")
    (home / "data.csv").write_text("a,b,c\n" + ",".join(w.cells[:3]) + "\n")
    git("add", ".")
    git("commit", "-qm", "first")
    (home / "data.csv").write_text("a,b,c\n1,2,3\n")
    git("commit", "-qam", "cleaned")


@folder("packed_history")
def _(w, home):
    FOLDERS["history"](w, home)
    subprocess.run(["git", "-C", str(home), "gc", "-q", "--aggressive"], check=True, capture_output=True)


@folder("name")
def _(w, home):
    (home / f"{w.given}_{w.surname}_{w.born}.txt").write_text("nothing")
