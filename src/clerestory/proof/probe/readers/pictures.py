"""Pictures: what stands beside the pixels; the pixels themselves are read by OCR, where it is installed."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield, below
from clerestory.proof.probe.readers import jpeg
from clerestory.proof.probe.readers.archives import trailing_of, whole
from clerestory.proof.probe.report import Visibility

if TYPE_CHECKING:
    from PIL import Image

_PICTURES = 200  # of one file
_SMALL = 4_000_000  # pixels of a picture that is enlarged before it is read
_LONGEST = 100  # seconds for one picture: a dense page takes ten
_SPARSE = "12"  # letters anywhere, whichever side is up
_PNG_END = b"IEND\xaeB`\x82"
_ALPHABETS = (b"UNICODE\0", b"ASCII\0\0\0", b"JIS\0\0\0\0\0", bytes(8))


def picture(node: Child) -> Iterator[Yield]:
    """Metadata and text in a picture; its pixels too, with tesseract; of a moving one, each picture."""
    from PIL import Image

    kind = _kind(node)
    with Image.open(io.BytesIO(node.content)) as image:
        told = [
            f"{name}: {_word(value)}" for name, value in image.info.items() if isinstance(value, str | bytes)
        ]
        exif = image.getexif()
        told += [_word(value) for value in exif.values()]
        told += [_word(value) for tag in (0x8769, 0x8825) for value in exif.get_ifd(tag).values()]
        pictures = getattr(image, "n_frames", 1)
        yield Part(
            f"{node.inside} (metadata)".strip(),
            "\n".join(told).encode("utf-8", "replace"),
            Form.TEXT,
            Visibility.METADATA,
            kind,
        )
        yield from _beside(node, kind, image.info.get("exif", b""))
        yield from whole(node, kind)
        if pictures > _PICTURES:
            yield Trouble(node.inside, kind, "a picture: it has more pictures than the limit")
        for number in range(min(pictures, _PICTURES)):
            image.seek(number)
            for version in _versions(image):
                yield _pixels(node, kind, version)


def _beside(node: Child, kind: str, exif: bytes) -> Iterator[Yield]:
    """Previews, which may show what was cut off later, and what follows the picture's end."""
    content = bytes(node.content)
    if kind == "png":
        yield from trailing_of(node, content.find(_PNG_END) + len(_PNG_END))
    if kind == "jpeg":
        yield from trailing_of(node, jpeg.end_of(content))
    head = jpeg.head_of(content)[2:] if kind == "jpeg" else exif
    for number, preview in enumerate(jpeg.inside(head), 1):
        if number > _PICTURES:
            yield Trouble(node.inside, kind, "a picture: it has more previews than the limit")
            return
        yield Child(below(node, f"(preview {number})"), preview, Visibility.METADATA)


def _versions(image: "Image.Image") -> Iterator[bytes]:
    """The picture as it is read: upright, enlarged if it is small, on white; and what see-through places cover."""
    import numpy as np
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith(("I", "F")):  # more shades than eight bits hold
        shades = np.asarray(upright, np.float64)
        shades = (shades - shades.min()) * (255 / (np.ptp(shades) or 1))
        upright = Image.fromarray(shades.astype(np.uint8))
    if upright.has_transparency_data:
        layered = upright.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        yield _enlarged(Image.alpha_composite(white, layered))
        upright = layered
    yield _enlarged(upright)


def _enlarged(image: "Image.Image") -> bytes:
    """Letters as small as on a screen are read at twice their size; lossless."""
    plain = image.convert("L" if image.mode in {"1", "L"} else "RGB")
    if plain.width * plain.height <= _SMALL:
        plain = plain.resize((plain.width * 2, plain.height * 2))
    made = io.BytesIO()
    plain.save(made, "PPM")
    return made.getvalue()


def _word(value: object) -> str:
    """A value as text; bytes may begin with the name of their alphabet (EXIF 2.3, UserComment)."""
    if not isinstance(value, bytes):
        return str(value)
    coding = "utf-16" if value.startswith(b"UNICODE\0") else "utf-8"
    return value[8 if value[:8] in _ALPHABETS else 0 :].decode(coding, "replace")


def _pixels(node: Child, kind: str, content: bytes) -> Yield:
    program = shutil.which("tesseract")
    if program is None:
        return Trouble(node.inside, kind, "a picture: what is written in it was not read (no OCR)")
    done = subprocess.run(  # noqa: S603  (found on the path, fixed arguments)
        [program, "-", "-", "--psm", _SPARSE],
        input=content,
        capture_output=True,
        check=False,
        timeout=_LONGEST,
    )
    if done.returncode:
        return Trouble(node.inside, kind, "a picture: OCR failed")
    return Part(
        f"{node.inside} (written in the picture)".strip(), done.stdout, Form.TEXT, node.visibility, kind
    )


def _kind(node: Child) -> str:
    from clerestory.proof.probe.kinds import kind_of

    return kind_of(node)
