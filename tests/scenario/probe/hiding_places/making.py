"""Ways to make a file that several hiding places share."""

import io
import struct
import tarfile
import zipfile
from datetime import date
from pathlib import Path

from tests.scenario.probe.people import Who

_FREE = 0xFFFFFFFF


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


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3) whose streams lie in turns, a sector of each."""
    sectors, chains = [], {name: [] for name in streams}
    waiting = {name: in_sectors(content.ljust(4096, b"\0")) for name, content in streams.items()}
    while any(waiting.values()):
        for name, rest in waiting.items():
            if rest:
                chains[name].append(len(sectors))
                sectors.append(rest.pop(0))
    directory = entry("Root Entry", 5, _FREE - 1, 0)
    for name, content in streams.items():
        directory += entry(name, 2, chains[name][0], max(len(content), 4096))
    chains[""] = list(range(len(sectors), len(sectors) + len(in_sectors(directory))))
    sectors += in_sectors(directory)
    tables = -(-len(sectors) // 127)
    following = [_FREE] * (128 * tables)
    for chain in chains.values():
        for one, other in zip(chain, [*chain[1:], _FREE - 1], strict=True):
            following[one] = other
    listed = list(range(len(sectors), len(sectors) + tables))
    sectors += in_sectors(struct.pack(f"<{len(following)}I", *following))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H6xII", 62, 3, 0xFFFE, 9, 6, 0, tables)
    )
    head += struct.pack("<7I", chains[""][0], 0, 4096, _FREE - 1, 0, _FREE - 1, 0)
    return head + struct.pack("<109I", *listed, *[_FREE] * (109 - tables)) + b"".join(sectors)


def in_sectors(content: bytes) -> list[bytes]:
    return [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    head = wide.ljust(64, b"\0") + struct.pack("<HBB3I", len(wide), kind, 1, _FREE, _FREE, _FREE)
    return head + bytes(36) + struct.pack("<IQ", start, size)
