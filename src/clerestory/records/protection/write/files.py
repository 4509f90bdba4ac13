"""The files of a table."""

from pathlib import Path

from clerestory.records.protection.protected import ProtectedCube
from clerestory.records.protection.write.columns import csv_bytes, parquet_bytes
from clerestory.records.protection.write.publication import Publication, published
from clerestory.release import jsonstat

FORMATS = ("json", "csv", "parquet", "xlsx")


def write(cube: ProtectedCube, words: Publication, folder: Path) -> tuple[Path, ...]:
    """Write ``<table>.json``, ``.csv``, ``.parquet`` and ``.xlsx``; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form in FORMATS:
        file = folder / f"{cube.table}.{form}"
        file.write_bytes(_content(form, cube, words))
        written.append(file)
    return tuple(written)


def _content(form: str, cube: ProtectedCube, words: Publication) -> bytes:
    match form:
        case "json":
            return jsonstat.to_bytes(published(cube, words))
        case "csv":
            return csv_bytes(cube)
        case "parquet":
            return parquet_bytes(cube)
        case "xlsx":
            from clerestory.records.protection.write.workbook import xlsx_bytes

            return xlsx_bytes(cube, words)
        case _:
            raise ValueError(f"unknown format {form}")
