"""Documents, presentations and PDF."""

import io

from tests.scenario.probe.hiding_places.making import zipped
from tests.scenario.probe.hiding_places.register import place
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
