"""The keyed hash of every cell of a column: of its text in a form that does not depend on the encoding.

Letters in small, blanks around it gone, ``0012``, ``12`` and ``12.0`` alike, a midnight no time; an
empty cell is 0. So a CSV file, a Parquet file and a table of a database give the same hashes.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.key import Key
from clerestory.matching.siphash import WORDS, sip24

U64 = NDArray[np.uint64]
KIND = 7  # of values of any column; see ``matching.siphash``
_ROOM = (WORDS - 1) * 8

# DuckDB's regular expressions (RE2): a decimal zero, a midnight, leading zeros of a whole number
_PLAIN = (
    "regexp_replace(regexp_replace(trim(lower(CAST({} AS VARCHAR))),"
    " '(\\.0+|[ t]00:00:00(\\.0+)?)$', ''), '^0+([0-9]+)$', '\\1')"
)


def plain(column: str) -> str:
    """The SQL of a column's text in its plain form; ``column`` is quoted already."""
    return _PLAIN.format(column)


def hashes(text: Any, key: Key) -> U64:  # noqa: ANN401  (an Arrow array: its stubs do not know its types apart)
    """The hash of each text; a null or an empty one is 0."""
    column = text.cast(pa.large_string()).fill_null("")
    _, offsets, data = column.buffers()
    if offsets is None or not len(column):
        return np.zeros(len(column), np.uint64)
    begins = np.frombuffer(offsets, np.int64, len(column) + 1, column.offset * 8)
    content = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    k0, k1 = key.halves
    return np.asarray(_hashes(content, begins, np.uint64(k0), np.uint64(k1)))


@njit(cache=True)
def _hashes(content: Any, begins: Any, k0: np.uint64, k1: np.uint64) -> Any:  # pragma: no cover  # noqa: ANN401
    found = np.zeros(begins.size - 1, np.uint64)
    for row in range(found.size):
        size = begins[row + 1] - begins[row]
        if size == 0:
            continue
        words = np.zeros(WORDS, np.uint64)
        for at in range(min(size, _ROOM)):
            words[at >> 3] |= np.uint64(content[begins[row] + at]) << np.uint64(8 * (at & 7))
        found[row] = sip24(words, min(size, _ROOM), k0, k1, KIND) | np.uint64(1)
    return found


def joined(columns: list[U64]) -> U64:
    """One hash a row, of several cells in this order."""
    whole = np.full(columns[0].size, 0x9E3779B97F4A7C15, np.uint64)
    for column in columns:
        whole = (whole ^ column) * np.uint64(0xBF58476D1CE4E5B9)
        whole ^= whole >> np.uint64(29)
    return whole


def compile_caches() -> None:
    """Run the compiled function once, so that its machine code is kept on the disk."""
    hashes(pa.array(["a"]), Key(bytes(16)))
