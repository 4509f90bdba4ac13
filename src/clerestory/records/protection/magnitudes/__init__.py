"""Magnitude tables: sums of what respondents contribute, protected by rules of concentration."""

from clerestory.records.protection.magnitudes.protect import MagnitudeRule, protect_magnitudes
from clerestory.records.protection.magnitudes.protected import ProtectedMagnitudes
from clerestory.records.protection.magnitudes.tabulation import Asked, Magnitudes, tabulate_magnitudes

__all__ = [
    "Asked",
    "MagnitudeRule",
    "Magnitudes",
    "ProtectedMagnitudes",
    "protect_magnitudes",
    "tabulate_magnitudes",
]
