"""The one seam to numba, which has no types: a function compiled once and kept on the disk.

numba asks only whether a function's own file has changed, though the functions that it calls are
compiled into it. Here the kept form is of the whole package: a change of any file makes all anew.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile without the interpreter; the compiled form is cached beside the module."""
    kept: Function = numba.njit(cache=True)(function)  # type: ignore[assignment]
    cache = getattr(kept, "_cache", None)
    index = getattr(cache, "_cache_file", None)
    if index is not None:  # absent where compiling is switched off
        index._source_stamp = PACKAGE
    return kept


def _stamp() -> str:
    content = sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        content.update(file.read_bytes())
    return content.hexdigest()


PACKAGE = _stamp()
