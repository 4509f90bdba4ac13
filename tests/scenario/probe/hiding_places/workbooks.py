"""Workbooks: every sheet, part and cache of them."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date

from tests.scenario.probe.hiding_places.making import compound, days, zipped
from tests.scenario.probe.hiding_places.register import Place, place
from tests.scenario.probe.people import Who


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


def macro(w):
    """A project of macros: the text of its module lies in pieces of eight signs, as [MS-OVBA] packs what repeats nothing."""
    text = f'Attribute VB_Name = "M"\r\n\' {w.line}\r\n'.encode()
    packed = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    module = bytes(40) + b"\x01" + struct.pack("<H", 0xB000 | len(packed) - 1) + packed
    return compound({"_VBA_PROJECT": bytes(100), "M": module})


place("macro.xlsm")(with_part("xl/vbaProject.bin", macro))


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
