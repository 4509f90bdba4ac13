"""What a table over part of the records implies about the rest.

A table that counts issued permits only, beside one that counts all, publishes a third table without
saying so: all minus issued. Its cells are of no table, but they are owed what every cell is owed,
and they must not become negative in an alternative. ``complements`` counts them as hidden cubes of
the system, over the variables that both tables share.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.axes import closed, coarsenings, leaves_below
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

REST = ""  # the leaf that stands for all records that the restriction leaves out
PART = " part"  # the restricted records; no code of a hierarchy opens with a space


def complements(cubes: Sequence[UnprotectedCube]) -> tuple[UnprotectedCube, ...]:
    """The hidden cubes that the restricted ones imply."""
    hidden: list[UnprotectedCube] = []
    for part in cubes:
        for whole in cubes:
            if part.where and not whole.where and not _is_told(part, whole, cubes):
                hidden.append(_complement(part, whole, cubes, f"~{len(hidden)}"))
    return tuple(hidden)


def _is_told(part: UnprotectedCube, whole: UnprotectedCube, cubes: Sequence[UnprotectedCube]) -> bool:
    """Does some table count what the two share by the restricting variables too: then nothing is hidden."""
    coarse = coarsenings(cubes)
    shared = closed(part.variables, coarse) & closed(whole.variables, coarse) | set(part.where)
    return any(
        closed(cube.variables, coarse) >= shared and not set(part.where) & set(cube.where) for cube in cubes
    )


def _complement(
    part: UnprotectedCube, whole: UnprotectedCube, cubes: Sequence[UnprotectedCube], name: str
) -> UnprotectedCube:
    if len(part.where) > 1 or any(
        part.where[0] in cube.variables and part.where[0] not in cube.where for cube in cubes
    ):
        raise InputError(
            f"table {part.table}: restricted by {', '.join(part.where)}, which another table counts in full or "
            f"which are several; restrict by one variable, and count by it in the restricted tables only"
        )
    variable = part.where[0]
    part, whole = _levelled(part, whole), _levelled(whole, part)
    shared = tuple(own for own in part.variables if own in whole.variables)
    counted = _margin(part, (*shared, variable))
    rest = _margin(whole, shared).leaves - counted.leaves.sum(axis=-1)
    if rest.size and rest.min() < 0:
        raise InputError(
            f"tables {part.table} and {whole.table}: the restricted table counts more than the whole; "
            f"count both over the same records"
        )
    return replace(
        counted,
        table=name,
        hierarchies=(*counted.hierarchies[:-1], _with_rest(counted.hierarchies[-1])),
        leaves=np.concatenate([counted.leaves, rest[..., None]], axis=-1),
        where=(),
    )


def _with_rest(hierarchy: Hierarchy) -> Hierarchy:
    parent = {PART: TOTAL}
    parent |= {code: PART if above == TOTAL else above for code, above in hierarchy.parent.items()}
    return Hierarchy(parent | {REST: TOTAL})


def _levelled(cube: UnprotectedCube, other: UnprotectedCube) -> UnprotectedCube:
    """The cube with every variable summed to the level at which the other one has it."""
    coarse = coarsenings((cube, other))
    for level in other.variables:
        fine = coarse.get(level)
        if fine is not None and fine in cube.variables:
            at = other.hierarchies[other.variables.index(level)]
            cube = _summed(cube, fine, level, at)
    return cube


def _summed(cube: UnprotectedCube, fine: str, level: str, hierarchy: Hierarchy) -> UnprotectedCube:
    axis = cube.variables.index(fine)
    own = cube.hierarchies[axis]
    below = leaves_below(own)
    into = {leaf: at for at, code in enumerate(hierarchy.leaves) for leaf in below[code]}
    groups = np.array([into[leaf] for leaf in own.leaves])
    summed: NDArray[np.int64] = np.zeros(
        (len(hierarchy.leaves), *np.delete(cube.leaves.shape, axis)), np.int64
    )
    np.add.at(summed, groups, np.moveaxis(cube.leaves, axis, 0))
    return replace(
        cube,
        variables=tuple(level if name == fine else name for name in cube.variables),
        hierarchies=(*cube.hierarchies[:axis], hierarchy, *cube.hierarchies[axis + 1 :]),
        leaves=np.moveaxis(summed, 0, axis),
    )


def _margin(cube: UnprotectedCube, variables: tuple[str, ...]) -> UnprotectedCube:
    """The cube summed over all variables but these, in their order."""
    gone = tuple(axis for axis, name in enumerate(cube.variables) if name not in variables)
    kept = [name for name in cube.variables if name in variables]
    leaves = cube.leaves.sum(axis=gone).transpose([kept.index(name) for name in variables])
    hierarchies = tuple(cube.hierarchies[cube.variables.index(name)] for name in variables)
    return replace(cube, variables=variables, hierarchies=hierarchies, leaves=np.ascontiguousarray(leaves))
