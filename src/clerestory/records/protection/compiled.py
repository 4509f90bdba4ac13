"""The one seam to numba, which has no types: a function compiled once and kept on the disk."""

from collections.abc import Callable
from typing import TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile without the interpreter; the compiled form is cached beside the module."""
    kept: Function = numba.njit(cache=True)(function)  # type: ignore[assignment]
    return kept
