"""Level E: what an intruder knows besides the tables.

That zeros are shown, so that no gap is one; or that they are themselves counted: a contributor
knows that every cell they belong to counts at least 1.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from clerestory.errors import InputError
from clerestory.proof.attack.leafsets import TOTAL
from clerestory.proof.attack.shown import Axis, Flags, ShownTable


def without_zeros(table: ShownTable) -> ShownTable:
    """The table to one who knows that every zero is published."""
    return _at_least_one(table, ~table.known)


def to_contributor(table: ShownTable, own: Mapping[str, str]) -> ShownTable:
    """The table to somebody who is counted in the cell of these categories."""
    inside = np.ones(1, dtype=np.bool_)
    for axis in table.axes:
        inside = np.logical_and.outer(inside, _holds(axis, own.get(axis.id, TOTAL), table.name))
    return _at_least_one(table, inside.ravel() & ~table.known)


def _holds(axis: Axis, code: str, name: str) -> Flags:
    """The categories that hold one: itself, and all that are sums over it."""
    if code == TOTAL and TOTAL not in axis.codes:
        return np.array([len(axis.codes) == 1] * len(axis.codes))
    if code not in axis.codes:
        raise InputError(f"--contributor {axis.id}={code}: table {name} has no such category")
    held, size = {code}, 0
    while size < len(held):
        size = len(held)
        held |= {above for above, below in axis.sums if held.intersection(below)}
    return np.array([each in held for each in axis.codes])


def _at_least_one(table: ShownTable, cells: Flags) -> ShownTable:
    return replace(table, low=np.where(cells, np.maximum(table.low, 1), table.low))
