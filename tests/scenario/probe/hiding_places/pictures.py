"""Pictures: what is written in them, and about them."""

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
