"""``protect``: from unprotected cubes to protected ones, with a proof for every unsafe cell."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import Refused
from clerestory.project.model import Policy
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection import protected, recode
from clerestory.records.protection.certificate import (
    Certificates,
    proven_intervals,
)
from clerestory.records.protection.cover import cover
from clerestory.records.protection.family import check_decomposable
from clerestory.records.protection.kernel.proof import proven
from clerestory.records.protection.kernel.search import search, thorough
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.proposal import best_merge
from clerestory.records.protection.protected import WITHHELD, Merge, ProtectedCube, Protection, Summary
from clerestory.records.protection.rules import CountRules, Judgement, check_policy, judged
from clerestory.records.protection.system import System, equations, system_of
from clerestory.release.evidence import Evidence
from clerestory.vocabulary.progress import Progress, Silent

MOST_MERGES = 200
MOST_SEARCHED = 30_000  # cells; beyond, the move cover alone: the integer proof would take minutes


MINIMUM_ALONE = CountRules()


def protect(
    cubes: Sequence[UnprotectedCube],
    policy: Policy,
    progress: Progress | None = None,
    rules: CountRules = MINIMUM_ALONE,
) -> Protection:
    """Protect one collection's cubes as one linked system.

    Every unsafe cell leaves with an integer alternative table that proves the width owed; else
    categories are merged (``policy.recode == "apply"``) or ``RecodingNeeded`` carries the proposal.
    """
    check_policy(policy)
    check_decomposable(cubes)
    progress = progress or Silent()
    merges: tuple[Merge, ...] = ()
    while True:
        system = system_of([recode.merged_cube(cube, merges) for cube in cubes])
        hidden, judgement = _hidden_cells(system, merges), judged(system, rules)
        found = _search(system, hidden, policy, judgement)
        if not found.uncertified.size:
            return _protection(system, found, policy, merges, hidden | judgement.loose)
        if rules.forced:
            _blame_forced(system, hidden, policy, judgement)
        merges = _one_more(system, found, merges, policy)
        progress.advance(len(merges), MOST_MERGES)


def _search(system: System, hidden: NDArray[np.bool_], policy: Policy, judgement: Judgement) -> Pattern:
    """The smaller of two patterns: by the move cover, and by the kernel vector."""
    unsafe = np.flatnonzero(judgement.unsafe)
    kept, level = (_kept(system) | judgement.forced) & ~judgement.unsafe, _level(system)
    price = np.where(judgement.forced, 1e5, 1 + 0.05 * np.log1p(system.count))
    by_cover = cover(system, unsafe, hidden, kept, price, policy.width, level, judgement.loose)
    if not unsafe.size or by_cover.uncertified.size or system.count.size > MOST_SEARCHED:
        return _showing(by_cover, judgement.forced)
    sums = equations(system)
    fixed = ((system.count == 0) & ~judgement.loose | kept) & ~hidden
    effort = thorough(system.count.size)
    vector = search(system, sums, unsafe, fixed, hidden, level, policy.seed, effort)
    by_kernel = proven(system, sums, vector != 0, unsafe, fixed, hidden, policy.width, policy.seed)
    both = [_showing(found, judgement.forced) for found in (by_cover, by_kernel)]
    return min(both, key=lambda found: (found.uncertified.size, found.size))


def _showing(found: Pattern, forced: NDArray[np.bool_]) -> Pattern:
    """The pattern; nothing is certified by one that withholds a cell which must be shown."""
    if not (found.withheld & forced).any():
        return found
    return replace(found, certified=np.zeros_like(found.certified))


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


def _blame_forced(system: System, hidden: NDArray[np.bool_], policy: Policy, judgement: Judgement) -> None:
    """``Refused`` if the cells that must be published are what stands in the way."""
    free = replace(judgement, forced=np.zeros_like(judgement.forced))
    found = _search(system, hidden, policy, judgement).uncertified.size
    if _search(system, hidden, policy, free).uncertified.size < found:
        raise Refused(
            f"{found} unsafe cells cannot be protected while the {int(np.count_nonzero(judgement.forced))} cells that "
            f"must be published are shown: take cells off the list, or count by coarser categories"
        )


def _protection(
    system: System,
    found: Pattern,
    policy: Policy,
    merges: tuple[Merge, ...],
    may_be_zero: NDArray[np.bool_],
) -> Protection:
    low, high = proven_intervals(found.certificates, equations(system), system.count, found.withheld)
    width = (high - low)[found.unsafe]
    if (width < policy.width).any() or (system.count[found.withheld & ~may_be_zero] == 0).any():
        raise Refused(
            f"collection {system.cubes[0].collection}: {int((width < policy.width).sum())} certificates do not "
            f"hold; nothing is released: please report it"
        )
    status = np.zeros(system.count.size, np.int8)
    status[found.withheld] = 2
    status[found.unsafe] = 1
    shown = status[_told_cells(system)]
    summary = Summary(
        cells=shown.size,
        published=int(np.count_nonzero(shown == 0)),
        primary=int(np.count_nonzero(shown == 1)),
        secondary=int(np.count_nonzero(shown == 2)),
        integer=int(np.count_nonzero(shown == 1)),
        continuous=0,
        width=policy.width,
        narrowest=int(width.min(initial=np.iinfo(np.int64).max)) if width.size else 0,
        merges=merges,
    )
    return Protection(
        _sealed(system, found.withheld, merges),
        _evidence(system, status, found.certificates, policy.width),
        summary,
    )


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


def _evidence(system: System, status: NDArray[np.int8], certificates: Certificates, width: int) -> Evidence:
    """Evidence speaks of places: a shared cell changes in every cube that shows it, a hidden one in none."""
    cell_of = _told_cells(system)
    places = np.argsort(cell_of, kind="stable")
    ends = np.searchsorted(cell_of[places], np.arange(system.count.size + 1))
    times = np.diff(ends)[certificates.cell]
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    grown = np.concatenate([[0], np.cumsum(times)])
    return Evidence(
        count=system.count[cell_of],
        status=status[cell_of],
        owed=np.where(status[cell_of] == 1, width, 0).astype(np.int32),
        start=grown[certificates.start],
        cell=places[np.repeat(ends[certificates.cell], times) + nth],
        delta=np.repeat(certificates.delta, times),
        lp_cell=np.empty(0, np.int64),
        lp_low=np.empty(0),
        lp_high=np.empty(0),
    )


def compile_caches() -> None:
    """Compile everything once, on two tables of nine leaves."""
    from clerestory.vocabulary.hierarchy import Hierarchy

    three = Hierarchy.flat(("a", "b", "c"))
    for leaves in ([[12, 3, 1], [20, 14, 9], [2, 30, 1]], [[3, 0, 0], [0, 12, 0], [0, 0, 20]]):
        protect([UnprotectedCube("t", "c", ("v", "w"), (three, three), np.array(leaves), 11)], Policy())
