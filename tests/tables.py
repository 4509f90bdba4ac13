"""Small tables for tests of protection, and the slow obvious reference: every table there could be."""

from collections.abc import Iterator, Sequence

import numpy as np

from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection import Protection
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import Hierarchy


def flat(*codes: str) -> Hierarchy:
    return Hierarchy.flat(codes)


def cube(
    leaves: Sequence[object],
    *hierarchies: Hierarchy,
    variables: Sequence[str] = ("v", "w", "u"),
    table: str = "t",
    minimum: int = 11,
    **more: object,
) -> UnprotectedCube:
    counts = np.array(leaves, dtype=np.int64)
    names = tuple(variables[: counts.ndim])
    return UnprotectedCube(table, "c", names, hierarchies, counts, minimum, **more)


def shown(protection: Protection, table: str = "t") -> list[object]:
    """The cube as nested lists, ``None`` where withheld."""
    found = next(cube for cube in protection.cubes if cube.table == table)
    return np.where(found.withheld, None, found.counts.astype(object)).tolist()


def every_table(protected_cube: object, leaves: np.ndarray) -> Iterator[np.ndarray]:
    """All tables of whole numbers, never negative, that agree with everything published: by trying.

    One leaf after another takes every value that the published totals above it still leave; a total
    whose last leaf it is must be met exactly. Leaves of no published total stop at ``FAR``.
    """
    shown = protected_cube.counts.ravel()
    member = np.array([_above(at, leaves.shape, protected_cube.hierarchies) for at in range(leaves.size)])
    known = np.flatnonzero(shown >= 0)
    member, left = member[:, known], shown[known].copy()
    last = np.where(member.any(axis=0), leaves.size - 1 - member[::-1].argmax(axis=0), -1)
    for values in _filled(0, [], member, left, last):
        yield with_totals(np.array(values, dtype=np.int64).reshape(leaves.shape), protected_cube.hierarchies)


FAR = 30


def _filled(at: int, values: list[int], member: np.ndarray, left: np.ndarray, last: np.ndarray):
    if at == len(member):
        yield values
        return
    above = member[at]
    ending = left[above & (last == at)]
    most = int(left[above].min(initial=FAR))
    for value in range(most + 1) if not ending.size else sorted({int(ending[0])}):
        if value > most or (ending != value).any():
            continue
        yield from _filled(at + 1, [*values, value], member, left - value * above, last)


def _above(leaf: int, shape: tuple[int, ...], hierarchies: Sequence[Hierarchy]) -> np.ndarray:
    one = np.zeros(int(np.prod(shape)), dtype=np.int64)
    one[leaf] = 1
    return with_totals(one.reshape(shape), hierarchies).ravel() > 0
