"""The kernel vector itself: covered by product moves, then made smaller by sweeps of them."""

# ruff: noqa: NPY002  (compiled code has a generator of its own, seeded by the caller)
import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.kernel.field import PRIME
from clerestory.records.protection.layout import UNSET, Ints, Layout, Work
from clerestory.records.protection.moves import (
    IMPOSSIBLE,
    candidates,
    changes,
    cheapest,
    corners_hold,
    is_incomplete,
    next_turn,
)


@compiled
def add(
    vector: Ints, size: int, factor: int, price: NDArray[np.float64], own: NDArray[np.float64], work: Work
) -> None:
    """Add a multiple of the move in ``work``; ``price`` is what a cell outside the support costs."""
    for m in range(size):
        cell = work.cell[m]
        value = (vector[cell] + work.sign[m] * factor) % PRIME
        vector[cell] = value
        price[cell] = own[cell] if value == 0 else 0.0


@compiled
def cover(
    order: Ints,
    vector: Ints,
    layout: Layout,
    count: Ints,
    fixed: NDArray[np.bool_],
    price: NDArray[np.float64],
    own: NDArray[np.float64],
    need: int,
    budget: int,
    seed: int,
    work: Work,
) -> int:
    """Make the vector nonzero at every cell of ``order``; how many cells no move reaches."""
    np.random.seed(seed)
    missed = 0
    for cell in order:
        if vector[cell] != 0 and need == 0:
            continue
        if cheapest(cell, layout, count, fixed, price, IMPOSSIBLE, need, budget, work) >= IMPOSSIBLE:
            missed += 1
            continue
        size = changes(work.best, layout, work)
        add(vector, size, np.random.randint(1, PRIME), price, own, work)
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
    vector: Ints,
    layout: Layout,
    count: Ints,
    fixed: NDArray[np.bool_],
    unsafe: NDArray[np.bool_],
    ones: Ints,
    price: NDArray[np.float64],
    own: NDArray[np.float64],
    most_new: float,
    budget: int,
    heat: float,
    sampled: int,
    seed: int,
    work: Work,
) -> None:
    """Publish cells one after another by the best move through each that makes it zero.

    A move may newly withhold cells worth ``most_new``; it is taken if it gains, or, with ``heat``,
    if it loses little enough (annealing). ``sampled`` moves are drawn, cheap stars more often;
    else they come in order of their stars.
    """
    np.random.seed(seed)
    best = np.empty(work.rows.size, np.int64)
    for cell in order:
        if vector[cell] == 0 or not candidates(cell, layout, fixed, price, most_new + 1e-9, work):
            continue
        limit = 1e-9 - (heat * np.log(np.random.random()) if heat > 0 else 0.0)
        gain = best_change(
            cell,
            vector,
            layout,
            count,
            fixed,
            unsafe,
            price,
            own,
            most_new,
            budget,
            limit,
            sampled,
            best,
            work,
        )
        if gain >= IMPOSSIBLE:
            continue
        size = changes(best, layout, work)
        factor = factor_at(cell, size, vector, work)
        add(vector, size, factor, price, own, work)
        if makes_opposites(size, vector, count, ones, work):
            add(vector, size, PRIME - factor, price, own, work)


@compiled
def best_change(
    cell: int,
    vector: Ints,
    layout: Layout,
    count: Ints,
    fixed: NDArray[np.bool_],
    unsafe: NDArray[np.bool_],
    price: NDArray[np.float64],
    own: NDArray[np.float64],
    most_new: float,
    budget: int,
    limit: float,
    sampled: int,
    best: Ints,
    work: Work,
) -> float:
    """The least change of the support's worth by a move that makes a cell zero; into ``best``."""
    cube = layout.home[cell]
    dims = layout.cube_slots[cube]
    least, rank = IMPOSSIBLE, 0
    work.turn[:] = 0
    for _ in range(budget):
        work.rows[:] = UNSET
        for position in range(dims):
            turn = work.turn[position]
            if sampled:
                draw = np.random.random()
                turn = int(work.number[position] * draw * draw)
            work.rows[layout.axis_of[cube, position]] = work.found[position, turn]
        if corners_hold(work.rows, cube, layout, count, fixed, work, 0) and not is_incomplete(
            work.rows, layout
        ):
            change = change_by(cell, vector, layout, fixed, unsafe, price, own, most_new, work)
            if change <= limit and change < least:
                least = change
                best[:] = work.rows
        if not sampled:
            rank = next_turn(work.turn, work.number, dims, rank)
            if rank < 0:
                break
    return least


@compiled
def change_by(
    cell: int,
    vector: Ints,
    layout: Layout,
    fixed: NDArray[np.bool_],
    unsafe: NDArray[np.bool_],
    price: NDArray[np.float64],
    own: NDArray[np.float64],
    most_new: float,
    work: Work,
) -> float:
    """What the support's worth changes by if the move in ``work.rows`` makes a cell zero."""
    size = changes(work.rows, layout, work)
    new = 0.0
    for m in range(size):
        touched = work.cell[m]
        if fixed[touched]:
            return IMPOSSIBLE
        new += price[touched]
        if new > most_new:
            return IMPOSSIBLE
    factor = factor_at(cell, size, vector, work)
    for m in range(size):
        touched = work.cell[m]
        if vector[touched] != 0 and (vector[touched] + work.sign[m] * factor) % PRIME == 0:
            if unsafe[touched]:
                return IMPOSSIBLE
            new -= own[touched]
    return new


@compiled
def factor_at(cell: int, size: int, vector: Ints, work: Work) -> int:
    """The multiple of the move in ``work`` that makes a cell zero."""
    for m in range(size):
        if work.cell[m] == cell:
            return int(PRIME - vector[cell] if work.sign[m] > 0 else vector[cell])
    return 0


@compiled
def makes_opposites(size: int, vector: Ints, count: Ints, ones: Ints, work: Work) -> bool:
    """Is a count of 1 on the move in ``work`` now the opposite of another."""
    for m in range(size):
        cell = work.cell[m]
        if count[cell] != 1 or vector[cell] == 0:
            continue
        wanted = PRIME - vector[cell]
        for other in ones:
            if vector[other] == wanted:
                return True
    return False
