"""Proof of a kernel pattern; where none is found, more is withheld until there is one.

Circuits and a walk look for alternative tables within the pattern; where policy allows, linear
programs then look for intervals over the reals. For unsafe cells still open, moves that certify
them are bought, the cheapest few first: every bought move makes new circuits, so that most of the
others then find a proof without being bought. What was proven stays proven, for the pattern only
grows. In the end, withheld cells that no table uses are published, unless programs needed them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.certificate import Certificates, from_tables, joined
from clerestory.records.protection.kernel.caution import Step
from clerestory.records.protection.kernel.circuits import circuits_of
from clerestory.records.protection.kernel.elimination import matrix_of
from clerestory.records.protection.kernel.programs import MOST_CELLS, Programs
from clerestory.records.protection.kernel.relaxation import Relaxation, lifted
from clerestory.records.protection.kernel.walk import widen_by_circuits, widen_by_walk
from clerestory.records.protection.layout import Ints, Layout, layout_of, work_for
from clerestory.records.protection.moves import IMPOSSIBLE, Ground, changes, cheapest
from clerestory.records.protection.pattern import Intervals, Pattern
from clerestory.records.protection.system import System
from clerestory.records.protection.transfers import bears, certify, leaves_of, most_above

Equations = tuple[Ints, Ints, NDArray[np.int8]]
Table = tuple[Ints, Ints]
Tier = Literal["integer", "continuous"]
WHOLE_ONLY = 1_500  # withheld cells: so few an intruder tries by integer programs, so whole tables are asked
NEARLY = 0.01  # of the unsafe cells open: the few whole tables that lack are bought
SWEEPS = (40, 400)  # of a walk, at the least and at the most
STEPS = 60_000_000  # of one walk, in cells touched
SPREADS = 4  # times that tables for cells owed a width may use further cells, which are owed one then
SHARE = 0.1  # of the open cells that are bought a move in one round
FEWEST, MOST = 8, 300
PRICED = 600  # open cells whose cheapest move is sought in one round
MOST_SOLVED = 40  # open cells that get a program of their own in one round
ROUNDS = 60
UNDOING = 5  # rounds in which cells published with caution are withheld again before moves are bought
BASES = 3  # whose circuits a walk takes
BUDGET = 150


def proven(
    system: System,
    equations: Equations,
    support: NDArray[np.bool_],
    unsafe: Ints,
    fixed: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    worth: NDArray[np.float64],
    need: int,
    seed: int,
    tier: Tier = "integer",
    steps: Sequence[Step] = (),
) -> Pattern:
    """A pattern around ``support`` with a proof for every unsafe cell that can have one.

    Before moves are bought, those of the ``steps`` that led to the pattern are undone which narrowed cells.
    """
    trial = _Trial(system, equations, support | hidden, unsafe, fixed, hidden, worth, need)
    trial.steps = list(steps)
    for number in range(ROUNDS):
        trial.walk(seed + number)
        if number == 0 and trial.is_nearly_whole:
            tier = "integer"
        if tier == "continuous":
            trial.owe(trial.support)
            trial.relax(seed + number)
        if not trial.open.size:
            break
        if not (number < UNDOING and trial.undo()) and not trial.buy(trial.open, seed + number):
            break
    return trial.pattern()


class _Trial:
    """The state of a proof: the pattern so far, the tables kept, the interval of every cell."""

    def __init__(
        self,
        system: System,
        equations: Equations,
        support: NDArray[np.bool_],
        unsafe: Ints,
        fixed: NDArray[np.bool_],
        hidden: NDArray[np.bool_],
        worth: NDArray[np.float64],
        need: int,
    ) -> None:
        self.system, self.equations = system, equations
        self.count, self.unsafe, self.fixed, self.hidden, self.need = (
            system.count,
            unsafe,
            fixed,
            hidden,
            need,
        )
        self.support = support.copy()
        self.support[unsafe] = True
        self.is_unsafe = np.zeros(self.count.size, np.bool_)
        self.is_unsafe[unsafe] = True
        self.low, self.high = self.count.copy(), self.count.copy()
        self.near, self.far = self.count.astype(np.float64), self.count.astype(np.float64)
        self.series = np.arange(self.count.size)  # cells that move alike need one move between them
        self.is_owed = self.is_unsafe.copy()
        self.by_programs = np.zeros(self.count.size, np.bool_)
        self.table = self.count.copy()  # where the walk has come to
        self.circuits: list[Certificates] = []
        self.tables: list[Table] = []
        self.bought: list[Table] = []
        self.steps: list[Step] = []
        self.layout: Layout = layout_of(system)
        self.price = worth * (1 + 0.05 * np.log1p(self.count))
        self.price[unsafe] = 1e-3

    @property
    def open(self) -> Ints:
        """The cells that are owed a width whose interval is still too narrow."""
        is_open = (self.high - self.low < self.need) & ~self.by_programs
        return np.flatnonzero(is_open & self.is_owed)

    @property
    def is_nearly_whole(self) -> bool:
        """Few cells in all, or few of them open: then whole tables are asked for throughout."""
        few = self.open.size <= NEARLY * self.unsafe.size
        return bool(few or np.count_nonzero(self.support) <= WHOLE_ONLY)

    def walk(self, seed: int) -> None:
        """Look for tables within the pattern: by new circuits, by those of the last rounds, and by bought moves."""
        inside = np.flatnonzero(self.support)
        matrix = matrix_of(self.equations, inside, self.count.size)
        new = circuits_of(matrix, self.count[inside], 1 if self.circuits else BASES, seed)
        self.circuits = [*self.circuits[1 - BASES :], replace(new, cell=inside[new.cell])]
        circuits = joined([*self.circuits, from_tables(self.bought)])
        for _ in range(SPREADS):
            self._widen(circuits, seed)
            before = np.count_nonzero(self.is_owed)
            self.owe(self.high > self.low)
            if np.count_nonzero(self.is_owed) == before:
                break

    def _widen(self, circuits: Certificates, seed: int) -> None:
        own = (self.count, self.is_owed, self.low, self.high, self.need)
        self.tables += widen_by_circuits(circuits, *own)
        sweeps = max(SWEEPS[0], min(SWEEPS[1], STEPS // max(circuits.cell.size, 1)))
        self.tables += widen_by_walk(circuits, self.table, *own, sweeps, seed)

    def owe(self, cells: NDArray[np.bool_]) -> None:
        """A cell withheld for others' sake is owed its width too: nothing withheld may be recovered."""
        self.is_owed |= cells & ~self.hidden & (self.count > 0)

    def relax(self, seed: int) -> None:
        """Intervals over the reals for what is open."""
        asked = np.zeros(self.count.size, np.bool_)
        asked[self.open] = True
        if not asked.any():
            return
        inside = np.flatnonzero(self.support)
        inner = self._inner()[inside]
        if (inner <= 0).any():
            matrix = matrix_of(self.equations, inside, self.count.size)
            inner = lifted(matrix, self.count[inside], inner)
        inside, inner = inside[inner > 0], inner[inner > 0]
        relaxation = Relaxation(
            matrix_of(self.equations, inside, self.count.size),
            self.count[inside],
            inner,
            asked[inside],
            np.minimum(self.near, self.low)[inside],
            np.maximum(self.far, self.high)[inside],
            self.need,
            seed,
        )
        relaxation.widen()
        self.near[inside], self.far[inside] = relaxation.low, relaxation.high
        asked[inside[relaxation.open]] = False
        self.by_programs[inside] |= asked[inside]
        self.series[inside] = relaxation.series

    def _inner(self) -> NDArray[np.float64]:
        """A table amid those that were found: halfway from the true one to their mean."""
        moved = np.zeros(self.count.size)
        for cells, change in self.tables:
            moved[cells] += change
        return self.count + 0.5 * moved / max(len(self.tables), 1)

    def undo(self) -> bool:
        """For one open cell of every class withhold again what took most of its spread; False if nothing did."""
        undone = set()
        _, first = np.unique(self.series[self.open], return_index=True)
        for cell in self.open[first]:
            taken = [float(step.taken[cell]) / step.cells.size for step in self.steps]
            if taken and max(taken) > 0:
                undone.add(int(np.argmax(taken)))
        for number in sorted(undone, reverse=True):
            self.support[self.steps.pop(number).cells] = True
        return bool(undone)

    def buy(self, waiting: Ints, seed: int) -> bool:
        """Buy moves for the cheapest of the open cells; False if none of them has any."""
        number = min(MOST, max(FEWEST, int(SHARE * waiting.size)))
        if waiting.size > PRICED:
            waiting = np.random.default_rng(seed).choice(waiting, PRICED, replace=False)
        work = work_for(self.layout)
        price = np.where(self.support, 0.0, self.price)
        budget = BUDGET * max(1, PRICED // (10 * waiting.size))
        common = (
            Ground(self.layout, self.count, self.fixed, price, work),
            IMPOSSIBLE,
            self.need,
            budget,
        )
        costs = np.array([cheapest(cell, *common) for cell in waiting])
        done = np.zeros(self.count.size, np.bool_)
        order = waiting[np.argsort(costs, kind="stable")][: np.count_nonzero(costs < IMPOSSIBLE)]
        _, first = np.unique(self.series[order], return_index=True)
        for cell in order[np.sort(first)][:number]:
            if done[cell] or cheapest(cell, *common) >= IMPOSSIBLE:
                continue
            size = changes(work.best, self.layout, work)
            cells = work.cell[:size].copy()
            self.bought.append((cells, work.sign[:size].copy()))
            self.support[cells], done[cells], price[cells] = True, True, 0.0
        return bool(order.size) or self.transfer(waiting) or self.solve(waiting)

    def transfer(self, waiting: Ints) -> bool:
        """Tables by transfers for open cells that no move reaches."""
        if not bears(self.system, waiting.size):
            return False
        leaves = leaves_of(self.system, self.layout)
        places = np.zeros(most_above(self.layout, leaves), np.int64)
        price = np.where(self.support, 0.0, self.price)
        helped = False
        for cell in waiting:
            if self.high[cell] - self.low[cell] >= self.need:
                continue
            both = certify(cell, self.need, self.count, self.layout, leaves, price, places)
            if both[0][cell] - both[1][cell] < self.need:
                continue
            helped = True
            for change in both:
                self._keep(change, price)
        return helped

    def solve(self, waiting: Ints) -> bool:
        """Tables by integer programs, in a small system."""
        if self.count.size > MOST_CELLS:
            return False
        start, cell, sign = self.equations
        sums = csr_array((sign.astype(np.int64), cell, start), shape=(start.size - 1, self.count.size))
        programs = Programs(sums, self.count, self.fixed)
        price = np.where(self.support, 0.0, self.price)
        helped = False
        for own in waiting[:MOST_SOLVED]:
            if self.high[own] - self.low[own] >= self.need:
                continue
            for change in programs.widen(int(own), self.need, price):
                helped = True
                self._keep(change, price)
        return helped

    def _keep(self, change: Ints, price: NDArray[np.float64]) -> None:
        """Keep a table that was found outside the walk."""
        cells = np.flatnonzero(change)
        self.tables.append((cells, change[cells]))
        self.support[cells], price[cells] = True, 0.0
        np.minimum(self.low, self.count + change, out=self.low)
        np.maximum(self.high, self.count + change, out=self.high)

    def pattern(self) -> Pattern:
        """The tables kept, and the cells that they and the unsafe ones need."""
        certificates: Certificates = from_tables([table for table in self.tables if table[0].size])
        withheld = self.hidden | self.is_unsafe
        withheld[certificates.cell] = True
        whole = self.high - self.low >= self.need
        real = np.flatnonzero(self.by_programs & ~whole)
        if real.size:
            withheld |= self.support
        intervals = Intervals(real, self.near[real], self.far[real])
        is_wide = whole | self.by_programs
        is_other = withheld & ~self.hidden & ~self.is_unsafe & (self.count > 0)
        narrow = np.flatnonzero(is_other & ~is_wide)
        certified = is_wide[self.unsafe]
        return Pattern(withheld, self.unsafe, certified, certificates, intervals, narrow)
