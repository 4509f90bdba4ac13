"""Pictures: what stands beside the pixels; the pixels themselves are read by OCR, where it is installed."""

import io
import shutil
import subprocess
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield
from clerestory.proof.probe.readers.archives import trailing_of, whole
from clerestory.proof.probe.report import Visibility

_PICTURES = 200
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
        if kind == "png":
            yield from trailing_of(node, bytes(node.content).find(_PNG_END) + len(_PNG_END))
        yield from whole(node, kind)
        yield _pixels(node, kind, bytes(node.content))
        if pictures > _PICTURES:
            yield Trouble(node.inside, kind, "a picture: it has more pictures than the limit")
        for number in range(1, min(pictures, _PICTURES)):
            image.seek(number)
            made = io.BytesIO()
            image.convert("RGB").save(made, "PNG")
            yield _pixels(node, kind, made.getvalue())


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
        [program, "-", "-", "--psm", "11"],
        input=content,
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        return Trouble(node.inside, kind, "a picture: OCR failed")
    return Part(
        f"{node.inside} (written in the picture)".strip(), done.stdout, Form.TEXT, node.visibility, kind
    )


def _kind(node: Child) -> str:
    from clerestory.proof.probe.kinds import kind_of

    return kind_of(node)
