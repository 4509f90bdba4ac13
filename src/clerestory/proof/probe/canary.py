"""Planting the canary: in a copy of the file where its format can be written, else in a specimen.

A specimen is a small file of the same kind, made in the same run and read by the same reader. For a
reader that has neither, nothing is planted, and the verdict is inconclusive.
"""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from typing import Protocol

from clerestory.matching.canary import Canary
from clerestory.proof.probe import specimens
from clerestory.proof.probe.kinds import kind_of
from clerestory.proof.probe.part import Child
from clerestory.proof.probe.reading import Target

Plant = Callable[[bytes, Canary], bytes]

_COPY = 50 << 20
_EXCERPT = 1 << 20


def planted(reader: str, target: Target, canary: Canary) -> tuple[bytes, str] | None:
    """Bytes for the reader with the canary in them, and what they are; none where there is no way."""
    whole = len(target.content) <= _COPY
    kind = kind_of(Child(target.inside, target.content, origin=target.path))
    if reader in PLANTS and (reader == kind or reader == "bytes"):
        content = bytes(target.content if whole else target.content[:_EXCERPT])
        if whole or reader in _CUT:
            try:
                made = PLANTS[reader](content, canary)
            except Exception:  # noqa: BLE001  (the file at hand is of another kind, or nested: a specimen then)
                made = b""
            if made:
                return made, "copy" if whole else "excerpt"
    if reader in specimens.SPECIMENS:
        return specimens.SPECIMENS[reader](canary), "specimen"
    return None


_CUT = frozenset({"text", "bytes"})  # kinds whose beginning is a file of that kind


def text(content: bytes, canary: Canary) -> bytes:
    """A further line."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    coding = ("utf-16-le" if content[:2] == b"\xff\xfe" else "utf-16-be") if wide else "utf-8"
    return content + f"\n{canary.line}\n".encode(coding)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _unpacked(stream: _Readable) -> bytes:
    """The whole of a stream that is small enough to be copied; else its specimen must do."""
    content = stream.read(_COPY + 1)
    if len(content) > _COPY:
        raise ValueError("unpacks to more than is copied")
    return content


def gzipped(content: bytes, canary: Canary) -> bytes:
    """A further line, inside the stream."""
    return gzip.compress(text(_unpacked(gzip.GzipFile(fileobj=io.BytesIO(content))), canary), 1)


def bzip2(content: bytes, canary: Canary) -> bytes:
    """A further line, inside the stream."""
    return bz2.compress(text(_unpacked(bz2.BZ2File(io.BytesIO(content))), canary), 1)


def xz(content: bytes, canary: Canary) -> bytes:
    """A further line, inside the stream."""
    return lzma.compress(text(_unpacked(lzma.LZMAFile(io.BytesIO(content))), canary), preset=0)


def zipped(content: bytes, canary: Canary) -> bytes:
    """A further member, compressed."""
    copy = io.BytesIO(content)
    with zipfile.ZipFile(copy, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("canary.txt", canary.line)
    return copy.getvalue()


def parquet(content: bytes, canary: Canary) -> bytes:
    """A further column, which holds the canary in each of the first rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content)).slice(0, 1000)
    copy = io.BytesIO()
    names = [f"c{at}" for at in range(table.num_columns)]
    rows = max(1, table.num_rows)
    columns = table.columns if table.num_rows else []
    pq.write_table(
        pa.table([pa.array([canary.line] * rows), *columns], ["canary", *names[: len(columns)]]), copy
    )
    return copy.getvalue()


PLANTS: dict[str, Plant] = {
    "text": text,
    "bytes": text,
    "gzip": gzipped,
    "bzip2": bzip2,
    "xz": xz,
    "zip": zipped,
    "parquet": parquet,
}
