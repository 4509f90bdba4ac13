"""The fingerprints of some rows, before they are an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]


@dataclass(frozen=True, repr=False)
class Rows:
    """The fingerprints of the rows of one source; 0 where a row has none."""

    names: U64  # rows x NAMES
    days: NDArray[np.int64]
    addresses: U64
    postcodes: U64
    strong: Mapping[str, tuple[U64, NDArray[np.uint8]]]  # column -> fingerprints, classes
    trimmed: tuple[U64, ...] = ()  # of bare numbers without their leading zeros, a row each
    digests: Mapping[str, tuple[U64, tuple[U64, ...]]] = field(default_factory=dict)
    """Column -> the fingerprints of its distinct codes, and those of their plain hashes, one kind each."""

    def __repr__(self) -> str:
        return f"Rows({self.days.size})"
