"""From records to sums, in whole units, and to the contributions behind every cell.

Values are read as decimals and kept as whole numbers of the smallest unit that occurs (cents, say),
so that sums add up exactly; no message quotes a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.paths import cells_above
from clerestory.records.protection.rules.magnitude import Contributions
from clerestory.records.protection.tabulation import places_of
from clerestory.vocabulary.hierarchy import Hierarchy

Ints = NDArray[np.int64]
DIGITS = 6  # decimals that a value may have
LARGEST = 2**53  # units: beyond, the linear programs could not tell neighbours apart
NOBODY = -1


@dataclass(frozen=True)
class Asked:
    """The columns of a magnitude table."""

    value: str
    weight: str | None = None
    holding: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(name for name in (self.value, self.weight, self.holding) if name is not None)


@dataclass(frozen=True, repr=False)
class Magnitudes:
    """Unprotected sums: a cube in whole units, and behind every cell who contributes what."""

    cube: UnprotectedCube
    unit: int  # decimals: a value is units / 10**unit
    contributions: Contributions  # of every place of the cube, row-major, in units
    sole: Ints  # the one holding that contributes to the place, or ``NOBODY``

    def __repr__(self) -> str:
        return f"Magnitudes({self.cube.table!r}, shape={self.cube.leaves.shape})"


def tabulate_magnitudes(
    records: pa.Table,
    by: Sequence[str],
    hierarchies: Mapping[str, Hierarchy],
    asked: Asked,
    deepest: int,
    table: str,
) -> Magnitudes:
    """Sum the values by the variables; keep the ``deepest`` largest contributions of every cell."""
    at, used = places_of(records, by, hierarchies)
    value, unit = _units(records, asked)
    weight = _decimals(records, asked.weight) / 10**DIGITS if asked.weight else np.ones(value.size)
    weighted = np.rint(value * weight).astype(np.int64)
    if not weighted.sum(dtype=np.float64) < LARGEST:
        raise InputError(f"column {asked.value}: the sum is too large to be exact; give values in thousands")
    holding = _numbers(records, asked.holding)
    sizes = tuple(len(hierarchy.leaves) for hierarchy in used)
    leaves = np.zeros(int(np.prod(sizes)), np.int64)
    np.add.at(leaves, np.ravel_multi_index(at, sizes), weighted)
    cube = UnprotectedCube(table, "table", tuple(by), used, leaves.reshape(sizes), 1)
    contributions, sole = _contributions(at, used, value, weight, weighted, holding, deepest)
    return Magnitudes(cube, unit, contributions, sole)


def _units(records: pa.Table, asked: Asked) -> tuple[Ints, int]:
    """Values as whole units, and how many decimals a unit has."""
    value = _decimals(records, asked.value)
    unit = DIGITS
    while unit and not (value % 10).any():
        value, unit = value // 10, unit - 1
    return value, unit


def _decimals(records: pa.Table, column: str) -> Ints:
    """A column in millionths; ``InputError`` if something in it is no such number, or negative."""
    try:
        exact = records[column].cast(pa.decimal128(38, DIGITS)).combine_chunks()
    except pa.ArrowException:
        raise InputError(
            f"column {column}: holds something that is no number with at most {DIGITS} decimals"
        ) from None
    if exact.null_count:
        raise InputError(f"column {column}: {exact.null_count} rows have no value; leave them out or give 0")
    held = exact.buffers()[1]
    words = np.frombuffer(memoryview(held or b""), dtype=np.int64)[2 * exact.offset :][: 2 * len(exact)]
    if (words[1::2] != 0).any() or (words[::2] < 0).any():
        raise InputError(
            f"column {column}: a number is negative or too large; the rules hold for contributions of 0 and more"
        )
    return words[::2].copy()


def _numbers(records: pa.Table, column: str | None) -> Ints:
    """Who each record belongs to: its holding, or itself."""
    if column is None:
        return np.arange(records.num_rows, dtype=np.int64)
    names = records[column].combine_chunks().cast(pa.string()).fill_null("").dictionary_encode()
    found: Ints = names.indices.to_numpy().astype(np.int64)
    words = names.dictionary.to_pylist()
    if "" in words:  # a CSV has no null: its blanks would be one holding
        unnamed = int(np.count_nonzero(found == words.index("")))
        raise InputError(f"column {column}: {unnamed} rows name no holding; give each one")
    return found


def _contributions(
    at: tuple[Ints, ...],
    hierarchies: Sequence[Hierarchy],
    value: Ints,
    weight: NDArray[np.float64],
    weighted: Ints,
    holding: Ints,
    deepest: int,
) -> tuple[Contributions, Ints]:
    """Cell by cell: once for every combination of levels, since a record lies in one cell of each."""
    shape = tuple(len(hierarchy.codes) for hierarchy in hierarchies)
    size = int(np.prod(shape))
    total, number = np.zeros(size), np.zeros(size, np.int64)
    largest, sole = np.zeros((size, deepest)), np.full(size, NOBODY)
    for there, cell in cells_above(at, hierarchies):
        np.add.at(total, cell, weighted[there])
        _by_holding(cell, holding[there], value[there], weight[there], number, largest, sole)
    return Contributions(total, largest, number), sole


def _by_holding(
    cell: Ints,
    holding: Ints,
    value: Ints,
    weight: NDArray[np.float64],
    number: Ints,
    largest: NDArray[np.float64],
    sole: Ints,
) -> None:
    """Add a holding's records within a cell, then rank: each stands for as many units as its weight."""
    order = np.lexsort((holding, cell))
    cell, holding, value, weight = cell[order], holding[order], value[order], weight[order]
    first = np.flatnonzero(np.diff(cell, prepend=-1) | np.diff(holding, prepend=-1))
    if not first.size:
        return
    amount = np.add.reduceat(value.astype(np.float64), first)
    cell, holding, weight = cell[first], holding[first], np.maximum.reduceat(weight, first)
    np.add.at(number, cell, 1)
    alone = number[cell] == 1
    sole[cell[alone]] = holding[alone]
    order = np.lexsort((-amount, cell))
    cell, amount, weight = cell[order], amount[order], weight[order]
    begin = np.searchsorted(cell, cell, side="left")
    before = np.concatenate([[0.0], np.cumsum(weight)])
    start = before[:-1] - before[begin]
    for rank in range(largest.shape[1]):
        share = np.clip(np.minimum(start + weight, rank + 1) - np.maximum(start, rank), 0, None)
        np.add.at(largest[:, rank], cell, share * amount)
