"""The confidential evidence of a collection: what the protector hands to the intruder's trial.

One ``.npz`` a collection, under the evidence folder and never under the web root: a certificate
gives counts away. Cells are numbered over the cubes of the collection, sorted by table id, each in
the row-major order of its JSON-stat file.

    count     int64, the true count of every cell
    status    int8, 0 published, 1 primary, 2 secondary
    owed      int32, the width owed to the cell (0 where nothing is owed)
    start     int64, one more than there are certificates: where each begins in cell and delta
    cell      int64, the cells that a certificate changes
    delta     int64, by how much; a certificate is a whole alternative table: additive, never
              negative, unchanged wherever published
    lp_cell, lp_low, lp_high   cells proven over the linear relaxation instead, and their intervals
"""

import io
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError


@dataclass(frozen=True, repr=False)
class Evidence:
    """True counts, reasons and certificates of one collection; its repr gives shape only."""

    count: NDArray[np.int64]
    status: NDArray[np.int8]
    owed: NDArray[np.int32]
    start: NDArray[np.int64]
    cell: NDArray[np.int64]
    delta: NDArray[np.int64]
    lp_cell: NDArray[np.int64]
    lp_low: NDArray[np.float64]
    lp_high: NDArray[np.float64]

    def __repr__(self) -> str:
        return f"Evidence({self.count.size} cells, {self.start.size - 1} certificates)"


def to_bytes(evidence: Evidence) -> bytes:
    """The ``.npz`` file: the same evidence gives the same bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{part.name: getattr(evidence, part.name) for part in fields(evidence)})
    return buffer.getvalue()


def from_bytes(content: bytes, where: str) -> Evidence:
    """Read evidence; ``InputError`` naming ``where`` if it is not whole."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as parts:
            return Evidence(**{part.name: parts[part.name] for part in fields(Evidence)})
    except (ValueError, KeyError, OSError, EOFError):
        raise InputError(f"{where}: not the evidence of a collection; build the release again") from None
