"""Readers: each takes one kind of content and yields text, files inside, or why it could not read.

A reader is loaded when the first file of its kind is met. To add one: a function from a ``Child`` to
an iterator, and a line here; ``canary`` says how its copy is planted.
"""

from collections.abc import Callable, Iterator
from importlib import import_module

from clerestory.proof.probe.part import Child, Yield

Reader = Callable[[Child], Iterator[Yield]]

READERS: dict[str, str] = {
    "7z": "archives.seven_zip",
    "arrow": "tables.arrow",
    "avro": "tables.avro",
    "cache": "dashboards.cache",
    "git": "history.beside",
    "pack": "history.pack",
    "padding": "archives.padding",
    "zlib": "archives.deflated",
    "brotli": "archives.brotli",
    "bzip2": "archives.bzip2",
    "dbf": "databases.dbf",
    "docx": "office.document",
    "dta": "statistics.dta",
    "duckdb": "databases.duckdb",
    "font": "fonts.sfnt",
    "gif": "pictures.picture",
    "gzip": "archives.gzipped",
    "hyper": "dashboards.hyper",
    "icon": "pictures.picture",
    "jpeg": "pictures.picture",
    "mdb": "databases.mdb",
    "ods": "office.sheets",
    "ole": "office.old",
    "orc": "tables.orc",
    "parquet": "tables.parquet",
    "pbix": "dashboards.pbix",
    "pdf": "pages.pdf",
    "pmtiles": "databases.pmtiles",
    "png": "pictures.picture",
    "por": "statistics.por",
    "pptx": "office.document",
    "rdata": "statistics.rdata",
    "rds": "statistics.rds",
    "records": "office.records",
    "sas7bdat": "statistics.sas",
    "sav": "statistics.sav",
    "shape": "databases.shape",
    "sqlite": "sqlite.sqlite",
    "sqlite-journal": "sqlite.journal",
    "sqlite-log": "sqlite.log",
    "tar": "archives.tar",
    "text": "plain.text",
    "tiff": "pictures.picture",
    "tile": "databases.tile",
    "webp": "pictures.picture",
    "woff": "fonts.woff",
    "woff2": "fonts.woff2",
    "xlsb": "office.sheets",
    "xlsx": "office.sheets",
    "xport": "statistics.xport",
    "xz": "archives.xz",
    "zip": "archives.zipped",
    "zstd": "archives.zstd",
}


def reader_of(kind: str) -> Reader | None:
    """The reader for a kind of content; none where it is not known."""
    if kind not in READERS:
        return None
    module, _, name = READERS[kind].partition(".")
    reader: Reader = getattr(import_module(f"{__name__}.{module}"), name)
    return reader
