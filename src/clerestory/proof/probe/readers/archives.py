"""Archives and compressed streams: every member, and what stands before, between and after them."""

import bz2
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Protocol

from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import Child, Form, Part, Read, Stream, Trouble, Unreadable, Yield, below
from clerestory.proof.probe.readers.extents import gaps, zstd_frames
from clerestory.proof.probe.report import Visibility

_STEP = 1 << 12


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def whole(node: Child, reader: str) -> Iterator[Yield]:
    """The file's own bytes, beside what the parser made of them; and its line in the ledger."""
    yield Part(node.inside, node.content, Form.BYTES, node.visibility, reader)
    yield Read(node.inside, reader, len(node.content), len(node.content), len(node.content))


def trailing_of(node: Child, end: int) -> Iterator[Yield]:
    """What stands after the end of a file; zeros are padding."""
    rest = bytes(node.content[end:]).lstrip(b"\0")
    if rest.strip():
        yield Child(below(node, "(trailing)"), rest, Visibility.ORPHAN)


def zipped(node: Child) -> Iterator[Yield]:
    """A zip archive; encrypted or damaged members are trouble."""
    archive = zipfile.ZipFile(io.BytesIO(node.content))
    if archive.comment:
        yield Part(below(node, "(comment)"), archive.comment, Form.TEXT, Visibility.METADATA, "zip")
    for member in archive.infolist():
        yield from _member(node, archive, member)
    yield from _between(node, archive)
    for at, rest in gaps(node.content, archive):
        yield Child(below(node, f"(of no member, at byte {at})"), rest, Visibility.ORPHAN)
    yield from whole(node, "zip")


def _member(node: Child, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Yield]:
    inside = below(node, member.filename)
    if member.flag_bits & 1:
        yield Trouble(inside, "zip", "encrypted")
    elif member.compress_type not in (0, 8, 12, 14):
        yield Trouble(inside, "zip", "a compression that is not read")
    elif not member.is_dir() or member.file_size:
        yield Stream(inside, _pieces(archive.open(member)), node.visibility)
    if member.comment:
        yield Part(f"{inside} (comment)", member.comment, Form.TEXT, Visibility.METADATA, "zip")


def _between(node: Child, archive: zipfile.ZipFile) -> Iterator[Yield]:
    """Members that the directory does not name: deleted ones, and archives behind one another."""
    named = {member.header_offset for member in archive.infolist()}
    content = memoryview(node.content)
    for sign in re.finditer(rb"PK\x03\x04", content):
        at = sign.start()
        if at not in named and bytes(content[at + 8 : at + 10]) == b"\x08\x00":
            start = at + 30 + int.from_bytes(content[at + 26 : at + 28], "little")
            start += int.from_bytes(content[at + 28 : at + 30], "little")
            yield from _orphan(node, content[start:], at)


def _orphan(node: Child, content: memoryview, at: int) -> Iterator[Yield]:
    inside = below(node, f"(not in the directory, at byte {at})")
    found = _inflated(content)
    if len(found) > LIMITS.in_memory:
        yield Trouble(inside, "zip", "a deleted member that unpacks to more than the limit")
    if found:
        yield Child(inside, found, Visibility.DELETED)


def _inflated(content: memoryview) -> bytes:
    """As much of a member as can be unpacked: what follows it may lie over its end."""
    stream, found = zlib.decompressobj(-15), b""
    for begin in range(0, len(content), _STEP):
        try:
            found += stream.decompress(content[begin : begin + _STEP], LIMITS.in_memory)
        except zlib.error:
            break
        if stream.eof or len(found) > LIMITS.in_memory or stream.unconsumed_tail:
            break
    return found


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(LIMITS.chunk):
            yield piece


def gzipped(node: Child) -> Iterator[Yield]:
    """One or more gzip streams, the names in their heads, and what trails after them."""
    yield from _unpacked(node, "gzip", lambda: zlib.decompressobj(31), b"\x1f\x8b")


def bzip2(node: Child) -> Iterator[Yield]:
    """One or more bzip2 streams."""
    yield from _unpacked(node, "bzip2", bz2.BZ2Decompressor, b"BZh")


def xz(node: Child) -> Iterator[Yield]:
    """One or more xz streams."""
    yield from _unpacked(node, "xz", lambda: lzma.LZMADecompressor(memlimit=1 << 29), b"\xfd7zXZ")


def _unpacked(node: Child, reader: str, fresh: Callable[[], _Unpacker], sign: bytes) -> Iterator[Yield]:
    trailing: list[bytes] = []
    yield Stream(below(node, "(unpacked)"), _streams(node, fresh, sign, trailing), node.visibility)
    if trailing:
        yield from trailing_of(node, len(node.content) - len(trailing[0]))
    yield from whole(node, reader)


def _streams(
    node: Child, fresh: Callable[[], _Unpacker], sign: bytes, trailing: list[bytes]
) -> Iterator[bytes]:
    """Unpack in pieces of bounded size; what follows the last stream is kept for itself."""
    at, size = 0, len(node.content)
    while at < size and bytes(node.content[at : at + len(sign)]) == sign:
        stream = fresh()
        fed = b""
        while not stream.eof:
            if not fed and at >= size:
                raise Unreadable("cut off")
            if not fed:
                fed = bytes(node.content[at : at + (1 << 20)])
                at += len(fed)
            piece = stream.decompress(fed, LIMITS.chunk)
            fed = getattr(stream, "unconsumed_tail", b"")
            while not getattr(stream, "needs_input", True) and not _ended(stream):
                yield piece
                piece = stream.decompress(b"", LIMITS.chunk)
            if piece:
                yield piece
        at -= len(stream.unused_data)
    trailing.append(bytes(node.content[at:]))


def deflated(node: Child) -> Iterator[Yield]:
    """A zlib stream: also what git keeps as a loose object."""
    loose = node.origin is not None and "/.git/objects/" in node.origin.as_posix()
    trailing: list[bytes] = []
    visibility = Visibility.EARLIER if loose else node.visibility
    yield Stream(
        below(node, "(unpacked)"),
        _streams(node, lambda: zlib.decompressobj(15), b"\x78", trailing),
        visibility,
    )
    if trailing:
        yield from trailing_of(node, len(node.content) - len(trailing[0]))
    yield from whole(node, "zlib")


def padding(node: Child) -> Iterator[Yield]:
    """Zeros, and nothing else."""
    yield Read(node.inside, "padding", len(node.content), len(node.content), 0)


def _ended(stream: _Unpacker) -> bool:
    return stream.eof


def brotli(node: Child) -> Iterator[Yield]:
    """A brotli stream."""
    import brotli as codec

    yield Stream(below(node, "(unpacked)"), _brotli(node, codec.Decompressor()), node.visibility)
    yield from whole(node, "brotli")


def _brotli(node: Child, stream: object) -> Iterator[bytes]:
    for at in range(0, len(node.content), 1 << 16):
        yield stream.process(bytes(node.content[at : at + (1 << 16)]))  # type: ignore[attr-defined]
    if not stream.is_finished():  # type: ignore[attr-defined]
        raise Unreadable("cut off")


def zstd(node: Child) -> Iterator[Yield]:
    """A zstandard stream, read by Arrow."""
    import pyarrow as pa

    frames, end = zstd_frames(node.content)
    skipped = [content for skippable, content in frames if skippable]
    packed = b"".join(content for skippable, content in frames if not skippable)
    stream = pa.CompressedInputStream(pa.BufferReader(pa.py_buffer(packed)), "zstd")
    yield Stream(
        below(node, "(unpacked)"), iter(lambda: bytes(stream.read(LIMITS.chunk)), b""), node.visibility
    )
    for content in skipped:
        yield Child(below(node, "(frame that is skipped)"), content, Visibility.METADATA)
    yield from trailing_of(node, end)
    yield from whole(node, "zstd")


def tar(node: Child) -> Iterator[Yield]:
    """A tar archive; links and devices hold nothing."""
    with tarfile.open(fileobj=io.BytesIO(node.content), mode="r:") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield Stream(below(node, member.name), _pieces(file), node.visibility)
            if member.pax_headers:
                told = "\n".join(map(str, member.pax_headers.values())).encode("utf-8", "replace")
                yield Part(below(node, f"{member.name} (head)"), told, Form.TEXT, Visibility.METADATA, "tar")
        yield from trailing_of(node, archive.offset)
    yield from whole(node, "tar")


def seven_zip(node: Child) -> Iterator[Yield]:
    """A 7z archive, one member at a time."""
    import tempfile
    from pathlib import Path

    import py7zr

    with py7zr.SevenZipFile(io.BytesIO(node.content)) as archive:
        if archive.needs_password():
            raise Unreadable("encrypted")
        if sum(member.uncompressed or 0 for member in archive.list()) > LIMITS.total:
            raise Unreadable("unpacks to more than the limit")
        with tempfile.TemporaryDirectory() as folder:
            archive.extractall(folder)  # noqa: S202  (py7zr refuses names that lead outside; nothing is followed)
            for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
                name = path.relative_to(folder).as_posix()
                yield Stream(below(node, name), _pieces(path.open("rb")), node.visibility)
    after, size = (int.from_bytes(node.content[at : at + 8], "little") for at in (12, 20))
    yield from trailing_of(node, 32 + after + size)
    yield from whole(node, "7z")
