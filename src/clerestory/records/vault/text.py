"""Arrow columns as compiled code reads them: bytes, and days as numbers."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clerestory.matching import normal
from clerestory.matching.days import NO_DAY

Column = Any  # an Arrow array: its stubs do not know its types apart


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
