"""Ways to make a file that several hiding places share."""

import io
import tarfile
import zipfile
from datetime import date
from pathlib import Path

from tests.scenario.probe.people import Who


def zipped(parts: dict[str, bytes], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


def days(who: Who) -> int:
    return (date.fromisoformat(who.born) - date(1970, 1, 1)).days


def tarred(parts: dict[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in parts.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
    return made.getvalue()


def arrow_written(write) -> bytes:
    made = io.BytesIO()
    write(made)
    return made.getvalue()


def through_file(tmp: Path, write) -> bytes:
    write(str(tmp))
    content = tmp.read_bytes()
    tmp.unlink()
    return content


def scratch(suffix: str) -> Path:
    import tempfile

    return Path(tempfile.mkdtemp()) / f"file{suffix}"
