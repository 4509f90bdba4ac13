"""The only maker of protected cubes."""

from clerestory.records.protection.engine import Pace, compile_caches, protect, warm
from clerestory.records.protection.protected import ProtectedCube, Protection, Summary
from clerestory.records.protection.recode import RecodingNeeded

__all__ = [
    "Pace",
    "ProtectedCube",
    "Protection",
    "RecodingNeeded",
    "Summary",
    "compile_caches",
    "protect",
    "warm",
]
