"""The long form: a row a cell, as CSV and as Parquet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from clerestory.records.protection.protected import ProtectedCube
from clerestory.records.protection.write.publication import rows
from clerestory.vocabulary.hierarchy import Hierarchy

PUBLISHED, SUPPRESSED = "published", "suppressed"


def csv_bytes(cube: ProtectedCube) -> bytes:
    """The variables, ``count`` (blank when withheld), ``status``."""
    return cells_bytes(cube.variables, rows(cube))


def cells_bytes(variables: Sequence[str], cells: Iterable[tuple[tuple[str, ...], int | None]]) -> bytes:
    """The same of any cells that are protected already."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*variables, "count", "status"])
    for codes, count in cells:
        writer.writerow([*codes, "" if count is None else count, SUPPRESSED if count is None else PUBLISHED])
    return text.getvalue().encode()


def hierarchy_bytes(hierarchy: Hierarchy) -> bytes:
    """``code,parent`` rows, as ``table protect`` and ``table attack`` read them."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([("code", "parent"), *hierarchy.parent.items()])
    return text.getvalue().encode()


def parquet_bytes(cube: ProtectedCube) -> bytes:
    """The same columns; variables and status as dictionaries, ``count`` null when withheld."""
    shape = cube.counts.shape
    columns = [
        _dictionary(np.broadcast_to(_along(axis, shape), shape).ravel(), codes)
        for axis, codes in enumerate(cube.codes)
    ]
    withheld = cube.withheld.ravel()
    counts = pa.array(cube.counts.ravel(), type=pa.int64(), mask=withheld)
    status = _dictionary(withheld.astype(np.int32), (PUBLISHED, SUPPRESSED))
    table = pa.Table.from_arrays([*columns, counts, status], names=[*cube.variables, "count", "status"])
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", store_schema=True)
    return sink.getvalue()


def _along(axis: int, shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    along = [1] * len(shape)
    along[axis] = -1
    return np.arange(shape[axis], dtype=np.int32).reshape(along)


def _dictionary(
    at: np.ndarray[tuple[int, ...], np.dtype[np.int32]], codes: tuple[str, ...]
) -> "pa.DictionaryArray[Any, Any]":
    return pa.DictionaryArray.from_arrays(pa.array(at, type=pa.int32()), pa.array(codes, type=pa.string()))
