"""The fingerprints of some rows, before they are an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
U32 = NDArray[np.uint32]


@dataclass(frozen=True, repr=False)
class Rows:
    """The fingerprints of the rows of one source; a code is 0 where a row has none."""

    sets: U32  # the set of weak values of each row, by its number in ``weak.Sets``
    shapes: NDArray[np.uint8]  # of the codes, as ``scan.shape_of`` tells them
    strong: Mapping[str, tuple[U64, NDArray[np.uint8]]]  # column -> fingerprints, classes
    trimmed: tuple[tuple[U32, U64], ...] = ()  # rows of bare numbers, those without their leading zeros
    digests: Mapping[str, tuple[U64, tuple[U64, ...]]] = field(default_factory=dict)
    """Column -> the fingerprints of its distinct codes, and those of their plain hashes, one kind each."""
    again: U32 = field(default_factory=lambda: np.zeros((0, 2), np.uint32))
    """A row, and one that says more of the same: a second address, say."""

    def __repr__(self) -> str:
        return f"Rows({self.sets.size})"
