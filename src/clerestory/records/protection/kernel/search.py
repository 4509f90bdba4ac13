"""The search as a whole: cover, fix, sweep, delete, anneal. It ends by work done, never by the clock."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.kernel import vector as kernel
from clerestory.records.protection.kernel.caution import Step, moves_freely, publish
from clerestory.records.protection.kernel.deletion import delete
from clerestory.records.protection.layout import Ints, layout_of, work_for
from clerestory.records.protection.moves import Ground
from clerestory.records.protection.system import System

COVER_BUDGET = 600
FIXES = 5
UNDELETED = 2  # times the rounds of annealing where no exact deletion follows them


@dataclass(frozen=True)
class Effort:
    """How much work the search may do."""

    first: int = 1_500  # moves tried for each cell, in order, in the first sweep
    second: int = 500
    rounds: int = 0  # of annealing, each four sweeps and a deletion
    sampled: int = 60  # moves drawn for each cell
    heat: float = 0.5
    relieved: int = (
        3  # times at the most that what a proof made needless is published again, while that gains
    )


QUICK = Effort(first=300, second=100, rounds=1, relieved=0)


def thorough(cells: int, whole: int = 0) -> Effort:
    """As much annealing as a few seconds allow.

    Less where ``whole`` cells are all to get whole tables: near the least pattern many have none, and
    what proves them is bought back.
    """
    rounds = max(10, min(30, 720_000 // max(cells, 1)))
    if rounds > (fewer := max(10, 70_000 // max(whole, 1))):
        return Effort(first=300, second=100, rounds=fewer)
    return Effort(rounds=rounds)


def search(
    system: System,
    equations: tuple[Ints, Ints, NDArray[np.int8]],
    unsafe: Ints,
    fixed: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    worth: NDArray[np.float64],
    level: Ints,
    seed: int,
    effort: Effort = QUICK,
) -> Ints:
    """A kernel vector whose support readers miss little, nonzero at every unsafe cell that moves reach.

    Where exact deletion would leave cells on circuits too large to move, sweeps alone make it smaller.
    """
    layout, count = layout_of(system), system.count
    work = work_for(layout)
    is_unsafe = np.zeros(count.size, np.bool_)
    is_unsafe[unsafe] = True
    ones = np.flatnonzero(count == 1)
    vector = np.zeros(count.size, np.int64)
    worth = worth / np.median(worth)  # what a sweep may newly withhold is counted in ordinary cells
    own = worth * (1 + 0.05 * np.log1p(count))
    own[unsafe], own[hidden] = 1e-3, 0.0
    price = own.copy()
    order = unsafe[np.lexsort((-count[unsafe], -level[unsafe]))]
    ground = Ground(layout, count, fixed, price, work)
    support = kernel.Support(vector, own, is_unsafe, ones)
    kernel.cover(order, support, ground, 0, COVER_BUDGET, seed)
    for attempt in range(FIXES):
        pairs = kernel.opposites(vector, ones)
        if not pairs.size:
            break
        kernel.cover(pairs, support, ground, 3, COVER_BUDGET, seed + attempt)
    own = np.where(hidden, 0.0, worth)
    free = ~is_unsafe & ~hidden
    draw = np.random.default_rng(seed)

    def sweep(most_new: float, budget: int, heat: float, sampled: int, turn: int) -> None:
        cells = np.flatnonzero((vector != 0) & free)
        cells = cells[np.argsort(-count[cells], kind="stable")] if turn == 0 else draw.permutation(cells)
        support = kernel.Support(vector, own, is_unsafe, ones)
        paid = ground._replace(price=np.where(vector == 0, own, 0.0))
        kernel.sweep(cells, support, paid, most_new, budget, heat, sampled, seed + turn)

    sweep(0.5, effort.first, 0.0, 0, 0)
    sweep(2.0, effort.second, 0.0, 0, 1)
    exact = delete(vector, equations, count, free, own, seed)
    moves = moves_freely(exact, equations, count)
    vector = exact if moves else vector
    best = vector.copy()
    rounds = effort.rounds if moves else UNDELETED * effort.rounds
    for number in range(rounds):
        heat = max(0.0, effort.heat * (1 - number / (0.9 * rounds)))
        for turn in range(4):
            sweep(4.0, effort.sampled, heat, 1, 2 + 4 * number + turn)
        if moves:
            vector = delete(vector, equations, count, free, own, seed + number, 24)
        if worth[vector != 0].sum() <= worth[best != 0].sum():
            best = vector.copy()
    return best


def relieved(
    withheld: NDArray[np.bool_],
    equations: tuple[Ints, Ints, NDArray[np.int8]],
    count: Ints,
    unsafe: Ints,
    hidden: NDArray[np.bool_],
    worth: NDArray[np.float64],
    need: int,
    seed: int,
) -> tuple[NDArray[np.bool_], list[Step]]:
    """A proven pattern less what it can now do without; and, if that was done with caution, the steps."""
    free = ~hidden
    free[unsafe] = False
    price = np.where(hidden, 0.0, worth)
    exact = delete(withheld.astype(np.int64), equations, count, free, price, seed)
    if moves_freely(exact, equations, count):
        return exact != 0, []
    return publish(withheld, equations, count, free, price, need, seed)
