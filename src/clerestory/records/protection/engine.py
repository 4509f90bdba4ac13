"""``protect``: from unprotected cubes to protected ones, with a proof for every unsafe cell."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import Refused
from clerestory.project.model import Policy
from clerestory.records.cubes.cube import SHOWN_BEFORE, UNCHANGED, WITHHELD_BEFORE, UnprotectedCube
from clerestory.records.protection import recode
from clerestory.records.protection.coarsening import coarser, is_ruined
from clerestory.records.protection.differences import open_differences
from clerestory.records.protection.family import check_decomposable
from clerestory.records.protection.kernel.caution import Step
from clerestory.records.protection.kernel.programs import MOST_CELLS
from clerestory.records.protection.kernel.proof import proven
from clerestory.records.protection.kernel.search import QUICK, Effort, relieved, search, thorough
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.proposal import best_merge
from clerestory.records.protection.protected import Merge, Protection
from clerestory.records.protection.rules import CountRules, Judgement, check_policy, check_width, judged
from clerestory.records.protection.rules.weights import check_weights
from clerestory.records.protection.system import System, equations, settled, system_of
from clerestory.records.protection.telling import told
from clerestory.records.protection.wide_cover import wide_cover
from clerestory.vocabulary.hierarchy import Hierarchy
from clerestory.vocabulary.progress import Progress, Silent

MOST_MERGES = 200
MOST_SEARCHED = 60_000  # cells; beyond, the move cover alone: the proof would take minutes
Pace = Literal["quick", "thorough"]
MINIMUM_ALONE = CountRules()
TINY = [[12, 3, 1], [20, 14, 9], [2, 30, 1]], [[3, 0, 0], [0, 12, 0], [0, 0, 20]]


class _Tried(NamedTuple):
    """A system, what the rules say of its cells, those that are withheld throughout, and the pattern found."""

    system: System
    judgement: Judgement
    hidden: NDArray[np.bool_]
    found: Pattern


def protect(
    cubes: Sequence[UnprotectedCube],
    policy: Policy,
    progress: Progress | None = None,
    rules: CountRules = MINIMUM_ALONE,
    *,
    pace: Pace = "thorough",
) -> Protection:
    """Protect one collection's cubes as one linked system.

    Every unsafe cell leaves with a proof of the width owed: an integer alternative table or, where
    policy allows it, an interval of the linear relaxation. Where some cell has none, categories are
    merged; unless ``policy.recode == "apply"``, ``RecodingNeeded`` carries all merges as a proposal.
    """
    check_policy(policy)
    check_decomposable(cubes)
    check_weights([cube for cube in cubes if not cube.hidden], rules.weights)
    progress = progress or Silent()
    first = _first_merges(cubes, policy, rules)
    cubes = [recode.reduced_cube(cube, first) for cube in cubes]
    merges: tuple[Merge, ...] = ()
    while (tried := _tried(cubes, merges, policy, rules, pace)).found.uncertified.size:
        if rules.forced:
            _blame_forced(tried.system, tried.hidden, policy, tried.judgement)
        merges = _one_more(tried.system, tried.found, merges, policy)
        progress.advance(len(merges), MOST_MERGES)
    if merges and policy.recode == "propose":
        shown = tried.system.cubes[: tried.system.shown]
        raise recode.needed(shown, merges, "some small cells have no proof otherwise")
    loose = tried.hidden | tried.judgement.loose
    return told(tried.system, tried.found, loose, policy.width, (*first, *merges))


def _tried(
    cubes: Sequence[UnprotectedCube], merges: tuple[Merge, ...], policy: Policy, rules: CountRules, pace: Pace
) -> _Tried:
    """The best pattern after these merges, of which no difference of releases is told too narrowly."""
    system = system_of([recode.merged_cube(cube, merges) for cube in cubes])
    owed = np.empty(0, np.int64)  # differences that are not small, and are told too narrowly all the same
    while True:
        judgement = _judged(system, rules, owed)
        if judgement.unsafe.any() and _kept(system).any():
            check_width(policy, int(system.count.max()))
        hidden = _hidden_cells(system, merges, judgement.loose)
        found = _search(system, hidden, policy, judgement, pace)
        more = owed[:0]
        if not found.uncertified.size:
            more = open_differences(system, found, judgement.unsafe, policy.width)
        if not more.size:
            return _Tried(system, judgement, hidden, found)
        owed = np.concatenate((owed, more))


def _judged(system: System, rules: CountRules, owed: Ints) -> Judgement:
    """What the rules say, and what is owed besides; a cell that an earlier release showed is owed nothing now."""
    judgement = judged(system, rules)
    unsafe = judgement.unsafe & ~settled(system, SHOWN_BEFORE)
    unsafe[owed] = True
    return replace(judgement, unsafe=unsafe)


def _first_merges(cubes: Sequence[UnprotectedCube], policy: Policy, rules: CountRules) -> tuple[Merge, ...]:
    """What a large table is merged to before anything is searched, if suppression would ruin it."""
    cells = sum(int(np.prod([len(own.codes) for own in cube.hierarchies])) for cube in cubes)
    is_revision = any(cube.settled is not None for cube in cubes)
    is_plain = replace(rules, weights=()) == MINIMUM_ALONE
    if cells <= MOST_SEARCHED or not is_plain or is_revision or not is_ruined(cubes):
        return ()
    merges = coarser(cubes)
    if merges and policy.recode == "propose":
        raise recode.needed(cubes, merges, "most cells that count anybody are small")
    return merges


def _search(
    system: System, hidden: NDArray[np.bool_], policy: Policy, judgement: Judgement, pace: Pace
) -> Pattern:
    """The pattern that costs readers less, by the kernel vector or the move cover; in haste the first that is proven."""
    is_searched = bool(judgement.unsafe.any()) and system.count.size <= MOST_SEARCHED
    if pace == "quick" and is_searched:
        by_kernel = _by_kernel(system, hidden, policy, judgement, QUICK)
        if not by_kernel.uncertified.size:
            return by_kernel
    unsafe = np.flatnonzero(judgement.unsafe)
    price = np.where(judgement.forced, 1e5, judgement.worth * (1 + 0.05 * np.log1p(system.count)))
    kept = _never_withheld(system, judgement)
    by_cover = wide_cover(system, unsafe, hidden, kept, price, policy.width, _level(system), judgement.loose)
    is_solved = system.count.size <= MOST_CELLS  # integer programs find what moves do not
    if not is_searched or (by_cover.uncertified.size and not is_solved):
        return _showing(by_cover, judgement.forced)
    effort = thorough(system.count.size, unsafe.size if policy.proof == "integer" else 0)
    by_kernel = _by_kernel(system, hidden, policy, judgement, effort)
    both = [_showing(by_cover, judgement.forced), by_kernel]
    return min(both, key=lambda found: _rank(found, judgement))


def _by_kernel(
    system: System, hidden: NDArray[np.bool_], policy: Policy, judgement: Judgement, effort: Effort
) -> Pattern:
    unsafe, sums = np.flatnonzero(judgement.unsafe), equations(system)
    fixed = ((system.count == 0) & ~judgement.loose | _never_withheld(system, judgement)) & ~hidden
    worth, seed = judgement.worth, policy.seed
    support = search(system, sums, unsafe, fixed, hidden, worth, _level(system), seed, effort) != 0

    def proof(steps: Sequence[Step] = ()) -> Pattern:
        own = (system, sums, support, unsafe, fixed, hidden, worth, policy.width, seed, policy.proof)
        return proven(*own, steps)

    found = best = proof()
    for turn in range(effort.relieved if found.intervals.cell.size else 0):
        own = (found.withheld, sums, system.count, unsafe, hidden, worth, policy.width)
        support, steps = relieved(*own, seed + turn)
        found = proof(steps)
        if _rank(found, judgement) >= _rank(best, judgement):
            break
        best = found
    return _showing(best, judgement.forced)


def _rank(found: Pattern, judgement: Judgement) -> tuple[int, float]:
    """The fewer cells lack a proof the better; then, the less readers miss."""
    return found.uncertified.size, float(judgement.worth[found.withheld].sum())


def _never_withheld(system: System, judgement: Judgement) -> NDArray[np.bool_]:
    return (_kept(system) | judgement.forced) & ~judgement.unsafe


def _showing(found: Pattern, forced: NDArray[np.bool_]) -> Pattern:
    """The pattern; nothing is certified by one that withholds a cell which must be shown."""
    if not (found.withheld & forced).any():
        return found
    return replace(found, certified=np.zeros_like(found.certified))


def _one_more(system: System, found: Pattern, merges: tuple[Merge, ...], policy: Policy) -> tuple[Merge, ...]:
    inside = frozenset((merge.variable, code) for merge in merges for code in merge.codes)
    is_revision = any(cube.settled is not None for cube in system.cubes)  # its categories stand already
    merge = None if is_revision else best_merge(system, found.uncertified, inside, policy.width)
    if merge is None or len(merges) >= MOST_MERGES:
        tables = ", ".join(cube.table for cube in system.cubes[: system.shown])
        raise recode.RecodingNeeded(
            f"tables {tables}: {found.uncertified.size} unsafe cells have no proof and no merging of categories "
            f"gives one; count by fewer variables",
            merges,
        )
    return recode.extended(merges, merge)


def _kept(system: System) -> NDArray[np.bool_]:
    """The grand total is shown whenever it is safe itself: a table without it is no table.

    After an earlier release it may go: the two totals would tell how few records came in between.
    """
    kept = settled(system, SHOWN_BEFORE)
    for number, cube in enumerate(system.cubes):
        if cube.hidden or cube.settled is not None:
            continue
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


def _hidden_cells(system: System, merges: Sequence[Merge], loose: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of no table, and those of categories that were merged into another: withheld throughout.

    What an earlier release withheld stays withheld; what it showed, or what did not change since, is known.
    """
    hidden = system.hidden & ~settled(system, SHOWN_BEFORE) & ~settled(system, UNCHANGED)
    hidden |= settled(system, WITHHELD_BEFORE)
    codes = recode.hidden_codes(merges)
    for number, cube in enumerate(system.cubes):
        cells = system.cells_of(number)
        above = [
            _merged_into(hierarchy, codes.get(variable, frozenset()))
            for variable, hierarchy in zip(cube.variables, cube.hierarchies, strict=True)
        ]
        merged = cells[np.ix_(*above)]
        hidden[cells[(merged != cells) & ((system.count[merged] > 0) | loose[merged])]] = True
    return hidden


def _merged_into(hierarchy: Hierarchy, roots: frozenset[str]) -> list[int]:
    """For every code the place of the merged category it lies under, else its own.

    A merged category that shows a zero tells that its parts are zeros too: those stay as they are.
    """
    at = {code: place for place, code in enumerate(hierarchy.codes)}
    found = []
    for code in hierarchy.codes:
        into = above = code
        while above in hierarchy.parent:
            if above in roots:
                into = hierarchy.parent[above]
            above = hierarchy.parent[above]
        found.append(at[into])
    return found


def _blame_forced(system: System, hidden: NDArray[np.bool_], policy: Policy, judgement: Judgement) -> None:
    """``Refused`` if the cells that must be published are what stands in the way."""
    free = replace(judgement, forced=np.zeros_like(judgement.forced))
    found = _search(system, hidden, policy, judgement, "quick").uncertified.size
    if _search(system, hidden, policy, free, "quick").uncertified.size < found:
        raise Refused(
            f"{found} unsafe cells cannot be protected while the {int(np.count_nonzero(judgement.forced))} cells that "
            f"must be published are shown: take cells off the list, or count by coarser categories"
        )


def compile_caches() -> None:
    """Compile everything once, on two tables of nine leaves."""
    for leaves in TINY:
        _protect_tiny(leaves, "thorough")


def warm(pace: Pace) -> None:
    """Load what was compiled, so that what comes next takes the time of its own work."""
    _protect_tiny(TINY[0], pace)


def _protect_tiny(leaves: list[list[int]], pace: Pace) -> None:
    three = Hierarchy.flat(("a", "b", "c"))
    cube = UnprotectedCube("t", "c", ("v", "w"), (three, three), np.array(leaves), 11)
    protect([cube], Policy(), pace=pace)
