"""Several tables as one system: overlapping hierarchies, tables over part of the records, releases over time."""

from clerestory.records.protection.linked.assumed import assumed
from clerestory.records.protection.linked.earlier import Earlier
from clerestory.records.protection.linked.plan import Filter, Wanted, cubes_of
from clerestory.records.protection.linked.result import ProtectedTable, tables_of

__all__ = ["Earlier", "Filter", "ProtectedTable", "Wanted", "assumed", "cubes_of", "tables_of"]
