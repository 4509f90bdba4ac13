"""The search for a pattern of magnitudes: buy alternatives, dearest owed first, then give back.

Every demand takes the cheapest alternative there is; one found for another demand is free. Then
withheld cells are published again, dearest first, where every demand that leaned on them finds
another alternative among the cells still withheld. It ends by work done, never by the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.magnitudes.demands import Demand, demands_of, stretched
from clerestory.records.protection.magnitudes.programs import Change, Sums, cheapest_change
from clerestory.vocabulary.progress import Progress

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]
PAID = 1e-4  # the price of a cell that is withheld anyway
MOST_RETRIED = 2_000  # linear programs spent on giving back
RECENT = 400  # alternatives that a new demand looks through


@dataclass(frozen=True, repr=False)
class Wanted:
    """What the search is asked for."""

    sums: Sums
    owed: Reals  # of every cell; 0 where nothing is owed
    free: Flags  # the cells that may be withheld
    known: Mapping[int, Ints]  # holding -> the cells that it knows alone
    sole: Ints  # cell -> the holding that knows it alone, or -1

    def __repr__(self) -> str:
        return f"Wanted({int(np.count_nonzero(self.owed))} of {self.owed.size} cells)"


@dataclass(repr=False)
class Found:
    """The pattern so far: which cells are withheld, and which alternative meets each demand."""

    withheld: Flags
    met: dict[Demand, Change] = field(default_factory=dict)
    open: list[Demand] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Found({int(np.count_nonzero(self.withheld))} withheld)"


def search(wanted: Wanted, progress: Progress) -> Found:
    """A pattern with an alternative for every demand that has one; the others are ``open``."""
    found = Found(wanted.owed > 0)
    price = _prices(wanted)
    unsafe = np.flatnonzero(wanted.owed)
    recent: list[Change] = []
    for done, cell in enumerate(unsafe[np.argsort(-wanted.owed[unsafe], kind="stable")].tolist()):
        waiting = demands_of(cell, float(wanted.owed[cell]), float(wanted.sums.value[cell]))
        while waiting:
            demand = waiting.pop()
            change = _met(demand, wanted, recent, wanted.free, np.where(found.withheld, PAID, price))
            if change is None:
                found.open.append(demand)
                continue
            found.met[demand] = change
            found.withheld[change.cell] = True
            waiting += _knowing(demand, change, wanted)
        progress.advance(done + 1, unsafe.size)
    if not found.open:
        _give_back(wanted, found, price)
    return found


def _prices(wanted: Wanted) -> Reals:
    scale = (
        max(1.0, float(np.median(wanted.sums.value[wanted.sums.value > 0])))
        if wanted.sums.value.any()
        else 1.0
    )
    return 1 + np.log1p(wanted.sums.value / scale)


def _met(demand: Demand, wanted: Wanted, recent: list[Change], free: Flags, price: Reals) -> Change | None:
    """An alternative that meets the demand: one at hand, or the cheapest."""
    known = wanted.known.get(demand.knower, np.empty(0, np.int64))
    for change in reversed(recent[-RECENT:]):
        if demand.is_met_by(change, known) and free[change.cell].all():
            return change
    allowed = free.copy()
    allowed[known] = False
    if not allowed[demand.cell]:
        return None
    bought = cheapest_change(wanted.sums, demand.cell, demand.wanted, allowed, price)
    if bought is not None:
        recent += [one for one in stretched(bought, wanted.sums) if one.cell.size]
    return bought


def _knowing(demand: Demand, change: Change, wanted: Wanted) -> list[Demand]:
    """The same demand against everybody who alone knows a cell that the alternative changes."""
    if demand.knower >= 0:
        return []
    knowers = set(wanted.sole[change.cell].tolist()) - {-1, int(wanted.sole[demand.cell])}
    return [Demand(demand.cell, demand.wanted, knower) for knower in sorted(knowers)]


def _give_back(wanted: Wanted, found: Found, price: Reals) -> None:
    spare = np.flatnonzero(found.withheld & (wanted.owed == 0))
    left = MOST_RETRIED
    for cell in spare[np.lexsort((spare, -price[spare]))].tolist():
        leaning = [demand for demand, change in found.met.items() if (change.cell == cell).any()]
        if len(leaning) > left:
            continue
        within = found.withheld.copy()
        within[cell] = False
        left -= len(leaning)
        others = _all_met(leaning, wanted, within, price)
        if others is not None:
            found.withheld[cell] = False
            found.met |= others


def _all_met(
    demands: Sequence[Demand], wanted: Wanted, within: Flags, price: Reals
) -> dict[Demand, Change] | None:
    """Another alternative within a pattern for each demand, and against all who know; None if one has none."""
    others: dict[Demand, Change] = {}
    recent: list[Change] = []
    waiting = list(demands)
    while waiting:
        demand = waiting.pop()
        change = _met(demand, wanted, recent, within, price)
        if change is None:
            return None
        others[demand] = change
        waiting += [one for one in _knowing(demand, change, wanted) if one not in others]
    return others
