"""Columns of text, made without touching one row at a time."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from clerestory.california.draw import Flags, Ints

Column: TypeAlias = "pa.Array[Any]"


def words(codes: NDArray[Any], categories: Sequence[str]) -> Column:
    """Text by its place in a list."""
    return pa.DictionaryArray.from_arrays(codes.astype(np.int16), pa.array(list(categories)))


def numbered(letters: str, numbers: Ints, digits: int) -> Column:
    """Codes such as D0001234: the letters, then the number with leading zeros."""
    width = len(letters) + digits
    block = np.empty((len(numbers), width), dtype=np.uint8)
    block[:, : len(letters)] = np.frombuffer(letters.encode(), dtype=np.uint8)
    _digits(block, len(letters), numbers)
    return _fixed(block)


def lettered(numbers: Ints, letters: int, digits: int) -> Column:
    """Codes whose letters come from the number too: the part above 10**digits, in base 26."""
    block = np.empty((len(numbers), letters + digits), dtype=np.uint8)
    above, below = np.divmod(numbers, 10**digits)
    for place in range(letters - 1, -1, -1):
        above, letter = np.divmod(above, 26)
        block[:, place] = 65 + letter
    _digits(block, letters, below)
    return _fixed(block)


def days(values: NDArray[Any], missing: Flags | None = None) -> Column:
    """Dates from days since 1970."""
    return pa.array(values.astype(np.int32), type=pa.int32(), mask=missing).cast(pa.date32())


def seconds(values: Ints) -> Column:
    """Times from seconds since 1970."""
    return pa.array(values, type=pa.int64()).cast(pa.timestamp("s"))


def blank(column: Column, missing: Flags) -> Column:
    """The column with nothing where ``missing``."""
    plain = column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
    shown: Column = pa.compute.if_else(pa.array(~missing), plain, pa.scalar(None, plain.type))
    return shown


def joined(separator: str, *columns: Column) -> Column:
    """Columns of text side by side."""
    together: Column = pa.compute.binary_join_element_wise(*columns, separator)  # type: ignore[call-overload]
    return together


def _digits(block: NDArray[np.uint8], start: int, numbers: Ints) -> None:
    left = numbers
    for place in range(block.shape[1] - 1, start - 1, -1):
        left, digit = np.divmod(left, 10)
        block[:, place] = 48 + digit


def _fixed(block: NDArray[np.uint8]) -> Column:
    rows, width = block.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * width
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(block.tobytes()))
