"""What is left of the linked system once the published numbers are put in: equations among gaps."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.shown import Flags, Ints


@dataclass(frozen=True, repr=False)
class Residual:
    """``matrix @ withheld = right``: rows with a withheld member only, columns the withheld unknowns."""

    matrix: sparse.csr_array
    right: Ints
    row: Ints  # equation of the linked system
    column: Ints  # unknown of the linked system

    def __repr__(self) -> str:
        return f"Residual({self.row.size} equations, {self.column.size} withheld)"


def residual(linked: Linked, known: Flags | None = None, value: Ints | None = None) -> Residual:
    """The equations that still say something; ``known`` and ``value``: published, or settled since."""
    known = linked.known if known is None else known
    value = linked.value if value is None else value
    matrix = linked.matrix
    column = np.flatnonzero(~known)
    withheld = matrix[:, column]
    row = np.flatnonzero(np.diff(withheld.indptr))
    right = -(matrix @ np.where(known, value, 0))
    return Residual(withheld[row], right[row].astype(np.int64), row, column)


def broken_equations(linked: Linked) -> Ints:
    """Equations between published cells alone that do not add up."""
    gaps = (
        np.add.reduceat(~linked.known[linked.member], linked.start[:-1])
        if linked.member.size
        else linked.start[:-1]
    )
    sums = linked.matrix @ np.where(linked.known, linked.value, 0)
    return np.flatnonzero((gaps == 0) & (sums != 0)).astype(np.int64)
