"""Documents, workbooks and pictures that hold the canary."""

import io
import zlib

from clerestory.matching.canary import Canary
from clerestory.proof.probe.specimens.maker import plain, specimen, zip_of


@specimen("docx", "pptx")
def package(canary: Canary) -> bytes:
    """A text document."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = "".join(f"<w:r><w:t>{half}</w:t></w:r>" for half in (canary.line[:3], canary.line[3:]))
    return zip_of(
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


@specimen("font")
def font(canary: Canary) -> bytes:
    """A font of one table, which holds a line."""
    table = plain(canary)
    entry = b"name" + bytes(4) + (28).to_bytes(4, "big") + len(table).to_bytes(4, "big")
    return b"\0\1\0\0" + (1).to_bytes(2, "big") + bytes(6) + entry + table


@specimen("woff")
def woff(canary: Canary) -> bytes:
    """A font of one table, packed, which holds a line."""
    table = plain(canary)
    packed = zlib.compress(table)
    sizes = (64, len(packed), len(table), 0)
    entry = b"name" + b"".join(size.to_bytes(4, "big") for size in sizes)
    return b"wOFF" + bytes(8) + (1).to_bytes(2, "big") + bytes(30) + entry + packed


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
