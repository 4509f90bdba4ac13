"""Compare the ways to publish one table: the same table, the same reader, the same intruder."""

from clerestory.acts.compare.measured import Comparison, Measured, compare
from clerestory.acts.compare.page import html

__all__ = ["Comparison", "Measured", "compare", "html"]
