"""Counts that an earlier release may have had, where only its published numbers are left.

A certificate is another table that agrees with everything published. Whether it starts from what was
counted or from any whole table that agrees, it proves the same interval; so without the confidential
evidence one such table is found, as near to today's counts as can be.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, hstack

from clerestory.errors import InputError
from clerestory.records.protection.linked.columns import Columns, Ints, leaves_under

SECONDS = 60
GONE = 10.0  # a record that went is dearer than ten that came


def assumed(
    by: Sequence[str], cells: Mapping[tuple[str, ...], int | None], columns: Columns, where: Path
) -> Ints:
    """Whole counts that agree with every published cell."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    now = columns.margin(by).ravel()
    shape = tuple(len(columns.leaves(name)) for name in by)
    rows, told = _sums(by, cells, columns, shape, where)
    # counts = now - came + gone: variables are came, then gone
    change = hstack([-rows, rows])
    limits = Bounds(np.zeros(2 * now.size), np.concatenate([now, np.full(now.size, np.inf)]))
    price = np.concatenate([np.ones(now.size), np.full(now.size, GONE)])
    found = milp(
        price,
        constraints=LinearConstraint(change.tocsr(), told - rows @ now, told - rows @ now),
        bounds=limits,
        integrality=np.ones(2 * now.size, np.int64),
        options={"time_limit": SECONDS},
    )
    counts = None if found.x is None else _moved(now, found.x)
    if counts is None or not np.array_equal(rows @ counts, told):  # the solver keeps sums to a tolerance
        raise InputError(
            f"--earlier {where}: no whole counts were found that agree with it; check that it is the table as "
            f"published, or give its confidential evidence: PATH=EVIDENCE"
        )
    return counts.reshape(shape)


def _moved(now: Ints, change: NDArray[np.float64]) -> Ints:
    came, gone = np.rint(change).astype(np.int64).reshape(2, -1)
    moved: Ints = now - came + gone
    return moved


def _sums(
    by: Sequence[str],
    cells: Mapping[tuple[str, ...], int | None],
    columns: Columns,
    shape: tuple[int, ...],
    where: Path,
) -> tuple[coo_array, Ints]:
    places = []
    for name in by:
        at = {leaf: place for place, leaf in enumerate(columns.leaves(name))}
        below = {code: own for tree in columns.trees[name] for code, own in leaves_under(tree).items()}
        places.append({code: [at[leaf] for leaf in own] for code, own in below.items()})
    row: list[Ints] = []
    column: list[Ints] = []
    told: list[int] = []
    for codes, count in cells.items():
        if count is None:
            continue
        if any(code not in own for code, own in zip(codes, places, strict=True)):
            raise InputError(
                f"--earlier {where}: has categories that today's hierarchies lack; give the hierarchies that it "
                f"was made with"
            )
        inside = np.ix_(*(own[code] for code, own in zip(codes, places, strict=True)))
        leaves = np.ravel_multi_index(np.broadcast_arrays(*inside), shape).ravel()
        row.append(np.full(leaves.size, len(told)))
        column.append(leaves)
        told.append(count)
    if not told:
        raise InputError(f"--earlier {where}: shows no count; leave it out")
    at_row, at_column = np.concatenate(row), np.concatenate(column)
    matrix = coo_array((np.ones(at_row.size), (at_row, at_column)), shape=(len(told), int(np.prod(shape))))
    return matrix, np.array(told, np.int64)
