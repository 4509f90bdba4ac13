"""Where the parts of a packed file begin and end, so that what belongs to none of them is read too."""

import struct
import zipfile
from collections.abc import Iterator

from clerestory.proof.probe.part import Unreadable

_SMALL = 24  # bytes of a descriptor after a member; nothing packed is as short
_LOCAL = b"PK\x03\x04"


def gaps(content: bytes | memoryview, archive: zipfile.ZipFile) -> Iterator[tuple[int, bytes]]:
    """What lies in a zip archive outside its members and its directory; deleted members are read elsewhere."""
    at = 0
    for begin, stop in (*sorted(_spans(content, archive)), (len(content), len(content))):
        rest = bytes(content[at:begin]).partition(_LOCAL)[0]
        last = begin == len(content)
        if (last or len(rest) > _SMALL) and rest.strip(b"\0\r\n\t "):
            yield at, rest
        at = max(at, stop)


def _spans(content: bytes | memoryview, archive: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    for member in archive.infolist():
        at = member.header_offset
        name, extra = struct.unpack_from("<HH", content, at + 26)
        yield at, at + 30 + name + extra + member.compress_size
    yield archive.start_dir, _after_directory(content, archive.start_dir)


def _after_directory(content: bytes | memoryview, at: int) -> int:
    """Where a directory ends that begins at ``at``: entries, and the records that close it."""
    while True:
        match bytes(content[at : at + 4]):
            case b"PK\x01\x02":
                at += 46 + sum(struct.unpack_from("<HHH", content, at + 28))
            case b"PK\x05\x05":
                at += 6 + int(struct.unpack_from("<H", content, at + 4)[0])
            case b"PK\x06\x06":
                at += 12 + int(struct.unpack_from("<Q", content, at + 4)[0])
            case b"PK\x06\x07":
                at += 20
            case b"PK\x05\x06":
                return at + 22 + int(struct.unpack_from("<H", content, at + 20)[0])
            case _:
                return at


def zstd_frames(content: bytes | memoryview) -> tuple[list[tuple[bool, bytes]], int]:
    """The frames of a zstandard stream, each with whether it is one that readers skip, and where the last ends (RFC 8878)."""
    frames: list[tuple[bool, bytes]] = []
    at = 0
    while True:
        sign = int.from_bytes(content[at : at + 4], "little")
        if sign == 0xFD2FB528:
            end = _after_frame(content, at)
            frames.append((False, bytes(content[at:end])))
        elif sign >> 4 == 0x184D2A5:
            end = at + 8 + int.from_bytes(content[at + 4 : at + 8], "little")
            frames.append((True, bytes(content[at + 8 : end])))
        else:
            return frames, at
        if end > len(content):
            raise Unreadable("cut off")
        at = end


def _after_frame(content: bytes | memoryview, at: int) -> int:
    """Where a frame ends: its head tells how long the head is, each block its size and whether it is the last."""
    told = content[at + 4]
    single = told >> 5 & 1
    size = (1 if single else 0, 2, 4, 8)[told >> 6]
    at += 5 + (0 if single else 1) + (0, 1, 2, 4)[told & 3] + size
    while at + 3 <= len(content):
        block = int.from_bytes(content[at : at + 3], "little")
        at += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if block & 1:
            return at + (4 if told >> 2 & 1 else 0)
    raise Unreadable("cut off")
