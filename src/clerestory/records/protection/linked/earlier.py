"""Tables of an earlier release: what they showed and withheld, and what they counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import SHOWN_BEFORE, WITHHELD_BEFORE, UnprotectedCube

Ints = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class Earlier:
    """One table of a release before: its true counts, and every cell that it wrote with what it showed."""

    id: str
    by: tuple[str, ...]
    minimum: int
    leaves: Ints  # in the order of the columns' leaves
    shown: Mapping[tuple[str, ...], int | None]
    release: int  # 0, 1, ... in the order of time

    def __repr__(self) -> str:
        return f"Earlier({self.id!r}, {len(self.shown)} cells)"


def settled_cells(table: Earlier, cube: UnprotectedCube) -> NDArray[np.int8]:
    """For every cell of a cube whether the table showed it."""
    shape = tuple(len(tree.codes) for tree in cube.hierarchies)
    states = np.empty(int(np.prod(shape)), np.int8)
    for at, codes in enumerate(product(*(tree.codes for tree in cube.hierarchies))):
        if codes not in table.shown:
            raise InputError(
                f"table {table.id} of an earlier release: lacks cells of today's hierarchies; give the hierarchies "
                f"that it was made with"
            )
        states[at] = WITHHELD_BEFORE if table.shown[codes] is None else SHOWN_BEFORE
    return states.reshape(shape)
