"""Cells that must be published whatever the rules say: a law demands the total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError, Refused
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


@dataclass(frozen=True)
class ForcedCell:
    """A category for some of the variables; of the others, the total."""

    codes: Mapping[str, str]

    def __str__(self) -> str:
        return ", ".join(f"{variable} {code}" for variable, code in self.codes.items())


def forced_mask(
    cells: Sequence[ForcedCell], variables: Sequence[str], hierarchies: Sequence[Hierarchy]
) -> NDArray[np.bool_]:
    """Where the forced cells lie in a cube."""
    mask = np.zeros(tuple(len(hierarchy.codes) for hierarchy in hierarchies), np.bool_)
    for cell in cells:
        mask[_place(cell, variables, hierarchies)] = True
    return mask


def check_forced(forced: NDArray[np.bool_], unsafe: NDArray[np.bool_]) -> None:
    """``Refused`` where a cell is both unsafe and demanded: no pattern can serve both."""
    both = int(np.count_nonzero(forced & unsafe))
    if both:
        raise Refused(
            f"{both} of the {int(np.count_nonzero(forced))} cells that must be published are unsafe themselves, "
            f"which makes protection impossible: take them off the list, or count by coarser categories"
        )


def _place(cell: ForcedCell, variables: Sequence[str], hierarchies: Sequence[Hierarchy]) -> tuple[int, ...]:
    if unknown := [variable for variable in cell.codes if variable not in variables]:
        raise InputError(f"forced cells: {unknown[0]} is not a variable of the table")
    place = []
    for variable, hierarchy in zip(variables, hierarchies, strict=True):
        code = cell.codes.get(variable, TOTAL)
        if code not in hierarchy.codes:
            raise InputError(f"forced cells: {variable} has no category {code}; write totals as {TOTAL}")
        place.append(hierarchy.codes.index(code))
    return tuple(place)
