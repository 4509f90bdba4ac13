"""The publication score of the CalHHS Data De-Identification Guidelines.

A count passes if it is 11 or more out of 20,001 people or more. Otherwise its score decides: points
for how few the events are, how narrow each variable is, how many variables meet; above 12 the count
is withheld. Among the categories of one level the narrowest scores for all (the risk of a table is
that of its smallest cell). The points are those of ``ddg_scoring.json``, as published.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.rules.denominators import Denominators, population
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

NUMERATOR, DENOMINATOR, LIMIT = 11, 20_001, 12
EVENTS = ((1_000, 2), (100, 3), (11, 5), (0, 7))  # at least so many events, points
INTERACTIONS = (0, 1, 2, 4)  # points for so many variables beside place and time; three or more: 4
FEW_VARIABLES = ((5, -5), (3, -3))  # place and time alone, and no count under so many

Role = Literal["place", "time", "other"]


@dataclass(frozen=True)
class Score:
    """What every category scores; ``denominators`` None: nothing is known to be out of enough people."""

    points: Mapping[str, Mapping[str, int]]  # variable -> code -> points
    roles: Mapping[str, Role]
    denominators: Denominators | None = None
    limit: int = LIMIT


def unsafe_by_score(count: NDArray[np.int64], cube: UnprotectedCube, score: Score) -> NDArray[np.bool_]:
    """The counts that neither pass by their size nor by their score; a zero is no count of anybody."""
    enough = np.zeros(count.shape, np.bool_)
    if score.denominators is not None:
        people = population(score.denominators, cube.variables, cube.hierarchies)
        enough = (count >= NUMERATOR) & (people >= DENOMINATOR)
    unsafe: NDArray[np.bool_] = (count > 0) & ~enough & (scores(count, cube, score) > score.limit)
    return unsafe


def scores(count: NDArray[np.int64], cube: UnprotectedCube, score: Score) -> NDArray[np.int64]:
    """The publication score of every cell."""
    found = event_points(count)
    depths = [_depths(hierarchy) for hierarchy in cube.hierarchies]
    for levels in itertools.product(*(np.unique(own) for own in depths)):
        cells = np.ix_(*(np.flatnonzero(own == level) for own, level in zip(depths, levels, strict=True)))
        found[cells] += _margin_points(count[cells], cube, score, levels, depths)
    return found


def event_points(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fewer the events, the more points."""
    return np.select([count >= least for least, _ in EVENTS], [points for _, points in EVENTS])


def interaction_points(roles: Sequence[Role], fewest: int) -> int:
    """The more variables meet, the more points; place and time alone may even take some off."""
    others = sum(role == "other" for role in roles)
    if others:
        return INTERACTIONS[min(others, 3)]
    return next((points for least, points in FEW_VARIABLES if fewest >= least), 0)


def _margin_points(
    count: NDArray[np.int64],
    cube: UnprotectedCube,
    score: Score,
    levels: tuple[int, ...],
    depths: list[NDArray[np.int64]],
) -> int:
    points, roles = 0, []
    for variable, hierarchy, level, own in zip(cube.variables, cube.hierarchies, levels, depths, strict=True):
        codes = [code for code, depth in zip(hierarchy.codes, own, strict=True) if depth == level]
        points += max(score.points.get(variable, {}).get(code, 0) for code in codes)
        if codes != [TOTAL]:
            roles.append(score.roles.get(variable, "other"))
    return points + interaction_points(roles, int(count[count > 0].min(initial=1_000)))


def _depths(hierarchy: Hierarchy) -> NDArray[np.int64]:
    depth = {TOTAL: 0}
    for code in hierarchy.codes[1:]:
        depth[code] = depth[hierarchy.parent[code]] + 1
    return np.array([depth[code] for code in hierarchy.codes])
