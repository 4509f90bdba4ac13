"""Fonts: the names and all other tables in them, unpacked; what follows the last table ([OpenType], [WOFF], [WOFF2])."""

import zlib
from collections.abc import Callable, Iterator

from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import DAMAGED, Child, Form, Part, Unreadable, Yield
from clerestory.proof.probe.readers.archives import trailing_of, whole

_MOST = 64  # fonts of one collection


def sfnt(node: Child) -> Iterator[Yield]:
    """TrueType and OpenType, one font or a collection: their tables lie as they are."""
    font = bytes(node.content)
    starts = [0]
    if font[:4] == b"ttcf":
        starts = [_number(font, 12 + 4 * at, 4) for at in range(min(_number(font, 8, 4), _MOST))]
    ends = [_end_of_tables(font, start) for start in starts]
    yield from trailing_of(node, max(ends, default=0))
    yield from whole(node, "font")


def _end_of_tables(font: bytes, start: int) -> int:
    """Where the last table of a font ends, filled up to four bytes."""
    directory = [start + 12 + 16 * at for at in range(_number(font, start + 4, 2))]
    end = max((_number(font, at + 8, 4) + _number(font, at + 12, 4) for at in directory), default=0)
    if not directory or end > len(font) or directory[-1] + 16 > len(font):
        raise Unreadable(DAMAGED)
    return end + -end % 4


def woff(node: Child) -> Iterator[Yield]:
    """A font whose tables are packed one by one; a description and private bytes may follow."""
    font = bytes(node.content)
    places = [44 + 20 * at for at in range(_number(font, 12, 2))]
    packed = [tuple(_number(font, at + step, 4) for step in (4, 8, 12)) for at in places]
    packed.append((_number(font, 24, 4), _number(font, 28, 4), _number(font, 32, 4)))
    if sum(size for _, _, size in packed) > LIMITS.in_memory:
        raise Unreadable("larger than the limit")
    tables = [_unpacked(font[at : at + length], size) for at, length, size in packed]
    yield Part(f"{node.inside} (tables)".strip(), b"\n".join(tables), Form.BYTES, node.visibility, "woff")
    private = _number(font, 36, 4) + _number(font, 40, 4)
    yield from trailing_of(node, max(private, *(at + length + -length % 4 for at, length, _ in packed)))
    yield from whole(node, "woff")


def _unpacked(packed: bytes, size: int) -> bytes:
    made = packed if len(packed) == size else zlib.decompressobj().decompress(packed, size + 1)
    if len(made) != size:
        raise Unreadable(DAMAGED)
    return made


def _number(content: bytes, at: int, size: int) -> int:
    return int.from_bytes(content[at : at + size], "big")


def woff2(node: Child) -> Iterator[Yield]:
    """A font: the names in its tables, once decompressed."""
    import brotli

    font = bytes(node.content)
    unpacked = _unpacked_together(font, brotli.decompress)
    yield Part(f"{node.inside} (tables)".strip(), unpacked, Form.BYTES, node.visibility, "woff2")
    yield from whole(node, "woff2")


def _unpacked_together(font: bytes, decompress: Callable[[bytes], bytes]) -> bytes:
    count = int.from_bytes(font[12:14], "big")
    compressed = int.from_bytes(font[20:24], "big")
    at = 48
    for _ in range(count):
        flags = font[at]
        at += 1 + (4 if flags & 63 == 63 else 0)
        at = _past_number(font, at)
        transformed = (flags >> 6) != 3 if flags & 63 in (10, 11) else (flags >> 6) != 0
        at = _past_number(font, at) if transformed else at
    if compressed > LIMITS.in_memory:
        raise Unreadable("larger than the limit")
    return decompress(font[at : at + compressed])


def _past_number(font: bytes, at: int) -> int:
    while font[at] & 0x80:
        at += 1
    return at + 1
