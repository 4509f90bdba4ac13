"""Which cells are unsafe by themselves."""

import math

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.project.model import Policy
from clerestory.records.protection.system import System


def unsafe_counts(count: NDArray[np.int64], minimum: NDArray[np.int64] | int) -> NDArray[np.bool_]:
    """Minimum frequency: 1 .. minimum - 1 is unsafe; zero may be published."""
    return (count > 0) & (count < minimum)


def primary_cells(system: System) -> NDArray[np.bool_]:
    """The unsafe cells; a cell of several tables answers to the strictest of their minimums."""
    minimum = np.zeros(system.count.size, np.int64)
    for number, cube in enumerate(system.cubes):
        np.maximum.at(minimum, system.cell_of[system.places_of(number)], cube.minimum)
    return unsafe_counts(system.count, minimum)


def least_width(minimum: int) -> int:
    """What is owed to an unsafe cell at the least: a fifth of the minimum, and never under 3."""
    return max(3, math.ceil(minimum / 5))


def check_policy(policy: Policy) -> None:
    """``InputError`` where the policy contradicts itself."""
    if policy.minimum < 1:
        raise InputError(f"policy: minimum is {policy.minimum}; give 1 or more")
    if policy.width < 1:
        raise InputError(f"policy: width is {policy.width}; give 1 or more")
    if policy.seed < 0:
        raise InputError(f"policy: seed is {policy.seed}; give 0 or more")
