"""What each method costs the reader, and what it leaves to the intruder, on one table.

Errors are against the true counts, over the cells that are shown. The intruder is that of ``table
attack``; it starts from what the method itself lets a reader say of every number, and is asked for
small counts alone: 1 to one below the minimum.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import ClerestoryError
from clerestory.proof.attack.bounds import propagate
from clerestory.proof.attack.linked import Linked, link
from clerestory.proof.attack.recovery import recover
from clerestory.proof.attack.residual import residual
from clerestory.proof.attack.shown import UNBOUNDED, Axis, ShownTable
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods import Altered, Method
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy
from clerestory.vocabulary.progress import Progress

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SIZES = ((1, 10), (11, 100), (101, 1_000), (1_001, None))  # true counts, for the picture
MOST_BY_PROGRAMS = 600  # cells: beyond, tables of intervals are tried by sums and bounds alone


@dataclass(frozen=True)
class Trial:
    """What the intruder learned of the small counts."""

    exact: int
    narrow: int  # to within less than the width owed
    depth: Literal["programs", "bounds"]  # how hard it tried
    room: int | None  # the median interval of a small count, by its bounds; None: without bound


@dataclass(frozen=True)
class Measured:
    """One method on the table; ``refused`` says why there is no table, and then the rest is nothing."""

    method: str
    title: str
    refused: str = ""
    statement: str = ""
    additive: bool = True
    withheld: int = 0
    changed: int = 0
    mean_error: float = 0.0
    largest_error: int = 0
    mean_error_of_totals: float = 0.0
    error_by_size: tuple[float | None, ...] = ()  # mean error in per cent of the count, for ``SIZES``
    trial: Trial | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """All methods, in the order tried."""

    table: str
    variables: tuple[str, ...]
    cells: int
    small: int
    records: int
    minimum: int
    width: int
    methods: tuple[Measured, ...]


def compare(cube: UnprotectedCube, methods: Sequence[Method], width: int, progress: Progress) -> Comparison:
    """Apply, measure and attack each method in turn."""
    truth = with_totals(cube.leaves, cube.hierarchies)
    measured = []
    for method in methods:
        progress.step(method.title)
        measured.append(_measured(cube, truth, method, width, progress))
    small = int(np.count_nonzero((truth > 0) & (truth < cube.minimum)))
    records = int(cube.leaves.sum())
    return Comparison(
        cube.table, cube.variables, truth.size, small, records, cube.minimum, width, tuple(measured)
    )


def _measured(cube: UnprotectedCube, truth: Ints, method: Method, width: int, progress: Progress) -> Measured:
    begun = time.perf_counter()
    try:
        altered = method.apply(cube, progress)
    except ClerestoryError as error:
        return Measured(method.name, method.title, refused=str(error))
    seconds = time.perf_counter() - begun
    shown = ~altered.withheld
    off = np.abs(altered.counts - truth)
    return Measured(
        method=method.name,
        title=method.title,
        statement=altered.statement,
        additive=altered.additive,
        withheld=int(np.count_nonzero(altered.withheld)),
        changed=int(np.count_nonzero(shown & (off > 0))),
        mean_error=_mean(off[shown]),
        largest_error=int(off[shown].max(initial=0)),
        mean_error_of_totals=_mean(off[shown & _totals(altered)]),
        error_by_size=tuple(_relative(off, truth, shown, *size) for size in SIZES),
        trial=_trial(altered, truth, cube.minimum, width),
        seconds=seconds,
    )


def _trial(altered: Altered, truth: Ints, minimum: int, width: int) -> Trial:
    """The intruder's trial: by integer programs on small tables, by sums and bounds on large ones."""
    if (altered.low == 0).all() and (altered.high == UNBOUNDED).all():
        return Trial(0, 0, "bounds", None)  # no number bounds any count: there is nothing to start from
    linked = link([_shown(altered)])
    small = np.zeros(linked.size, np.bool_)
    small[linked.unknown_of[((truth > 0) & (truth < minimum)).ravel()]] = True
    spans = _spans(linked)
    room = int(np.sort(spans[small])[np.count_nonzero(small) // 2]) if small.any() else 0
    by_programs = truth.size <= MOST_BY_PROGRAMS
    if by_programs:
        for one in recover(linked, width).findings:
            spans[one.unknown] = one.high - one.low
    exact, narrow = spans[small] == 0, (spans[small] > 0) & (spans[small] < width)
    return Trial(
        int(exact.sum()),
        int(narrow.sum()),
        "programs" if by_programs else "bounds",
        None if room >= UNBOUNDED // 2 else room,
    )


def _spans(linked: Linked) -> Ints:
    """How wide every count is, as sums and bounds leave it."""
    left = residual(linked)
    bounds = propagate(left.matrix, left.right, linked.low[left.column], linked.high[left.column])
    spans = np.zeros(linked.size, np.int64)
    spans[left.column] = bounds.high - bounds.low
    return spans


def _shown(altered: Altered) -> ShownTable:
    low, high = altered.low.ravel(), altered.high.ravel()
    known = low == high
    axes = tuple(
        Axis(variable, hierarchy.codes, tuple(hierarchy.children.items()))
        for variable, hierarchy in zip(altered.variables, altered.hierarchies, strict=True)
    )
    return ShownTable(altered.table, axes, np.where(known, low, 0), known, low, high)


def _totals(altered: Altered) -> Flags:
    """The cells that sum over some variable."""
    found = np.zeros(altered.counts.shape, np.bool_)
    for axis, hierarchy in enumerate(altered.hierarchies):
        np.moveaxis(found, axis, -1)[..., _is_sum(hierarchy)] = True
    return found


def _is_sum(hierarchy: Hierarchy) -> Flags:
    return np.array([code == TOTAL or code in hierarchy.children for code in hierarchy.codes])


def _mean(errors: Ints) -> float:
    return float(errors.mean()) if errors.size else 0.0


def _relative(error: Ints, truth: Ints, shown: Flags, least: int, most: int | None) -> float | None:
    inside = shown & (truth >= least) & (truth <= (most or truth.max(initial=0)))
    return float(100 * (error[inside] / truth[inside]).mean()) if inside.any() else None
