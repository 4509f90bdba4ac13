"""How many people a count is out of: the population behind every cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import Hierarchy


@dataclass(frozen=True, repr=False)
class Denominators:
    """The population of every combination of leaves of some of the variables.

    A variable that is not among them does not narrow the population: with residents by county, the
    2020 count of a county is out of all its residents.
    """

    variables: tuple[str, ...]
    people: Mapping[tuple[str, ...], int]

    def __repr__(self) -> str:
        return f"Denominators({', '.join(self.variables)})"


def population(
    denominators: Denominators, variables: Sequence[str], hierarchies: Sequence[Hierarchy]
) -> NDArray[np.int64]:
    """The population behind every cell, broadcast to the cube's shape."""
    if unknown := [name for name in denominators.variables if name not in variables]:
        raise InputError(f"denominators: {unknown[0]} is not a variable of the table")
    own = [hierarchies[variables.index(name)] for name in denominators.variables]
    sums = with_totals(_leaves(denominators, own), own)
    order = np.argsort([variables.index(name) for name in denominators.variables])
    shape = [
        len(h.codes) if v in denominators.variables else 1
        for v, h in zip(variables, hierarchies, strict=True)
    ]
    whole = [len(hierarchy.codes) for hierarchy in hierarchies]
    return np.broadcast_to(sums.transpose(order).reshape(shape), whole)


def _leaves(denominators: Denominators, hierarchies: Sequence[Hierarchy]) -> NDArray[np.int64]:
    found = np.full([len(hierarchy.leaves) for hierarchy in hierarchies], -1, np.int64)
    at = [{code: place for place, code in enumerate(hierarchy.leaves)} for hierarchy in hierarchies]
    for codes, people in denominators.people.items():
        if all(code in own for code, own in zip(codes, at, strict=True)):
            found[tuple(own[code] for code, own in zip(codes, at, strict=True))] = people
    missing = int(np.count_nonzero(found < 0))
    if missing:
        raise InputError(
            f"denominators: {missing} combinations of {', '.join(denominators.variables)} have no population; "
            f"give one row for each"
        )
    return found
