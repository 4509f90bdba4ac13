"""The trial that every release must pass: can the tables of a collection, jointly, be broken?

The system is built from the published cubes alone. With evidence, each unsafe cell needs a proof:
a sound certificate (level A), or an interval of the linear relaxation worked out here anew (level
C). Without evidence nobody says which cells are unsafe: every withheld cell is tried, and stands
open if what can be told about it lies below the minimum.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from clerestory.errors import InputError
from clerestory.proof.attack import certificates
from clerestory.proof.attack.bounds import propagate
from clerestory.proof.attack.elimination import determined
from clerestory.proof.attack.intervals import Reach, blocks, reach, restrict
from clerestory.proof.attack.linked import Linked, link
from clerestory.proof.attack.programs import Impossible, Program, Unsolved
from clerestory.proof.attack.report import Fault, OpenCell, Report
from clerestory.proof.attack.residual import Residual, broken_equations, residual
from clerestory.proof.attack.shown import Flags, Ints, of_cube
from clerestory.release.evidence import Evidence
from clerestory.release.jsonstat import PublishedCube


def judge(cubes: Sequence[PublishedCube], evidence: Evidence | None, width: int, minimum: int) -> Report:
    """Try all published cubes of one collection jointly."""
    ordered = sorted(cubes, key=lambda cube: cube.table)
    _check_one_collection(ordered)
    linked = link([of_cube(cube) for cube in ordered])
    left = residual(linked)
    fixed = np.zeros(linked.size, dtype=np.bool_)
    fixed[left.column] = determined(left.matrix)
    trial = (
        _without_evidence(linked, left, width, minimum)
        if evidence is None
        else _with_evidence(linked, left, fixed, evidence, width, minimum)
    )
    return _report(ordered, linked, fixed, trial, width, minimum)


class _Trial:
    """What was found for each cell: at most one fault; which tier proves it; sentences."""

    def __init__(self, cells: int) -> None:
        self.fault: list[tuple[Ints, Fault]] = []
        self.unsafe: int | None = None
        self.tiers = {"integer": 0, "continuous": 0}
        self.faults: list[str] = []
        self.cells = cells

    def mark(self, cells: Ints, fault: Fault) -> None:
        self.fault.append((cells, fault))


def _check_one_collection(cubes: Sequence[PublishedCube]) -> None:
    if len({cube.collection for cube in cubes}) != 1 or len({cube.table for cube in cubes}) != len(cubes):
        raise InputError("the tables to judge must be different tables of one collection")


def _with_evidence(
    linked: Linked, left: Residual, fixed: Flags, evidence: Evidence, width: int, minimum: int
) -> _Trial:
    trial = _Trial(linked.unknown_of.size)
    proof = certificates.check(linked, evidence, minimum)
    trial.faults.extend(proof.faults)
    unsafe = np.flatnonzero((evidence.count >= 1) & (evidence.count < minimum))
    owed = np.maximum(evidence.owed[unsafe].astype(np.int64), width)
    is_certified = proof.high[unsafe] - proof.low[unsafe] >= owed
    is_fixed = fixed[linked.unknown_of[unsafe]]
    trial.unsafe = int(unsafe.size)
    trial.tiers["integer"] = int(is_certified.sum())
    trial.mark(unsafe[is_fixed], Fault.DETERMINED)
    rest = ~is_certified & ~is_fixed
    _try_relaxation(trial, linked, left, (proof.low, proof.high), unsafe[rest], owed[rest])
    return trial


def _try_relaxation(
    trial: _Trial, linked: Linked, left: Residual, start: tuple[Ints, Ints], cells: Ints, owed: Ints
) -> None:
    """Level C for cells without a certificate."""
    if not cells.size:
        return
    column_of = np.full(linked.size, -1, dtype=np.int64)
    column_of[left.column] = np.arange(left.column.size)
    wanted, first = np.unique(column_of[linked.unknown_of[cells]], return_index=True)
    low, high = np.zeros(left.column.size), np.zeros(left.column.size)
    low[column_of[linked.unknown_of[cells]]] = start[0][cells]
    high[column_of[linked.unknown_of[cells]]] = start[1][cells]
    try:
        found = _relax(_program(linked, left), wanted, owed[first], low, high)
    except (Impossible, Unsolved):
        trial.mark(cells, Fault.UNPROVEN)
        return
    is_wide = found.width[column_of[linked.unknown_of[cells]]] >= owed
    trial.tiers["continuous"] += int(is_wide.sum())
    trial.mark(cells[~is_wide], Fault.NARROW)


def _relax(program: Program, wanted: Ints, owed: Ints, low: np.ndarray, high: np.ndarray) -> Reach:
    kept = blocks(program, wanted)
    place = np.cumsum(kept) - 1
    found = reach(restrict(program, kept), place[wanted], owed, low[kept], high[kept])
    low, high, is_exact = low.copy(), high.copy(), np.zeros(low.size, dtype=np.bool_)
    low[kept], high[kept], is_exact[kept] = found.low, found.high, found.is_exact
    return Reach(low, high, is_exact)


def _program(linked: Linked, left: Residual) -> Program:
    bounds = propagate(left.matrix, left.right, linked.low[left.column], linked.high[left.column])
    if not bounds.is_possible:
        raise Impossible
    return Program(left.matrix, left.right, bounds.low, bounds.high)


def _without_evidence(linked: Linked, left: Residual, width: int, minimum: int) -> _Trial:
    trial = _Trial(linked.unknown_of.size)
    cells = np.flatnonzero(~linked.known[linked.unknown_of])
    if not cells.size:
        return trial
    size = left.column.size
    try:
        found = _relax(
            _program(linked, left),
            np.arange(size),
            np.full(size, width),
            np.full(size, np.inf),
            np.full(size, -np.inf),
        )
    except (Impossible, Unsolved):
        trial.faults.append("no whole, non-negative counts agree with what is published")
        return trial
    column_of = np.full(linked.size, -1, dtype=np.int64)
    column_of[left.column] = np.arange(size)
    at = column_of[linked.unknown_of[cells]]
    low, high = np.rint(found.low[at]), np.rint(found.high[at])
    is_small = (high >= 1) & (low < minimum)
    trial.mark(cells[is_small & (found.width[at] == 0)], Fault.DETERMINED)
    trial.mark(cells[is_small & (found.width[at] > 0) & (found.width[at] < width)], Fault.NARROW)
    return trial


def _report(
    cubes: Sequence[PublishedCube], linked: Linked, fixed: Flags, trial: _Trial, width: int, minimum: int
) -> Report:
    shown = np.concatenate([table.known for table in linked.tables])
    told = np.concatenate([table.value for table in linked.tables])
    trial.mark(np.flatnonzero(shown & (told >= 1) & (told < minimum)), Fault.SMALL)
    trial.mark(np.flatnonzero(~shown & linked.known[linked.unknown_of]), Fault.SHOWN_ELSEWHERE)
    found = {fault: int(sum(cells.size for cells, of in trial.fault if of is fault)) for fault in Fault}
    return Report(
        collection=cubes[0].collection,
        tables=tuple(cube.table for cube in cubes),
        cells=int(linked.unknown_of.size),
        withheld=int((~shown).sum()),
        unsafe=trial.unsafe,
        determined=found[Fault.DETERMINED],
        narrow=found[Fault.NARROW],
        unproven=found[Fault.UNPROVEN],
        tiers=trial.tiers,
        withheld_determined=int((fixed[linked.unknown_of] & ~shown).sum()),
        width=width,
        minimum=minimum,
        open_cells=tuple(_open_cells(linked, trial.fault)),
        faults=(*trial.faults, *_faults_of_tables(linked, shown, told)),
    )


def _open_cells(linked: Linked, faults: Iterable[tuple[Ints, Fault]]) -> Iterator[OpenCell]:
    for cells, fault in faults:
        for cell in cells:
            table, categories = linked.place(int(cell))
            yield OpenCell(table.name, categories, fault)


def _faults_of_tables(linked: Linked, shown: Flags, told: Ints) -> Iterator[str]:
    differing = int((shown & (told != linked.value[linked.unknown_of])).sum())
    if differing:
        yield f"{differing} cells are published with different counts in two tables"
    if (shown & (told < 0)).any():
        yield "negative counts are published"
    broken = broken_equations(linked)
    if broken.size:
        yield f"{broken.size} published totals are not the sum of what is published below them"
