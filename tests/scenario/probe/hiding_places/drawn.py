"""Pages of a PDF whose letters only eyes can read."""

import numpy as np

from tests.scenario.probe.hiding_places.documents import pdf, saved
from tests.scenario.probe.hiding_places.register import place

_HIGH = 30


def _drawn(text: str) -> tuple[str, int]:
    """Letters as rectangles a line thin, two units to a point; and how wide they are."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(22)
    wide = int(font.getlength(text)) + 2
    image = Image.new("L", (wide, _HIGH), 0)
    ImageDraw.Draw(image).text((1, 2), text, fill=255, font=font)
    edges = np.diff(np.pad(np.asarray(image) > 127, ((0, 0), (1, 1))).astype(int), axis=1)
    runs = zip(*np.nonzero(edges == 1), np.nonzero(edges == -1)[1], strict=True)
    shapes = [f"{begin} {_HIGH - row} {end - begin} 1 re" for row, begin, end in runs]
    return "\n".join(shapes) + " f", wide


@place("drawn_letters.pdf")
def _(w):
    return saved(pdf("Summary", f"q 0.5 0 0 0.5 40 600 cm {_drawn(w.line)[0]} Q"))


@place("letters_without_names.pdf")
def _(w):
    import pikepdf

    document = pdf("Summary")
    letters = sorted(set(w.line))
    names = [pikepdf.Name(f"/g{at}") for at in range(len(letters))]
    drawn = [_drawn(letter) for letter in letters]
    glyphs = {
        f"/g{at}": document.make_stream(f"{wide} 0 0 0 {wide} {_HIGH} d1 {shapes}".encode())
        for at, (shapes, wide) in enumerate(drawn)
    }
    document.pages[0].Resources.Font.F2 = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3, FontBBox=[0, 0, 40, _HIGH], FontMatrix=[1, 0, 0, 1, 0, 0],
            FirstChar=65, LastChar=64 + len(letters), Widths=[wide for _, wide in drawn],
            CharProcs=pikepdf.Dictionary(glyphs),
            Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=[65, *names]),
        )
    )  # fmt: skip
    said = "".join(f"{65 + letters.index(letter):02x}" for letter in w.line)
    document.pages[0].Contents = document.make_stream(f"BT /F2 0.5 Tf 40 600 Td <{said}> Tj ET".encode())
    return saved(document)
