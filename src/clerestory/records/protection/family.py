"""Whether proofs over cells are proofs over records.

A certificate changes cells of several cubes so that shared totals agree. Records that count like
it exist for certain if the family of variable sets is decomposable: the tables can be put in a
tree so that what a table shares with the others it shares with its neighbour (running
intersection); then tables can be glued one after another, in whole numbers (Lauritzen 1996, §2.1;
Dobra & Fienberg 2000). Where the family has a cycle this is false in general, and a proof over
cells would claim too much: the tables are refused.
"""

from collections.abc import Sequence

from clerestory.errors import Refused
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.axes import closed, coarsenings


class CyclicFamily(Refused):
    """Tables of one collection form a cycle over variables: no proof over cells would hold."""


def check_decomposable(cubes: Sequence[UnprotectedCube]) -> None:
    """``CyclicFamily`` unless the tables' variables form a decomposable family."""
    coarse = coarsenings(cubes)
    sets = {cube.table: closed(cube.variables, coarse) for cube in cubes}
    left = remaining_cycle(sets)
    if left:
        raise CyclicFamily(
            f"tables {', '.join(sorted(left))}: their variables form a cycle, so alternatives of cells need "
            f"not be alternatives of records and nothing would be proven; publish one table by all of "
            f"{', '.join(sorted(set().union(*left.values())))}, or take a variable out of one"
        )


def remaining_cycle(sets: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """What Graham's reduction leaves: nothing exactly if the family is decomposable."""
    left = dict(sets)
    while True:
        reduced = {name: _shared(name, left) for name in left}
        kept = {name: own for name, own in reduced.items() if not _inside_another(name, reduced)}
        if kept == left:
            return {} if len(left) < 2 else left
        left = kept


def _shared(name: str, sets: dict[str, frozenset[str]]) -> frozenset[str]:
    others = frozenset().union(*(own for other, own in sets.items() if other != name))
    return sets[name] & others


def _inside_another(name: str, sets: dict[str, frozenset[str]]) -> bool:
    return any(
        sets[name] < own or (sets[name] == own and other < name)
        for other, own in sets.items()
        if other != name
    )
