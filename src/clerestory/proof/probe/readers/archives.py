"""Archives and compressed streams: every member, and what stands before, between and after them."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from clerestory.proof.probe.limits import LIMITS
from clerestory.proof.probe.part import Child, Form, Part, Read, Trouble, Yield
from clerestory.proof.probe.report import Visibility


def zipped(node: Child) -> Iterator[Yield]:
    """A zip archive; encrypted or damaged members are trouble."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(node.content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        yield Trouble(node.inside, "zip", "damaged archive")
        return
    for member in members:
        yield from _member(node, archive, member)
    yield Part(_below(node, "(raw bytes)"), node.content, Form.TEXT, Visibility.METADATA, "zip")
    yield Read(node.inside, "zip", len(node.content), len(node.content), 0)


def _member(node: Child, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Yield]:
    if member.is_dir():
        return
    inside = _below(node, member.filename)
    if member.flag_bits & 1:
        yield Trouble(inside, "zip", "encrypted")
        return
    if member.file_size > LIMITS.unpacked:
        yield Trouble(inside, "zip", "larger than the limit")
        return
    try:
        with archive.open(member) as stream:
            content = stream.read(LIMITS.unpacked + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        yield Trouble(inside, "zip", "damaged member")
        return
    if len(content) != member.file_size:
        yield Trouble(inside, "zip", "another size than it says")
    yield Child(inside, content, node.visibility)


def gzipped(node: Child) -> Iterator[Yield]:
    """One or more gzip streams, and what trails after them."""
    yield from _streams(node, "gzip", 31)


def _streams(node: Child, reader: str, window: int) -> Iterator[Yield]:
    rest = bytes(node.content)
    unpacked = b""
    while rest[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(window)
        try:
            unpacked += stream.decompress(rest, LIMITS.unpacked - len(unpacked) + 1)
        except zlib.error:
            yield Trouble(node.inside, reader, "damaged stream")
            break
        if not stream.eof:
            yield Trouble(node.inside, reader, "cut off, or larger than the limit")
            break
        rest = stream.unused_data
    yield Child(_below(node, "(unpacked)"), unpacked, node.visibility)
    yield Part(_below(node, "(raw bytes)"), node.content, Form.TEXT, Visibility.METADATA, reader)
    yield Read(node.inside, reader, len(node.content), len(node.content), 0)


def brotli(node: Child) -> Iterator[Yield]:
    """A brotli stream."""
    import brotli as codec

    try:
        unpacked = codec.decompress(bytes(node.content))
    except codec.error:
        yield Trouble(node.inside, "brotli", "damaged stream")
        return
    yield Child(_below(node, "(unpacked)"), unpacked, node.visibility)
    yield Read(node.inside, "brotli", len(node.content), len(node.content), 0)


def _below(node: Child, name: str) -> str:
    return f"{node.inside}/{name}" if node.inside else name
