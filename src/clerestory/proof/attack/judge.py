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
from clerestory.proof.attack.blocks import NOT_ASKED
from clerestory.proof.attack.certificates import Certified
from clerestory.proof.attack.elimination import determined
from clerestory.proof.attack.linked import Linked, link
from clerestory.proof.attack.programs import Impossible
from clerestory.proof.attack.recovery import recover
from clerestory.proof.attack.report import Fault, OpenCell, Report
from clerestory.proof.attack.residual import broken_equations, residual
from clerestory.proof.attack.shown import Flags, Ints, of_cube
from clerestory.proof.attack.uncertified import Tier, tiers
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
        _without_evidence(linked, width, minimum)
        if evidence is None
        else _with_evidence(linked, fixed, evidence, width, minimum)
    )
    return _report(ordered, linked, fixed, trial, width, minimum)


class _Trial:
    """What was found for each cell: at most one fault; which tier proves it; sentences."""

    def __init__(self) -> None:
        self.fault: list[tuple[Ints, Fault]] = []
        self.unsafe: int | None = None
        self.by_certificate = 0
        self.tiers = {"integer": 0, "continuous": 0}
        self.faults: list[str] = []

    def mark(self, cells: Ints, fault: Fault) -> None:
        self.fault.append((cells, fault))


def _check_one_collection(cubes: Sequence[PublishedCube]) -> None:
    if len({cube.collection for cube in cubes}) != 1 or len({cube.table for cube in cubes}) != len(cubes):
        raise InputError("the tables to judge must be different tables of one collection")


def _with_evidence(linked: Linked, fixed: Flags, evidence: Evidence, width: int, minimum: int) -> _Trial:
    trial = _Trial()
    proof = certificates.check(linked, evidence, minimum)
    trial.faults.extend(proof.faults)
    is_gap = ~linked.known[linked.unknown_of]
    unsafe = np.flatnonzero((evidence.count >= 1) & (evidence.count < minimum) & is_gap)
    owed = np.maximum(evidence.owed[unsafe].astype(np.int64), width)
    is_certified = proof.high[unsafe] - proof.low[unsafe] >= owed
    is_fixed = fixed[linked.unknown_of[unsafe]]
    trial.unsafe = int(unsafe.size)
    trial.by_certificate = trial.tiers["integer"] = int(is_certified.sum())
    trial.mark(unsafe[is_fixed], Fault.DETERMINED)
    rest = ~is_certified & ~is_fixed
    _try_programs(trial, linked, fixed, proof, unsafe[rest], owed[rest], evidence.count)
    return trial


def _try_programs(
    trial: _Trial, linked: Linked, fixed: Flags, proof: Certified, cells: Ints, owed: Ints, counts: Ints
) -> None:
    """Level C for cells without a certificate."""
    if not cells.size:
        return
    unknown = linked.unknown_of[cells]
    true, low, high = (np.zeros(linked.size, dtype=np.int64) for _ in range(3))
    for of_unknowns, of_cells in ((true, counts), (low, proof.low), (high, proof.high)):
        of_unknowns[linked.unknown_of] = of_cells
    width = np.full(linked.size, NOT_ASKED, dtype=np.int64)
    width[unknown] = owed
    tier = tiers(linked, linked.known | fixed, true, width, low, high)[unknown]
    trial.tiers["integer"] += int((tier == Tier.WHOLE).sum())
    trial.tiers["continuous"] += int((tier == Tier.REAL).sum())
    trial.mark(cells[tier == Tier.NARROW], Fault.NARROW)
    trial.mark(cells[tier == Tier.UNPROVEN], Fault.UNPROVEN)


def _without_evidence(linked: Linked, width: int, minimum: int) -> _Trial:
    trial = _Trial()
    try:
        found = recover(linked, width)
    except Impossible:
        trial.faults.append("no whole, non-negative counts agree with what is published")
        return trial
    verdict = np.zeros(linked.size, dtype=np.int64)
    for finding in found.findings:
        if finding.high >= 1 and finding.low < minimum:
            verdict[finding.unknown] = 1 if finding.low == finding.high else 2
    told = verdict[linked.unknown_of]
    trial.mark(np.flatnonzero(told == 1), Fault.DETERMINED)
    trial.mark(np.flatnonzero(told == 2), Fault.NARROW)
    if found.undecided:
        trial.faults.append(f"{found.undecided} withheld cells are beyond what was tried")
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
        by_certificate=trial.by_certificate,
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
