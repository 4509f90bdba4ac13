"""Count records into unprotected tables."""

from clerestory.records.cubes.counting import count
from clerestory.records.cubes.cube import UnprotectedCube

__all__ = ["UnprotectedCube", "count"]
