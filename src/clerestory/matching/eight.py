"""Eight bytes at once: which are letters, which are digits, where a token ends. One step a token, not one a byte."""

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from clerestory.matching.hot import hot

Bytes = NDArray[np.uint8]

_ALL = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_SEVEN = np.uint64(0x7F7F7F7F7F7F7F7F)
_CASE = np.uint64(0x2020202020202020)
_GATHER = np.uint64(0x0102040810204080)


def _load(_context: object, _address: object) -> Any:  # noqa: ANN401  # pragma: no cover
    """The eight bytes at an address, aligned or not."""

    def made(_context: object, builder: ir.IRBuilder, _signature: object, arguments: list[Any]) -> Any:  # noqa: ANN401
        kind = ir.IntType(64)
        loaded = builder.load(builder.inttoptr(arguments[0], kind.as_pointer()))
        loaded.align = 1
        return loaded

    return types.uint64(types.uint64), made


def _trailing_zeros(_context: object, _word: object) -> Any:  # noqa: ANN401  # pragma: no cover
    """How many of the lowest bits are 0; 64 if all are."""

    def made(_context: object, builder: ir.IRBuilder, _signature: object, arguments: list[Any]) -> Any:  # noqa: ANN401
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.uint64(types.uint64), made


def _ones(_context: object, _word: object) -> Any:  # noqa: ANN401  # pragma: no cover
    """How many bits are 1."""

    def made(_context: object, builder: ir.IRBuilder, _signature: object, arguments: list[Any]) -> Any:  # noqa: ANN401
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), made


def _one_by_one(_context: object) -> Any:  # noqa: ANN401  # pragma: no cover
    """Nothing; but a loop that holds it is not made to take several steps at once."""

    def made(context: Any, builder: ir.IRBuilder, _signature: object, _arguments: object) -> Any:  # noqa: ANN401
        builder.asm(ir.FunctionType(ir.VoidType(), []), "", "", [], side_effect=True)
        return context.get_dummy_value()

    return types.void(), made


load: Any = intrinsic(_load)
one_by_one: Any = intrinsic(_one_by_one)
trailing_zeros: Any = intrinsic(_trailing_zeros)
ones: Any = intrinsic(_ones)


@hot(inline="always")
def eight_at(buf: Bytes, i: int) -> np.uint64:  # pragma: no cover
    """The eight bytes from ``i`` on, which must be there."""
    return np.uint64(load(np.uint64(buf.ctypes.data) + np.uint64(i)))


@hot(inline="always")
def read_eight(x: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64]:  # pragma: no cover
    """The leading letters and digits of eight bytes: (upper case, packed; which are digits; how many)."""
    low = x & _SEVEN
    plain = ~x & _HIGH
    cased = low | _CASE
    letter = (cased + _ALL * np.uint64(0x1F)) & ~(cased + _ALL * np.uint64(0x05)) & plain
    digit = (low + _ALL * np.uint64(0x50)) & ~(low + _ALL * np.uint64(0x46)) & plain
    size = np.uint64(trailing_zeros(~(letter | digit) & _HIGH)) >> np.uint64(3)
    whole = size == np.uint64(8)
    kept = ~np.uint64(0) if whole else (np.uint64(1) << (size << np.uint64(3))) - np.uint64(1)
    word = (x & ~(letter >> np.uint64(2))) & kept
    return word, (((digit & kept) >> np.uint64(7)) * _GATHER) >> np.uint64(56), size
