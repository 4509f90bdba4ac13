"""``protect_magnitudes``: from unprotected sums to protected ones, with a proof for every unsafe cell."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clerestory.errors import InputError, Refused
from clerestory.records.protection.magnitudes import protected
from clerestory.records.protection.magnitudes.demands import SLACK
from clerestory.records.protection.magnitudes.programs import Sums, is_change
from clerestory.records.protection.magnitudes.protected import MagnitudeSummary, ProtectedMagnitudes
from clerestory.records.protection.magnitudes.search import Found, Wanted, search
from clerestory.records.protection.magnitudes.tabulation import NOBODY, Magnitudes
from clerestory.records.protection.rules.counts import below
from clerestory.records.protection.rules.forced import ForcedCell, check_forced, forced_mask
from clerestory.records.protection.rules.magnitude import Contributions, Flags, Reals
from clerestory.records.protection.system import System, equations, system_of
from clerestory.vocabulary.progress import Progress, Silent

Ints = NDArray[np.int64]
MOST_CELLS = 20_000  # beyond, a linear program for every unsafe cell takes hours


class MagnitudeRule(Protocol):
    """A rule of concentration: its verdict, and the upper protection level that it owes."""

    @property
    def deepest(self) -> int:
        """How many of the largest contributions it looks at."""

    def unsafe(self, cells: Contributions) -> Flags:
        """The verdict on every cell."""

    def level(self, cells: Contributions) -> Reals:
        """The upper protection level of every cell."""


def protect_magnitudes(
    magnitudes: Magnitudes,
    rules: Sequence[MagnitudeRule],
    forced: Sequence[ForcedCell] = (),
    progress: Progress | None = None,
) -> tuple[ProtectedMagnitudes, MagnitudeSummary]:
    """Protect one table of sums; ``Refused`` where some unsafe cell cannot be."""
    system = system_of([magnitudes.cube])
    if system.count.size > MOST_CELLS:
        raise InputError(
            f"table {magnitudes.cube.table}: {system.count.size} cells are more than {MOST_CELLS}; sum by fewer variables"
        )
    wanted = _wanted(system, magnitudes, rules, forced)
    found = search(wanted, progress or Silent())
    if found.open:
        raise Refused(_sentence(magnitudes, found, len(forced)))
    _check(wanted, found)
    return _sealed(system, magnitudes, found), _summary(system, wanted, found, rules)


def owed_levels(contributions: Contributions, rules: Sequence[MagnitudeRule]) -> Reals:
    """What every cell is owed: the most that a rule which calls it unsafe asks for; at least one unit."""
    owed = np.zeros(contributions.total.size)
    for rule in rules:
        unsafe = rule.unsafe(contributions)
        np.maximum(owed, np.where(unsafe, np.maximum(1, np.ceil(rule.level(contributions))), 0), out=owed)
    return owed


def _wanted(
    system: System, magnitudes: Magnitudes, rules: Sequence[MagnitudeRule], forced: Sequence[ForcedCell]
) -> Wanted:
    owed = np.zeros(system.count.size)
    np.maximum.at(owed, system.cell_of, owed_levels(magnitudes.contributions, rules))
    sole = np.full(system.count.size, NOBODY)
    sole[system.cell_of] = magnitudes.sole
    cells, cube = system.cells_of(0), magnitudes.cube
    shown = np.zeros(system.count.size, np.bool_)
    shown[cells[forced_mask(forced, cube.variables, cube.hierarchies)]] = True
    check_forced(shown, owed > 0)
    shown[cells.flat[0]] |= owed[cells.flat[0]] == 0  # the grand total: a table without it is no table
    loose = np.zeros(system.count.size, np.bool_)
    loose[cells[below((owed > 0)[cells], cube.hierarchies)]] = True
    free = ((system.count > 0) | loose) & ~shown
    return Wanted(_sums(system), owed, free, _known(sole), sole)


def _sums(system: System) -> Sums:
    start, cell, sign = equations(system)
    shape = (start.size - 1, system.count.size)
    return Sums(sparse.csr_array((sign.astype(np.float64), cell, start), shape=shape), system.count)


def _known(sole: Ints) -> dict[int, Ints]:
    order = np.argsort(sole, kind="stable")
    order = order[sole[order] != NOBODY]
    holdings, first = np.unique(sole[order], return_index=True)
    return dict(zip(holdings.tolist(), np.split(order, first[1:]), strict=True)) if holdings.size else {}


def _check(wanted: Wanted, found: Found) -> None:
    """Every alternative once more, apart from the search: nothing leaves on the search's word."""
    for demand, change in found.met.items():
        known = wanted.known.get(demand.knower, np.empty(0, np.int64))
        sound = (
            is_change(wanted.sums, change, slack=SLACK * max(1.0, abs(demand.wanted)))
            and bool(found.withheld[change.cell].all())
            and demand.is_met_by(change, known)
        )
        if not sound:
            raise Refused(
                "a proof of the magnitude table does not hold; nothing is released: please report it"
            )


def _sentence(magnitudes: Magnitudes, found: Found, forced: int) -> str:
    cells = len({demand.cell for demand in found.open})
    because = f" while {forced} cells must be published" if forced else ""
    return (
        f"table {magnitudes.cube.table}: {cells} unsafe cells cannot be protected{because}; "
        f"sum by fewer variables or coarser categories"
    )


def _sealed(system: System, magnitudes: Magnitudes, found: Found) -> ProtectedMagnitudes:
    shown = np.where(found.withheld, -1, system.count)[system.cells_of(0)]
    cube = magnitudes.cube
    return ProtectedMagnitudes(
        cube.table, cube.variables, cube.hierarchies, shown, magnitudes.unit, seal=protected.SEAL
    )


def _summary(
    system: System, wanted: Wanted, found: Found, rules: Sequence[MagnitudeRule]
) -> MagnitudeSummary:
    withheld = found.withheld[system.cell_of]
    primary = int(np.count_nonzero((wanted.owed > 0)[system.cell_of]))
    exact = sum(is_change(wanted.sums, change, slack=0.0) for change in found.met.values())
    return MagnitudeSummary(
        cells=withheld.size,
        published=int(np.count_nonzero(~withheld)),
        primary=primary,
        secondary=int(np.count_nonzero(withheld)) - primary,
        demands=len(found.met),
        exact=exact,
        continuous=len(found.met) - exact,
        rules=tuple(str(rule) for rule in rules),
    )
