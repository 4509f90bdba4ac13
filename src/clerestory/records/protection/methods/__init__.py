"""Ways to publish a table of counts, behind one interface: suppression, rounding, noise."""

from clerestory.records.protection.methods.interface import Altered, Method, csv_bytes

__all__ = ["Altered", "Method", "csv_bytes"]
