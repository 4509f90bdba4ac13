"""Documents, presentations and PDF."""

import base64
import io
import re
import zlib

from tests.scenario.probe.hiding_places.archives import packed
from tests.scenario.probe.hiding_places.making import compound, zipped
from tests.scenario.probe.hiding_places.register import FILLER, place
from tests.scenario.probe.hiding_places.workbooks import workbook


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


def changed(first: bytes, damage) -> bytes:
    """A PDF whose page was emptied by an update; the revision before is damaged."""
    which = int(re.search(rb"/Contents (\d+) 0 R", first)[1])
    root = re.search(rb"/Root (\d+) 0 R", first)[1]
    start = re.search(rb"startxref\s+(\d+)", first)[1]
    number = first.count(b" 0 obj")
    before = damage(first)
    update = b"\n%d 0 obj\n<< /Length 5 >>\nstream\nBT ET\nendstream\nendobj\n" % which
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer << /Size %d /Root %s 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
    )
    place = len(before) + 1
    return before + update + table % (which, place, number + 1, root, start, len(before) + len(update))


def deflated(w) -> bytes:
    import pikepdf

    return saved(pdf(w.line), object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=True)


@place("damaged_table_before.pdf")
def _(w):
    return changed(deflated(w), lambda first: re.sub(rb"startxref\s+\d+", b"startxref\n7", first))


@place("no_end_mark_before.pdf")
def _(w):
    return changed(deflated(w), lambda first: first.replace(b"%%EOF", b"%%E0F"))


@place("lost_torn_text.pdf")
def _(w):
    import pikepdf

    torn = " -20 ".join(f"({w.line[at : at + 3]})" for at in range(0, len(w.line), 3))
    document = pdf("Summary")
    text = f"BT /F1 12 Tf [{torn}] TJ ET".encode()
    stream = pikepdf.Stream(document, base64.a85encode(zlib.compress(text)) + b"~>")
    stream.Filter = pikepdf.Array([pikepdf.Name.ASCII85Decode, pikepdf.Name.FlateDecode])
    document.pages[0].Contents = document.make_indirect(stream)
    first = saved(
        document,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return changed(first, lambda first: first.replace(b"%%EOF", b"%%E0F"))


@place("trailing_stream.pdf")
def _(w):
    return saved(pdf("Summary")) + packed(w)


@place("tracked_change.docx")
def _(w):
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    gone = f"<w:del><w:r><w:delText>{w.line[:20]}</w:delText></w:r><w:r><w:delText>{w.line[20:]}</w:delText></w:r></w:del>"
    return zipped(
        {"word/document.xml": f"<w:document {space}><w:body><w:p>{gone}</w:p></w:body></w:document>".encode()}
    )


@place("custom_property.docx")
def _(w):
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    told = f"<Properties xmlns='x'><property name='note'><v>{w.line}</v></property></Properties>"
    return zipped(
        {"word/document.xml": f"<w:document {space}/>".encode(), "docProps/custom.xml": told.encode()}
    )


@place("hidden_text.odt")
def _(w):
    words = "".join(f"<t:span>{w.line[at : at + 4]}</t:span>" for at in range(0, len(w.line), 4))
    names = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f'<o:document-content {names}><t:p t:display="none">{words}</t:p></o:document-content>'
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


@place("torn.rtf")
def _(w):
    runs = "".join(f"{{\\b {w.line[at : at + 3]}}}" for at in range(0, len(w.line), 3))
    return f"{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {runs}\\par}}".encode()


@place("object.rtf")
def _(w):
    digits = (b"\x01\x05\x00\x00" + workbook(w)).hex()
    lines = "\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    return f"{{\\rtf1 Summary{{\\object{{\\*\\objdata {lines}}}}}}}".encode()


@place("message.msg")
def _(w):
    return compound(
        {"__properties_version1.0": bytes(64), "__substg1.0_37010102": workbook(w), "b": b"y" * 9000}
    )


@place("document.doc")
def _(w):
    text = (FILLER + w.line + FILLER).encode("utf-16-le")
    return compound({"WordDocument": bytes(600) + text, "1Table": b"\1\2\3" * 3000})


@place("embedded_object.docx")
def _(w):
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    parts = {"Package": workbook(w), "z": b"y" * 9000}
    return zipped(
        {
            "word/document.xml": f"<w:document {space}/>".encode(),
            "word/embeddings/oleObject1.bin": compound(parts),
        }
    )
