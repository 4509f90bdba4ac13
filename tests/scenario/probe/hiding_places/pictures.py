"""Pictures: what is written in them, and about them."""

import io
import struct

from tests.scenario.probe.hiding_places.archives import packed
from tests.scenario.probe.hiding_places.making import arrow_written
from tests.scenario.probe.hiding_places.register import place


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


@place("comment_of_user.jpg")
def _(w):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + w.line.encode("utf-16-le")
    return arrow_written(lambda made: Image.new("RGB", (2, 2)).save(made, "JPEG", exif=exif))


@place("trailing_stream.png")
def _(w):
    from PIL import Image

    return arrow_written(lambda made: Image.new("L", (2, 2)).save(made, "PNG")) + packed(w)


def written(w):
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (900, 120), "white")
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(image).text((20, 40), f"Licence {w.licence}", fill="black", font=font)
    return image


@place("scan.pdf")
def _(w):
    return arrow_written(lambda made: written(w).save(made, "PDF"))


@place("second_picture.gif")
def _(w):
    from PIL import Image

    first = Image.new("RGB", (900, 120), "white")
    return arrow_written(lambda made: first.save(made, "GIF", save_all=True, append_images=[written(w)]))


def _written(w, **look):
    """A picture of that line, as large as on a screen."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (900, 60), 255)
    ImageDraw.Draw(image).text(
        (10, 20), w.line, fill=look.get("shade", 0), font=ImageFont.load_default(look.get("size", 14))
    )
    return image


def _jpeg(image, **more) -> bytes:
    made = io.BytesIO()
    image.convert("RGB").save(made, "JPEG", quality=90, **more)
    return made.getvalue()


def _png(image) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


@place("small_letters.png")
def _(w):
    return _png(_written(w, size=10))


@place("faint_letters.png")
def _(w):
    return _png(_written(w, shade=240))


@place("on_its_side.png")
def _(w):
    return _png(_written(w).rotate(90, expand=True))


@place("turned_by_its_tag.jpg")
def _(w):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 8
    return _jpeg(_written(w).rotate(270, expand=True), exif=exif)


@place("under_see_through.png")
def _(w):
    covered = _written(w).convert("RGBA")
    covered.putalpha(0)
    return _png(covered)


@place("more_shades.png")
def _(w):
    import numpy as np
    from PIL import Image

    return _png(Image.fromarray(np.asarray(_written(w), np.uint16) * 40 + 5000))


@place("preview.jpg")
def _(w):
    from PIL import Image

    preview = _jpeg(_written(w))
    entries = b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in ((0x201, 44), (0x202, len(preview)))
    )
    exif = b"Exif\0\0II*\0" + struct.pack("<IHIH", 8, 0, 14, 2) + entries + bytes(4) + preview
    return _jpeg(Image.new("RGB", (300, 200), "gray"), exif=exif)


@place("second_picture.jpg")
def _(w):
    from PIL import Image

    return _jpeg(Image.new("RGB", (300, 200), "gray")) + _jpeg(_written(w))
