"""Archives and compressed streams that hold the canary."""

import gzip
import io

from clerestory.matching.canary import Canary
from clerestory.proof.probe.specimens.maker import plain, specimen, zip_of


@specimen("gzip")
def gzipped(canary: Canary) -> bytes:
    """A gzip stream."""
    return gzip.compress(plain(canary))


@specimen("zip")
def zipped(canary: Canary) -> bytes:
    """A zip archive."""
    return zip_of({"canary.txt": plain(canary)})


@specimen("bzip2")
def bzip2(canary: Canary) -> bytes:
    """A bzip2 stream."""
    import bz2

    return bz2.compress(plain(canary))


@specimen("xz")
def xz(canary: Canary) -> bytes:
    """An xz stream."""
    import lzma

    return lzma.compress(plain(canary))


@specimen("brotli")
def brotli(canary: Canary) -> bytes:
    """A brotli stream."""
    import brotli as codec

    return bytes(codec.compress(plain(canary)))


@specimen("zstd")
def zstd(canary: Canary) -> bytes:
    """A zstandard stream."""
    import pyarrow as pa

    made = pa.BufferOutputStream()
    with pa.CompressedOutputStream(made, "zstd") as stream:
        stream.write(plain(canary))
    return bytes(made.getvalue().to_pybytes())


@specimen("tar")
def tar(canary: Canary) -> bytes:
    """A tar archive."""
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        head = tarfile.TarInfo("canary.txt")
        head.size = len(plain(canary))
        archive.addfile(head, io.BytesIO(plain(canary)))
    return made.getvalue()


@specimen("7z")
def seven_zip(canary: Canary) -> bytes:
    """A 7z archive."""
    import py7zr

    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w") as archive:
        archive.writestr(plain(canary), "canary.txt")
    return made.getvalue()


@specimen("zlib")
def deflated(canary: Canary) -> bytes:
    """A zlib stream."""
    import zlib

    return zlib.compress(plain(canary))


@specimen("pack")
def pack(canary: Canary) -> bytes:
    """A pack of one object."""
    import hashlib
    import zlib

    line = plain(canary)
    size = (
        bytes([0xB0 | len(line) & 15 | 0x80, len(line) >> 4]) if len(line) > 15 else bytes([0x30 | len(line)])
    )
    content = b"PACK" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + size + zlib.compress(line)
    return content + hashlib.sha1(content).digest()  # noqa: S324  (the format's own checksum)


@specimen("git")
def beside(canary: Canary) -> bytes:
    """Searched as bytes: a line among them."""
    return b"DIRC\0\0\0\x02" + plain(canary)
