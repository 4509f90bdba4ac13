"""Arrow columns as fingerprints: text as it lies in Arrow's buffers, days as numbers."""

import numpy as np
from numpy.typing import NDArray

from clerestory.matching import normal
from clerestory.matching.index import NAMES
from clerestory.records.vault.text import Column, days, text_of
from clerestory.vocabulary.status import Identifies

__all__ = ["add_names", "addresses", "days", "digests", "postcodes", "strong"]

Halves = tuple[np.uint64, np.uint64]
U64 = NDArray[np.uint64]

NAME_ROOM = {Identifies.PERSON: NAMES, Identifies.SURNAME: 2, Identifies.GIVEN: 2}


def add_names(column: Column, kind: Identifies, halves: Halves, names: U64) -> None:
    """Add the names of a column to those of the rows."""
    data, begins = text_of(column)
    normal.names_of(data, begins, *halves, NAME_ROOM[kind], names)


def strong(column: Column, halves: Halves, shapes: NDArray[np.uint8]) -> tuple[U64, NDArray[np.uint8], U64]:
    """Each cell as one code: fingerprints, their classes, and those without leading zeros; their shapes are marked."""
    rows = len(column)
    codes, trimmed, classes = np.zeros(rows, np.uint64), np.zeros(rows, np.uint64), np.zeros(rows, np.uint8)
    normal.strong_of(*text_of(column), *halves, codes, trimmed, classes, shapes)
    return codes, classes, trimmed


def addresses(column: Column, halves: Halves) -> U64:
    """The first house number and street of each cell."""
    out = np.zeros(len(column), np.uint64)
    normal.addresses_of(*text_of(column), *halves, out)
    return out


def postcodes(column: Column, halves: Halves) -> U64:
    """The five-digit code of each cell."""
    out = np.zeros(len(column), np.uint64)
    normal.postcodes_of(*text_of(column), *halves, out)
    return out


def digests(column: Column, halves: Halves) -> U64:
    """The first 16 hexadecimal digits of each plain hash, as they are read in running text."""
    out = np.zeros(len(column), np.uint64)
    normal.digests_of(*text_of(column), *halves, out)
    return out
