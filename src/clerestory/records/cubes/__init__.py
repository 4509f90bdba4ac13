"""Count records into unprotected tables.

What counts, and with it all that opens a vault, is loaded when it is first used (PEP 562).
"""

from importlib import import_module
from typing import TYPE_CHECKING

from clerestory.records.cubes.cube import UnprotectedCube

if TYPE_CHECKING:
    from clerestory.records.cubes.counting import count

__all__ = ["UnprotectedCube", "count"]


def __getattr__(name: str) -> object:
    if name == "count":
        return import_module("clerestory.records.cubes.counting").count
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
