"""``protect``: from unprotected cubes to protected ones, with a proof for every unsafe cell."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import Refused
from clerestory.project.model import Policy
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection import protected, recode
from clerestory.records.protection.certificate import proven_intervals
from clerestory.records.protection.cover import cover
from clerestory.records.protection.family import check_decomposable
from clerestory.records.protection.kernel.proof import proven
from clerestory.records.protection.kernel.search import QUICK, Effort, search, thorough
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.proposal import best_merge
from clerestory.records.protection.protected import WITHHELD, Merge, ProtectedCube, Protection, Summary
from clerestory.records.protection.rules import check_policy, primary_cells
from clerestory.records.protection.system import System, equations, system_of
from clerestory.release.evidence import Evidence
from clerestory.vocabulary.progress import Progress, Silent

MOST_MERGES = 200
MOST_SEARCHED = 60_000  # cells; beyond, the move cover alone: the proof would take minutes
Pace = Literal["quick", "thorough"]


def protect(
    cubes: Sequence[UnprotectedCube],
    policy: Policy,
    progress: Progress | None = None,
    *,
    pace: Pace = "thorough",
) -> Protection:
    """Protect one collection's cubes as one linked system.

    Every unsafe cell leaves with a proof of the width owed: an integer alternative table or, where
    policy allows it, an interval of the linear relaxation. Else categories are merged
    (``policy.recode == "apply"``) or ``RecodingNeeded`` carries the proposal.
    """
    check_policy(policy)
    check_decomposable(cubes)
    progress = progress or Silent()
    merges: tuple[Merge, ...] = ()
    while True:
        system = system_of([recode.merged_cube(cube, merges) for cube in cubes])
        hidden = _hidden_cells(system, merges)
        found = _search(system, hidden, policy, pace)
        if not found.uncertified.size:
            return _protection(system, found, policy, merges)
        merges = _one_more(system, found, merges, policy)
        progress.advance(len(merges), MOST_MERGES)


def _search(system: System, hidden: NDArray[np.bool_], policy: Policy, pace: Pace) -> Pattern:
    """The smaller of two patterns, by the kernel vector and by the move cover; in haste the first that is proven."""
    unsafe = np.flatnonzero(primary_cells(system))
    if pace == "quick" and unsafe.size and system.count.size <= MOST_SEARCHED:
        by_kernel = _by_kernel(system, unsafe, hidden, policy, QUICK)
        if not by_kernel.uncertified.size:
            return by_kernel
    price = 1 + 0.05 * np.log1p(system.count)
    by_cover = cover(system, unsafe, hidden, _kept(system), price, policy.width, _level(system))
    if not unsafe.size or by_cover.uncertified.size or system.count.size > MOST_SEARCHED:
        return by_cover
    by_kernel = _by_kernel(system, unsafe, hidden, policy, thorough(system.count.size))
    return min(by_cover, by_kernel, key=lambda found: (found.uncertified.size, found.size))


def _by_kernel(
    system: System, unsafe: Ints, hidden: NDArray[np.bool_], policy: Policy, effort: Effort
) -> Pattern:
    sums = equations(system)
    fixed = ((system.count == 0) | _kept(system)) & ~hidden
    vector = search(system, sums, unsafe, fixed, hidden, _level(system), policy.seed, effort)
    return proven(system, sums, vector != 0, unsafe, fixed, hidden, policy.width, policy.seed, policy.proof)


def _one_more(system: System, found: Pattern, merges: tuple[Merge, ...], policy: Policy) -> tuple[Merge, ...]:
    inside = frozenset((merge.variable, code) for merge in merges for code in merge.codes)
    merge = best_merge(system, found.uncertified, inside, policy.width)
    tables = ", ".join(cube.table for cube in system.cubes)
    if merge is None or len(merges) >= MOST_MERGES:
        raise recode.RecodingNeeded(
            f"tables {tables}: {found.uncertified.size} unsafe cells have no proof and no merging of categories "
            f"gives one; count by fewer variables",
            merges,
        )
    if policy.recode == "propose":
        raise recode.RecodingNeeded(
            f"tables {tables}: {found.uncertified.size} unsafe cells have no proof; merge {merge.code} "
            f"of variable {merge.variable} ({merge.cells} cells lost to readers), or set recode to apply",
            (merge,),
        )
    return recode.extended(merges, merge)


def _kept(system: System) -> NDArray[np.bool_]:
    """The grand total is shown whenever it is safe itself: a table without it is no table."""
    kept = np.zeros(system.count.size, np.bool_)
    for number, cube in enumerate(system.cubes):
        total = system.cells_of(number).flat[0]
        kept[total] = system.count[total] >= cube.minimum
    return kept


def _level(system: System) -> Ints:
    """How coarse a cell is: over how many variables it sums."""
    level = np.zeros(system.count.size, np.int64)
    for number, cube in reversed(list(enumerate(system.cubes))):
        inner = [
            np.array([code in hierarchy.children for code in hierarchy.codes])
            for hierarchy in cube.hierarchies
        ]
        own = sum(np.meshgrid(*inner, indexing="ij", sparse=True), np.zeros((), np.int64))
        level[system.cells_of(number)] = own
    return level


def _hidden_cells(system: System, merges: Sequence[Merge]) -> NDArray[np.bool_]:
    """Cells of no table, and those of categories that were merged into another: withheld throughout."""
    hidden = system.hidden.copy()
    codes = recode.hidden_codes(merges)
    for number, cube in enumerate(system.cubes):
        cells = system.cells_of(number)
        for axis, (variable, hierarchy) in enumerate(zip(cube.variables, cube.hierarchies, strict=True)):
            if variable in codes:
                under = np.array(
                    [_is_under(code, hierarchy.parent, codes[variable]) for code in hierarchy.codes]
                )
                hidden[np.compress(under, cells, axis)] = True
    return hidden


def _is_under(code: str, parent: object, roots: frozenset[str]) -> bool:
    above = parent if isinstance(parent, dict) else {}
    while code not in roots and code in above:
        code = above[code]
    return code in roots


def _protection(system: System, found: Pattern, policy: Policy, merges: tuple[Merge, ...]) -> Protection:
    low, high = proven_intervals(found.certificates, equations(system), system.count, found.withheld)
    width = high - low
    by_programs = found.intervals.cell[width[found.intervals.cell] < policy.width]
    width[by_programs] = policy.width
    width = width[found.unsafe]
    if (width < policy.width).any() or (
        system.count[found.withheld & ~_may_be_zero(system, merges)] == 0
    ).any():
        raise Refused(
            f"collection {system.cubes[0].collection}: {int((width < policy.width).sum())} certificates do not "
            f"hold; nothing is released: please report it"
        )
    status = np.zeros(system.count.size, np.int8)
    status[found.withheld] = 2
    status[found.unsafe] = 1
    told = _told_cells(system)
    shown = status[told]
    continuous = int(np.count_nonzero(np.isin(told, by_programs)))
    summary = Summary(
        cells=shown.size,
        published=int(np.count_nonzero(shown == 0)),
        primary=int(np.count_nonzero(shown == 1)),
        secondary=int(np.count_nonzero(shown == 2)),
        integer=int(np.count_nonzero(shown == 1)) - continuous,
        continuous=continuous,
        width=policy.width,
        narrowest=int(width.min(initial=np.iinfo(np.int64).max)) if width.size else 0,
        merges=merges,
    )
    return Protection(
        _sealed(system, found.withheld, merges),
        _evidence(system, status, found, policy.width),
        summary,
    )


def _may_be_zero(system: System, merges: Sequence[Merge]) -> NDArray[np.bool_]:
    return _hidden_cells(system, merges)


def _sealed(
    system: System, withheld: NDArray[np.bool_], merges: tuple[Merge, ...]
) -> tuple[ProtectedCube, ...]:
    shown = np.where(withheld, WITHHELD, system.count)
    return tuple(
        ProtectedCube(
            table=cube.table,
            collection=cube.collection,
            variables=cube.variables,
            hierarchies=cube.hierarchies,
            counts=shown[system.cells_of(number)[_told(cube)]],
            minimum=cube.minimum,
            coarsens=cube.coarsens,
            merged=tuple((m.variable, m.code) for m in merges if m.variable in cube.variables),
            where=cube.where,
            seal=protected.SEAL,
        )
        for number, cube in enumerate(system.cubes[: system.shown])
    )


def _told(cube: UnprotectedCube) -> tuple[slice, ...]:
    """The part of a cube that is told: no total along a variable that restricts it (``Total`` stands first)."""
    return tuple(slice(1 if variable in cube.where else 0, None) for variable in cube.variables)


def _told_cells(system: System) -> Ints:
    """The cell at every place of every table that is told, table after table."""
    told = [
        system.cells_of(number)[_told(cube)].ravel()
        for number, cube in enumerate(system.cubes[: system.shown])
    ]
    return np.concatenate(told)


def _evidence(system: System, status: NDArray[np.int8], found: Pattern, width: int) -> Evidence:
    """Evidence speaks of places: a shared cell changes in every cube that shows it, a hidden one in none."""
    certificates, intervals = found.certificates, found.intervals
    cell_of = _told_cells(system)
    places = np.argsort(cell_of, kind="stable")
    ends = np.searchsorted(cell_of[places], np.arange(system.count.size + 1))
    times = np.diff(ends)[certificates.cell]
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    grown = np.concatenate([[0], np.cumsum(times)])
    low, high = np.full(system.count.size, np.nan), np.full(system.count.size, np.nan)
    low[intervals.cell], high[intervals.cell] = intervals.low, intervals.high
    by_program = ~np.isnan(low)[cell_of]
    return Evidence(
        count=system.count[cell_of],
        status=status[cell_of],
        owed=np.where(status[cell_of] == 1, width, 0).astype(np.int32),
        start=grown[certificates.start],
        cell=places[np.repeat(ends[certificates.cell], times) + nth],
        delta=np.repeat(certificates.delta, times),
        lp_cell=np.flatnonzero(by_program),
        lp_low=low[cell_of[by_program]],
        lp_high=high[cell_of[by_program]],
    )


def compile_caches() -> None:
    """Compile everything once, on two tables of nine leaves."""
    from clerestory.vocabulary.hierarchy import Hierarchy

    three = Hierarchy.flat(("a", "b", "c"))
    for leaves in ([[12, 3, 1], [20, 14, 9], [2, 30, 1]], [[3, 0, 0], [0, 12, 0], [0, 0, 20]]):
        protect([UnprotectedCube("t", "c", ("v", "w"), (three, three), np.array(leaves), 11)], Policy())
