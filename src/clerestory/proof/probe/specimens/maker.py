"""Small files made in the run itself, each of one kind, with the canary in them: the register, and what makers share."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from clerestory.matching.canary import Canary

SPECIMENS: dict[str, Callable[[Canary], bytes]] = {}
Maker = Callable[[Canary], bytes]
_PLACEHOLDERS = (b"Surnamexxxx", b"Givenxxxx", b"1900-01-01", b"ZQ0000000000")


def specimen(*kinds: str) -> Callable[[Maker], Maker]:
    """Register a maker for kinds of readers."""

    def register(maker: Maker) -> Maker:
        SPECIMENS.update(dict.fromkeys(kinds, maker))
        return maker

    return register


def row_of(canary: Canary) -> tuple[str, str, str, str]:
    """The canary as cells."""
    return canary.surname, canary.given, canary.birth_date, canary.number


def columns_of(canary: Canary) -> dict[str, list[str]]:
    """The canary as columns of one row."""
    return {
        name: [value]
        for name, value in zip(("surname", "given", "born", "number"), row_of(canary), strict=True)
    }


@specimen("text", "bytes", "unknown")
def plain(canary: Canary) -> bytes:
    """A line of text."""
    return f"{canary.line}\n".encode()


def zip_of(parts: dict[str, bytes]) -> bytes:
    """A zip archive of those members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def through_file(suffix: str, write: Callable[[str], object]) -> bytes:
    """What is written to a file of that suffix."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"canary{suffix}"
        write(str(path))
        return path.read_bytes()


def stored(name: str, canary: Canary) -> bytes:
    """A stored specimen, the canary in its placeholders."""
    content = files(__package__).joinpath("stored", name).read_bytes()
    for placeholder, value in zip(_PLACEHOLDERS, row_of(canary), strict=True):
        if len(placeholder) != len(value) or placeholder not in content:
            raise ValueError("a value of the canary does not fit the stored specimen")
        content = content.replace(placeholder, value.encode())
    return content
