"""The only maker of protected cubes."""

from clerestory.records.protection.engine import compile_caches, protect
from clerestory.records.protection.protected import ProtectedCube, Protection, Summary
from clerestory.records.protection.recode import RecodingNeeded

__all__ = ["ProtectedCube", "Protection", "RecodingNeeded", "Summary", "compile_caches", "protect"]
