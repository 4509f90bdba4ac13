"""Pictures: what stands beside the pixels; the pixels themselves are read by OCR, where it is installed."""

import io
import shutil
import subprocess
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility


def picture(node: Child) -> Iterator[Yield]:
    """Metadata and text in a picture; its pixels too, with tesseract."""
    from PIL import Image

    kind = _kind(node)
    with Image.open(io.BytesIO(node.content)) as image:
        told = [
            f"{name}: {_word(value)}" for name, value in image.info.items() if isinstance(value, str | bytes)
        ]
        exif = image.getexif()
        told += [str(value) for value in exif.values()]
        told += [str(value) for tag in (0x8769, 0x8825) for value in exif.get_ifd(tag).values()]
    yield Part(
        f"{node.inside} (metadata)".strip(),
        "\n".join(told).encode("utf-8", "replace"),
        Form.TEXT,
        Visibility.METADATA,
        kind,
    )
    yield from whole(node, kind)
    yield _pixels(node, kind)


def _word(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _pixels(node: Child, kind: str) -> Yield:
    program = shutil.which("tesseract")
    if program is None:
        return Trouble(node.inside, kind, "a picture: what is written in it was not read (no OCR)")
    done = subprocess.run(  # noqa: S603  (found on the path, fixed arguments)
        [program, "-", "-", "--psm", "11"],
        input=bytes(node.content),
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
