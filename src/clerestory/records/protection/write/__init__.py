"""Writing a protected cube out: the same cube gives the same bytes, in every format."""

from clerestory.records.protection.write.files import FORMATS, write
from clerestory.records.protection.write.publication import Publication, published

__all__ = ["FORMATS", "Publication", "published", "write"]
