"""Recoding: merging categories where cells cannot be certified, and what it costs readers.

A merged category is a new parent whose children stay in the hierarchy with every cell withheld, so
that codes still equal the values of the records. A merge is proposed between siblings only: the
levels above keep their meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from clerestory.errors import Refused
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.protected import Merge
from clerestory.vocabulary.hierarchy import Hierarchy


class RecodingNeeded(Refused):
    """Some unsafe cells have no proof without merging categories; ``proposal`` says which."""

    def __init__(self, sentence: str, proposal: tuple[Merge, ...] = ()) -> None:
        super().__init__(sentence)
        self.proposal = proposal


def needed(cubes: Sequence[UnprotectedCube], merges: Sequence[Merge], why: str) -> RecodingNeeded:
    """The refusal that names every merge with its cost."""
    what = "; ".join(
        f"{merge.code} of variable {merge.variable} ({merge.cells} cells lost to readers)" for merge in merges
    )
    tables = ", ".join(cube.table for cube in cubes)
    return RecodingNeeded(
        f"tables {tables}: {why}; merge {what}, or set recode to apply (table protect: --recode)",
        tuple(merges),
    )


def merged_hierarchy(hierarchy: Hierarchy, merge: Merge) -> Hierarchy:
    """Put the merged category between its children and their parent, where the first of them stood."""
    above = {hierarchy.parent[code] for code in merge.codes}
    if len(above) != 1:
        raise ValueError("only siblings can be merged")
    parent: dict[str, str] = {}
    for code, own in hierarchy.parent.items():
        if code in merge.codes:
            parent.setdefault(merge.code, own)
            parent[code] = merge.code
        else:
            parent[code] = own
    return Hierarchy(parent, {**hierarchy.labels, merge.code: merged_label(hierarchy, merge.codes)})


def merged_label(hierarchy: Hierarchy, codes: Sequence[str]) -> str:
    """ "Alpine and Amador"; with three or more, commas."""
    labels = [hierarchy.label(code) for code in codes]
    return ", ".join(labels[:-1]) + " and " + labels[-1]


def merged_cube(cube: UnprotectedCube, merges: Sequence[Merge]) -> UnprotectedCube:
    """The cube with merged categories; its leaves follow the new order of codes."""
    hierarchies, leaves = list(cube.hierarchies), cube.leaves
    for axis, variable in enumerate(cube.variables):
        before = hierarchies[axis].leaves
        for merge in merges:
            if merge.variable == variable:
                hierarchies[axis] = merged_hierarchy(hierarchies[axis], merge)
        at = {code: place for place, code in enumerate(before)}
        leaves = leaves.take([at[code] for code in hierarchies[axis].leaves], axis)
    return replace(cube, hierarchies=tuple(hierarchies), leaves=leaves)


def reduced_cube(cube: UnprotectedCube, merges: Sequence[Merge]) -> UnprotectedCube:
    """The cube with merged categories as leaves: what they were made of is gone."""
    hierarchies, leaves = list(cube.hierarchies), cube.leaves
    for axis, variable in enumerate(cube.variables):
        own = {code: merge.code for merge in merges if merge.variable == variable for code in merge.codes}
        if not own:
            continue
        full = hierarchies[axis]
        for merge in merges:
            if merge.variable == variable:
                full = merged_hierarchy(full, merge)
        parent = {code: above for code, above in full.parent.items() if code not in own}
        hierarchies[axis] = Hierarchy(parent, full.labels)
        at = {code: place for place, code in enumerate(hierarchies[axis].leaves)}
        into = np.array([at[own.get(code, code)] for code in cube.hierarchies[axis].leaves])
        summed = np.zeros((len(at), *np.delete(leaves.shape, axis)), np.int64)
        np.add.at(summed, into, np.moveaxis(leaves, axis, 0))
        leaves = np.moveaxis(summed, 0, axis)
    return replace(cube, hierarchies=tuple(hierarchies), leaves=np.ascontiguousarray(leaves))


def hidden_codes(merges: Sequence[Merge]) -> Mapping[str, frozenset[str]]:
    """The codes of every variable whose cells are withheld because they were merged."""
    hidden: dict[str, frozenset[str]] = {}
    for merge in merges:
        hidden[merge.variable] = hidden.get(merge.variable, frozenset()) | frozenset(merge.codes)
    return hidden


def extended(merges: Sequence[Merge], merge: Merge) -> tuple[Merge, ...]:
    """The merges with one more; merging a merged category widens it instead of nesting it."""
    inside = [own for own in merges if own.variable == merge.variable and own.code in merge.codes]
    codes = tuple(dict.fromkeys(part for code in merge.codes for part in _parts(inside, code)))
    kept = [own for own in merges if own not in inside]
    return (*kept, replace(merge, codes=codes, code=merged_code(codes)))


def merged_code(codes: Sequence[str]) -> str:
    """The code of a merged category: its parts', readable in every file format."""
    return ", ".join(codes[:-1]) + " and " + codes[-1]


def _parts(inside: Sequence[Merge], code: str) -> tuple[str, ...]:
    return next((own.codes for own in inside if own.code == code), (code,))
