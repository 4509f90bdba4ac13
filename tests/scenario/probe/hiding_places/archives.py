"""Archives and compressed streams."""

import bz2
import gzip
import io
import lzma
import struct
import zlib

from tests.scenario.probe.hiding_places.making import tarred, zipped
from tests.scenario.probe.hiding_places.register import FILLER, place


@place("archive.zip")
def _(w):
    return zipped({"a/b.txt": FILLER.encode(), "a/c.txt": w.line.encode()})


@place("comment.zip")
def _(w):
    return zipped({"b.txt": b"nothing"}, comment=w.line.encode())


@place("trailing.zip")
def _(w):
    return zipped({"b.txt": b"nothing"}) + w.line.encode()


@place("deleted_member.zip")
def _(w):
    whole = zipped({"secret.txt": (w.line + FILLER).encode()})
    kept = zipped({"b.txt": b"nothing"})
    end = whole.find(b"PK\x01\x02")
    start = kept.find(b"PK\x01\x02")
    directory = bytearray(kept[start:])
    struct.pack_into("<I", directory, 42, struct.unpack("<I", directory[42:46])[0] + end)
    at = directory.find(b"PK\x05\x06")
    struct.pack_into("<I", directory, at + 16, end + start)
    return whole[:end] + kept[:start] + bytes(directory)


@place("nested.zip")
def _(w):
    inner = zipped({"c.csv.gz": gzip.compress(("a,b,c\n" + ",".join(w.cells[:3]) + "\n").encode())})
    return zipped({"d.tar": tarred({"e.zip": inner})})


@place("archive.tar")
def _(w):
    return tarred({"a.txt": w.line.encode()})


@place("archive.tar.gz")
def _(w):
    return tarred({"a.txt": w.line.encode()}, "w:gz")


@place("stream.gz")
def _(w):
    return gzip.compress(w.line.encode())


@place("second_stream.gz")
def _(w):
    return gzip.compress(FILLER.encode()) + gzip.compress(w.line.encode())


@place("trailing.gz")
def _(w):
    return gzip.compress(FILLER.encode()) + b"\0\0" + zlib.compress(w.line.encode())


@place("stream.bz2")
def _(w):
    return bz2.compress(w.line.encode())


@place("stream.xz")
def _(w):
    return lzma.compress(w.line.encode())


@place("stream.zst")
def _(w):
    import pyarrow as pa

    made = pa.BufferOutputStream()
    with pa.CompressedOutputStream(made, "zstd") as stream:
        stream.write(w.line.encode())
    return made.getvalue().to_pybytes()


@place("page.html.br")
def _(w):
    import brotli

    return brotli.compress(f"<p>{w.line}</p>".encode())


@place("archive.7z")
def _(w):
    return seven(w)


@place("encrypted.7z")
def _(w):
    return seven(w, password="secret")


def seven(w, **options):
    import py7zr

    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", **options) as archive:
        archive.writestr(w.line, "a.txt")
    return made.getvalue()


@place("encrypted.zip")
def _(w):
    content = bytearray(zipped({"a.txt": b"x" * 40}))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def packed(w) -> bytes:
    """A stream of which nothing can be read without unpacking."""
    return lzma.compress((w.line + "\n").encode() * 9)


@place("archive.tar.xz")
def _(w):
    return tarred({"a.txt": w.line.encode() * 9}, "w:xz")


@place("zip_in_it.7z")
def _(w):
    import py7zr

    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w") as archive:
        archive.writef(io.BytesIO(zipped({"b.tar": tarred({"c.txt": w.line.encode()})})), "a.zip")
    return made.getvalue()


@place("trailing_stream.zip")
def _(w):
    return zipped({"b.txt": b"nothing"}) + packed(w)


@place("between_members.zip")
def _(w):
    kept = zipped({"b.txt": b"nothing"})
    start, between = kept.find(b"PK\x01\x02"), packed(w)
    directory = bytearray(kept[start:])
    struct.pack_into("<I", directory, directory.find(b"PK\x05\x06") + 16, start + len(between))
    return kept[:start] + between + bytes(directory)


@place("folder_entry.zip")
def _(w):
    return zipped({"b.txt": b"nothing", "folder/": (w.line + FILLER).encode()})


@place("second_archive.tar")
def _(w):
    return tarred({"a.txt": b"nothing"}) + tarred({"b.xz": packed(w)})


@place("trailing_stream.7z")
def _(w):
    import py7zr

    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w") as archive:
        archive.writestr("nothing", "a.txt")
    return made.getvalue() + packed(w)


def zstd(content: bytes) -> bytes:
    import pyarrow as pa

    made = pa.BufferOutputStream()
    with pa.CompressedOutputStream(made, "zstd") as stream:
        stream.write(content)
    return made.getvalue().to_pybytes()


@place("trailing_stream.zst")
def _(w):
    return zstd(FILLER.encode()) + packed(w)


@place("skipped_frame.zst")
def _(w):
    return (
        zstd(FILLER.encode())
        + b"\x50\x2a\x4d\x18"
        + struct.pack("<I", len(packed(w)))
        + packed(w)
        + zstd(b"x")
    )
