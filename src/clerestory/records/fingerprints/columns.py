"""Arrow columns as fingerprints: text as it lies in Arrow's buffers, days as numbers."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clerestory.matching import normal
from clerestory.matching.days import NO_DAY
from clerestory.matching.index import NAMES
from clerestory.vocabulary.status import Identifies

Halves = tuple[np.uint64, np.uint64]
U64 = NDArray[np.uint64]
Column = Any  # an Arrow array: its stubs do not know its types apart

NAME_ROOM = {Identifies.PERSON: NAMES, Identifies.SURNAME: 2, Identifies.GIVEN: 2}


def text_of(column: Column) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of a column's cells and where each begins; a null is empty."""
    if not pa.types.is_large_string(column.type):
        column = column.cast(pa.large_string())
    if column.null_count:
        column = pc.fill_null(column, "")
    _, offsets, data = column.buffers()
    if offsets is None or not len(column):
        return np.zeros(0, np.uint8), np.zeros(len(column) + 1, np.int64)
    begins = np.frombuffer(offsets, np.int64, len(column) + 1, column.offset * 8)
    content = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    return content, begins


def add_names(column: Column, kind: Identifies, halves: Halves, names: U64) -> None:
    """Add the names of a column to those of the rows."""
    data, begins = text_of(column)
    normal.names_of(data, begins, *halves, NAME_ROOM[kind], names)


def days(column: Column) -> NDArray[np.int64]:
    """The day of each cell, ``NO_DAY`` where there is none."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"), safe=False).cast(pa.date32(), safe=False)
    if pa.types.is_date(column.type):
        whole = column.cast(pa.date32(), safe=False).cast(pa.int32()).cast(pa.int64())
        return np.asarray(pc.fill_null(whole, NO_DAY), np.int64)
    out = np.empty(len(column), np.int64)
    normal.days_of(*text_of(column), out)
    return out


def strong(column: Column, halves: Halves, shapes: NDArray[np.uint8]) -> tuple[U64, NDArray[np.uint8], U64]:
    """Each cell as one code: fingerprints, their classes, and those without leading zeros; their shapes are marked."""
    rows = len(column)
    codes, trimmed, classes = np.zeros(rows, np.uint64), np.zeros(rows, np.uint64), np.zeros(rows, np.uint8)
    normal.strong_of(*text_of(column), *halves, codes, trimmed, classes, shapes)
    return codes, classes, trimmed


def addresses(column: Column, halves: Halves) -> U64:
    """The first house number and street of each cell."""
    out = np.zeros(len(column), np.uint64)
    normal.addresses_of(*text_of(column), *halves, out)
    return out


def postcodes(column: Column, halves: Halves) -> U64:
    """The five-digit code of each cell."""
    out = np.zeros(len(column), np.uint64)
    normal.postcodes_of(*text_of(column), *halves, out)
    return out


def digests(column: Column, halves: Halves) -> U64:
    """The first 16 hexadecimal digits of each plain hash, as they are read in running text."""
    out = np.zeros(len(column), np.uint64)
    normal.digests_of(*text_of(column), *halves, out)
    return out
