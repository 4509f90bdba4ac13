"""The kernel vector itself: covered by product moves, then made smaller by sweeps of them."""

# ruff: noqa: NPY002  (compiled code has a generator of its own, seeded by the caller)
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.kernel.field import PRIME
from clerestory.records.protection.layout import UNSET, Ints, Work
from clerestory.records.protection.moves import (
    IMPOSSIBLE,
    Ground,
    candidates,
    changes,
    cheapest,
    corners_hold,
    is_incomplete,
    next_turn,
)


class Support(NamedTuple):
    """The vector, what each cell is worth to readers, and where it must stay nonzero."""

    vector: Ints
    own: NDArray[np.float64]  # the ground's price of a cell outside the support
    unsafe: NDArray[np.bool_]
    ones: Ints  # cells that count 1


@compiled
def add(support: Support, size: int, factor: int, ground: Ground) -> None:
    """Add a multiple of the move at hand; the ground's price is what a cell outside the support costs."""
    for m in range(size):
        cell = ground.work.cell[m]
        value = (support.vector[cell] + ground.work.sign[m] * factor) % PRIME
        support.vector[cell] = value
        ground.price[cell] = support.own[cell] if value == 0 else 0.0


@compiled
def cover(order: Ints, support: Support, ground: Ground, need: int, budget: int, seed: int) -> int:
    """Make the vector nonzero at every cell of ``order``; how many cells no move reaches."""
    np.random.seed(seed)
    missed = 0
    for cell in order:
        if support.vector[cell] != 0 and need == 0:
            continue
        if cheapest(cell, ground, IMPOSSIBLE, need, budget) >= IMPOSSIBLE:
            missed += 1
            continue
        size = changes(ground.work.best, ground.layout, ground.work)
        add(support, size, np.random.randint(1, PRIME), ground)
    return missed


@compiled
def opposites(vector: Ints, ones: Ints) -> Ints:
    """The counts of 1 that have an opposite among them: their sum is known to be 2."""
    values = np.sort(vector[ones])
    found = np.zeros(ones.size, np.bool_)
    for n in range(ones.size):
        wanted = PRIME - vector[ones[n]]
        at = np.searchsorted(values, wanted)
        found[n] = vector[ones[n]] != 0 and at < values.size and values[at] == wanted
    return ones[found]


@compiled
def sweep(
    order: Ints,
    support: Support,
    ground: Ground,
    most_new: float,
    budget: int,
    heat: float,
    sampled: int,
    seed: int,
) -> None:
    """Publish cells one after another by the best move through each that makes it zero.

    A move may newly withhold cells worth ``most_new``; it is taken if it gains, or, with ``heat``,
    if it loses little enough (annealing). ``sampled`` moves are drawn, cheap stars more often;
    else they come in order of their stars.
    """
    np.random.seed(seed)
    vector, work = support.vector, ground.work
    best = np.empty(work.rows.size, np.int64)
    for cell in order:
        if vector[cell] == 0 or not candidates(cell, ground, most_new + 1e-9):
            continue
        limit = 1e-9 - (heat * np.log(np.random.random()) if heat > 0 else 0.0)
        if best_change(cell, support, ground, most_new, budget, limit, sampled, best) >= IMPOSSIBLE:
            continue
        size = changes(best, ground.layout, work)
        factor = factor_at(cell, size, vector, work)
        add(support, size, factor, ground)
        if makes_opposites(size, support, ground):
            add(support, size, PRIME - factor, ground)


@compiled
def best_change(
    cell: int,
    support: Support,
    ground: Ground,
    most_new: float,
    budget: int,
    limit: float,
    sampled: int,
    best: Ints,
) -> float:
    """The least change of the support's worth by a move that makes a cell zero; into ``best``."""
    layout, work = ground.layout, ground.work
    cube = layout.home[cell]
    dims = layout.cube_slots[cube]
    least, rank = IMPOSSIBLE, 0
    work.turn[:] = 0
    for _ in range(budget):
        work.rows[:] = UNSET
        stars = 0.0  # the stars of a move have no cell in common: it costs as much or more
        for position in range(dims):
            turn = work.turn[position]
            if sampled:
                draw = np.random.random()
                turn = int(work.number[position] * draw * draw)
            work.rows[layout.axis_of[cube, position]] = work.found[position, turn]
            stars += work.price[position, turn]
        may = stars <= most_new and corners_hold(work.rows, cube, ground, 0)
        if may and not is_incomplete(work.rows, layout):
            change = change_by(cell, support, ground, most_new)
            if change <= limit and change < least:
                least = change
                best[:] = work.rows
        if not sampled:
            rank = next_turn(work.turn, work.number, dims, rank)
            if rank < 0:
                break
    return least


@compiled
def change_by(cell: int, support: Support, ground: Ground, most_new: float) -> float:
    """What the support's worth changes by if the move in ``work.rows`` makes a cell zero."""
    vector, work = support.vector, ground.work
    size = changes(work.rows, ground.layout, work)
    new = 0.0
    for m in range(size):
        touched = work.cell[m]
        if ground.fixed[touched]:
            return IMPOSSIBLE
        new += ground.price[touched]
        if new > most_new:
            return IMPOSSIBLE
    factor = factor_at(cell, size, vector, work)
    for m in range(size):
        touched = work.cell[m]
        if vector[touched] != 0 and (vector[touched] + work.sign[m] * factor) % PRIME == 0:
            if support.unsafe[touched]:
                return IMPOSSIBLE
            new -= support.own[touched]
    return new


@compiled
def factor_at(cell: int, size: int, vector: Ints, work: Work) -> int:
    """The multiple of the move in ``work`` that makes a cell zero."""
    for m in range(size):
        if work.cell[m] == cell:
            return int(PRIME - vector[cell] if work.sign[m] > 0 else vector[cell])
    return 0


@compiled
def makes_opposites(size: int, support: Support, ground: Ground) -> bool:
    """Is a count of 1 on the move in ``work`` now the opposite of another."""
    vector = support.vector
    for m in range(size):
        cell = ground.work.cell[m]
        if ground.counts[cell] != 1 or vector[cell] == 0:
            continue
        wanted = PRIME - vector[cell]
        for other in support.ones:
            if vector[other] == wanted:
                return True
    return False
