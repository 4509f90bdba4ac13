"""From leaves up: the codes above every leaf, level by level."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

Ints = NDArray[np.int64]


def paths(hierarchy: Hierarchy) -> Ints:
    """For every leaf the codes above it from ``Total`` down, and itself; -1 beyond its depth."""
    at = {code: place for place, code in enumerate(hierarchy.codes)}
    ways = []
    for leaf in hierarchy.leaves:
        way = [leaf]
        while way[-1] != TOTAL:
            way.append(hierarchy.parent[way[-1]])
        ways.append([at[code] for code in reversed(way)])
    depth = max(map(len, ways))
    return np.array([way + [-1] * (depth - len(way)) for way in ways], np.int64)


def cells_above(leaves: Sequence[Ints], hierarchies: Sequence[Hierarchy]) -> Iterator[tuple[Ints, Ints]]:
    """Every cell over each combination of leaves: level by level, which of them and the cell's place.

    A combination lies in one cell of every combination of levels (or in none, where a branch ends).
    """
    shape = tuple(len(hierarchy.codes) for hierarchy in hierarchies)
    ways = [paths(hierarchy)[own] for hierarchy, own in zip(hierarchies, leaves, strict=True)]
    for levels in itertools.product(*(range(way.shape[1]) for way in ways)):
        place = [way[:, level] for way, level in zip(ways, levels, strict=True)]
        there = np.flatnonzero(np.logical_and.reduce([own >= 0 for own in place]))
        yield there, np.ravel_multi_index(tuple(own[there] for own in place), shape).astype(np.int64)
