"""Keyed index of the identifying values of some records."""

from clerestory.records.fingerprints.build import build

__all__ = ["build"]
