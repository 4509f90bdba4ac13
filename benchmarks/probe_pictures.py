"""How many values of a sheet the probe reads in its picture: `python benchmarks/probe_pictures.py`.

A sheet of made-up people (surname, date of birth, licence number), drawn in letters of some sizes, on its side, and faint.
"""

import io
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from PIL import Image, ImageDraw, ImageFont  # noqa: E402
from tests.scenario.probe.people import Who, crowd  # noqa: E402

from clerestory.proof.probe.part import Child, Part  # noqa: E402
from clerestory.proof.probe.readers.pictures import picture  # noqa: E402

ROWS = 40


def sheet(people: list[Who], size: int, shade: int = 0) -> Image.Image:
    """The people, one a line."""
    font = ImageFont.load_default(size)
    made = Image.new("L", (size * 40, int(size * 1.6) * len(people) + size), 255)
    draw = ImageDraw.Draw(made)
    for at, one in enumerate(people):
        for column, cell in enumerate((one.surname, one.born, one.licence)):
            draw.text((size * (1 + 13 * column), int(size * 1.6) * at + 4), cell, fill=shade, font=font)
    return made


def values_read(drawn: Image.Image, people: list[Who]) -> int:
    """How many of the values are among the words that the reader gives."""
    made = io.BytesIO()
    drawn.save(made, "PNG")
    parts = [part for part in picture(Child("", made.getvalue())) if isinstance(part, Part)]
    words = b" ".join(bytes(part.content) for part in parts if "written" in part.inside).decode().split()
    return sum(cell in words for one in people for cell in (one.surname, one.born, one.licence))


def main() -> None:
    """Every look of the same sheet."""
    people = [one for one in crowd(4 * ROWS, seed=3) if " " not in one.surname][:ROWS]
    looks = {f"{size} pixels": sheet(people, size) for size in (8, 9, 10, 12, 16, 24)}
    looks |= {"16 pixels, on its side": sheet(people, 16).rotate(90, expand=True)}
    looks |= {"16 pixels, faint": sheet(people, 16, 240)}
    for name, drawn in looks.items():
        print(f"{name}: {values_read(drawn, people)} of {3 * len(people)} values", flush=True)


if __name__ == "__main__":
    main()
