"""Normal forms of identifying values, keyed hashes, index format: one copy for records and probe; no database."""

from clerestory.matching.compiled import compile_caches

__all__ = ["compile_caches"]
