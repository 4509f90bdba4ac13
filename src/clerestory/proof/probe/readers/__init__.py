"""Readers: each takes one kind of content and yields text, files inside, or why it could not read."""

from collections.abc import Callable, Iterator

from clerestory.proof.probe.part import Child, Yield
from clerestory.proof.probe.readers import archives, plain, sheets, tables

Reader = Callable[[Child], Iterator[Yield]]

READERS: dict[str, Reader] = {
    "text": plain.text,
    "zip": archives.zipped,
    "gzip": archives.gzipped,
    "brotli": archives.brotli,
    "woff2": plain.woff2,
    "parquet": tables.parquet,
    "xlsx": sheets.xlsx,
}
