"""Coarser categories for tables that suppression would ruin, before anything is searched.

A table is ruined if most cells that count anybody are unsafe by themselves: what protects them
takes the rest. Pairs of sibling leaves are merged one after another, each time the pair that frees
most unsafe cells for each safe cell that readers lose, until few enough are unsafe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.protected import Merge
from clerestory.records.protection.recode import extended, merged_code, reduced_cube
from clerestory.records.protection.rules import unsafe_counts
from clerestory.records.protection.system import with_totals

RUINED = 0.5  # of the cells that count anybody: if more are unsafe, the table is ruined
ENOUGH = 1 / 3  # merging goes on until no more are
WORST = 8  # siblings of one parent that are paired: those with the largest share of unsafe cells
NEARLY = 0.6  # of the best pair's worth: merged in the same round
AT_LEAST = 10  # cells lost, in the price of any merge: no merge is free


Pair = tuple[float, str, tuple[str, ...]]  # its worth, and what is merged


def is_ruined(cubes: Sequence[UnprotectedCube]) -> bool:
    """Would suppression take most of what there is to read."""
    return unsafe_share(cubes) > RUINED


def unsafe_share(cubes: Sequence[UnprotectedCube]) -> float:
    """Of the cells that count anybody, how many are unsafe by themselves."""
    unsafe = some = 0
    for cube in cubes:
        counts = with_totals(cube.leaves, cube.hierarchies)
        unsafe += int(np.count_nonzero(unsafe_counts(counts, cube.minimum)))
        some += int(np.count_nonzero(counts))
    return unsafe / max(some, 1)


def coarser(cubes: Sequence[UnprotectedCube]) -> tuple[Merge, ...]:
    """The merges after which suppression leaves something to read; each knows what it costs."""
    merges: tuple[Merge, ...] = ()
    reduced = list(cubes)
    while unsafe_share(reduced) > ENOUGH:
        best = list(_best(sorted(_pairs(reduced), reverse=True)))
        if not best:
            break
        for merge in best:
            merges = extended(merges, merge)
        reduced = [reduced_cube(cube, merges) for cube in cubes]
    return tuple(replace(merge, cells=sum(_safe(cube, merge) for cube in cubes)) for merge in merges)


def _safe(cube: UnprotectedCube, merge: Merge) -> int:
    """The cells that could be shown of the categories that a merge takes from readers."""
    if merge.variable not in cube.variables:
        return 0
    axis = cube.variables.index(merge.variable)
    codes = cube.hierarchies[axis].codes
    counts = with_totals(cube.leaves, cube.hierarchies).take(
        [codes.index(code) for code in merge.codes], axis
    )
    return int(np.count_nonzero(counts >= cube.minimum))


def _best(pairs: Sequence[Pair]) -> Iterator[Merge]:
    """The best pair, and others of its variable nearly as good that share no category with a better one."""
    taken: set[str] = set()
    for worth, variable, codes in pairs:
        if worth >= NEARLY * pairs[0][0] and variable == pairs[0][1] and not taken & set(codes):
            taken |= set(codes)
            yield Merge(variable, codes, merged_code(codes))


def _pairs(cubes: Sequence[UnprotectedCube]) -> Iterator[Pair]:
    """Pairs of siblings that free unsafe cells."""
    linked = {name for cube in cubes for pair in cube.coarsens for name in pair}
    for cube in cubes:
        counts = with_totals(cube.leaves, cube.hierarchies)
        for axis, variable in enumerate(cube.variables):
            shared = sum(variable in other.variables for other in cubes)
            if variable in cube.where or variable in linked or shared > 1:
                continue  # what several tables show is not merged on the word of one
            yield from _pairs_along(cube, axis, np.moveaxis(counts, axis, 0).reshape(counts.shape[axis], -1))


def _pairs_along(cube: UnprotectedCube, axis: int, counts: Ints) -> Iterator[Pair]:
    hierarchy = cube.hierarchies[axis]
    unsafe = np.count_nonzero(unsafe_counts(counts, cube.minimum), axis=1)
    safe = np.count_nonzero(counts, axis=1) - unsafe
    share = unsafe / np.maximum(unsafe + safe, 1)
    at = {code: place for place, code in enumerate(hierarchy.codes)}
    for children in hierarchy.children.values():
        leaves = [at[code] for code in children if code not in hierarchy.children]
        worst = sorted(sorted(leaves, key=lambda place: -share[place])[:WORST])
        for n, one in enumerate(worst):
            for other in worst[n + 1 :]:
                both = counts[one] + counts[other]
                small = int(np.count_nonzero(unsafe_counts(both, cube.minimum)))
                freed = int(unsafe[one] + unsafe[other]) - small
                lost = int(safe[one] + safe[other])
                if freed > 0:
                    codes = hierarchy.codes[one], hierarchy.codes[other]
                    yield freed / (AT_LEAST + lost), cube.variables[axis], codes
