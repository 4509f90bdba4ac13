"""Planting the canary in a copy, one way for each kind of file that can be written."""

import gzip
import io
import zipfile
from collections.abc import Callable

from clerestory.matching.canary import Canary

Plant = Callable[[bytes, Canary], bytes]


def text(content: bytes, canary: Canary) -> bytes:
    """A further line."""
    return content + f"\n{canary.line}\n".encode()


def gzipped(content: bytes, canary: Canary) -> bytes:
    """A further line, inside the stream."""
    return gzip.compress(text(gzip.decompress(content), canary), 1)


def brotli(content: bytes, canary: Canary) -> bytes:
    """A further line, inside the stream."""
    import brotli as codec

    return bytes(codec.compress(text(codec.decompress(content), canary), quality=1))


def zipped(content: bytes, canary: Canary) -> bytes:
    """A further member, compressed."""
    copy = io.BytesIO(content)
    with zipfile.ZipFile(copy, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("canary.txt", canary.line)
    return copy.getvalue()


def xlsx(content: bytes, canary: Canary) -> bytes:
    """A further row in the first sheet."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append([canary.surname, canary.given, canary.birth_date, canary.number])
    copy = io.BytesIO()
    book.save(copy)
    return copy.getvalue()


def parquet(content: bytes, canary: Canary) -> bytes:
    """A further column, which holds the canary in each row (and a row where there is none)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content)).slice(0, 1000)
    planted = pa.table({"canary": [canary.line] * max(1, table.num_rows)})
    for name in table.schema.names if table.num_rows else ():
        planted = planted.append_column(name, table.column(name))
    copy = io.BytesIO()
    pq.write_table(planted, copy)
    return copy.getvalue()


PLANTS: dict[str, Plant] = {
    "text": text,
    "gzip": gzipped,
    "brotli": brotli,
    "zip": zipped,
    "xlsx": xlsx,
    "parquet": parquet,
}

SPECIMENS: dict[str, Callable[[Canary], bytes]] = {}
