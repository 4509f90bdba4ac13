"""Pictures: what is written in them, and about them."""

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
