"""Workbooks that hold the canary."""

import io

from clerestory.matching.canary import Canary
from clerestory.proof.probe.specimens.maker import row_of, specimen, stored, zip_of


@specimen("xlsx")
def xlsx(canary: Canary) -> bytes:
    """A workbook."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.worksheets[0].append(row_of(canary))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@specimen("ole")
def xls(canary: Canary) -> bytes:
    """An old workbook: a stored one, with the canary in its placeholders."""
    return stored("canary.xls", canary)


@specimen("xlsb")
def xlsb(canary: Canary) -> bytes:
    """A binary workbook: its records as [MS-XLSB] has them."""
    named = _wide("rId1") + _wide("s")
    book = _records((131, b""), (143, b""), (156, bytes(4) + b"\1\0\0\0" + named), (144, b""), (132, b""))
    cells = [(6, _number(at) + bytes(4) + _wide(value)) for at, value in enumerate(row_of(canary))]
    head = (129, b""), (148, bytes(12) + _number(3)), (145, b""), (0, bytes(25))
    sheet = _records(*head, *cells, (146, b""), (130, b""))
    types = "http://schemas.openxmlformats.org/package/2006/"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return zip_of({
        "[Content_Types].xml": f'<Types xmlns="{types}content-types"/>'.encode(),
        "_rels/.rels": _relation(types, f"{office}officeDocument", "xl/workbook.bin"),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": _relation(types, f"{office}worksheet", "worksheets/sheet1.bin"),
        "xl/worksheets/sheet1.bin": sheet,
    })  # fmt: skip


@specimen("records")
def records(canary: Canary) -> bytes:
    """A record of text among others."""
    return _records((19, b"\0" + _wide(canary.line)))


def _relation(types: str, kind: str, target: str) -> bytes:
    one = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{types}relationships">{one}</Relationships>'.encode()


def _records(*records: tuple[int, bytes]) -> bytes:
    return b"".join(_packed(kind) + _packed(len(content)) + content for kind, content in records)


def _packed(value: int) -> bytes:
    """Seven bits a byte."""
    return bytes([value]) if value < 128 else bytes([value & 127 | 128, value >> 7])


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def _wide(text: str) -> bytes:
    return _number(len(text)) + text.encode("utf-16-le")


@specimen("ods")
def ods(canary: Canary) -> bytes:
    """An OpenDocument workbook."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in row_of(canary)
    )
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    table = f'<table:table table:name="s"><table:table-row>{cells}</table:table-row></table:table>'
    content = f"<office:document-content {names}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zip_of({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    })  # fmt: skip
