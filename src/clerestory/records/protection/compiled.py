"""The one seam to numba, which has no types: a function compiled once and kept on the disk.

numba asks only whether a function's own file has changed, though the functions that it calls are
compiled into it. Here the kept form is of all compiled files of the package: a change of any of them
makes all anew, and compiled code takes constants and functions from no other file but the layout.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import numba

LAYOUT = "layout.py"  # what compiled code is handed; compiled from it is nothing but a constant
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
        if b"import compiled" in (text := file.read_bytes()) or file.name == LAYOUT:
            content.update(text)
    return content.hexdigest()


PACKAGE = _stamp()
