"""The certified move cover: every unsafe cell gets a move, bought as cheaply as cells allow.

Cover: unsafe cells from coarse to fine, large before small; each takes the cheapest product move
that gives it the owed width, and every unsafe cell on that move is certified with it. Prune: a
withheld cell is published again, dearest first, if every unsafe cell that leaned on it finds
another move among the cells still withheld. A cell that no certificate leans on is never withheld.
"""

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.certificate import from_moves, from_tables, joined
from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.layout import UNSET, Ints, Layout, Work, layout_of, work_for
from clerestory.records.protection.moves import IMPOSSIBLE, Ground, changes, cheapest
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.system import System
from clerestory.records.protection.transfers import bears, certify, leaves_of, most_above

DEAREST = 1e6  # no move that publishes less than everything costs as much
UNSAFE_PRICE = 1e-3
BUDGETS = (300, 3_000)  # moves weighed for an unsafe cell, first and where the first found none
PRUNE_BUDGET = 100
MOST_PRUNED = 100_000  # moves sought for unsafe cells that leaned on a cell: the rest stays withheld
NO_MOVE = -9


def cover(
    system: System,
    unsafe: Ints,
    hidden: NDArray[np.bool_],
    kept: NDArray[np.bool_],
    price: NDArray[np.float64],
    need: int,
    level: Ints,
    loose: NDArray[np.bool_] | None = None,
) -> Pattern:
    """Cover and prune. ``hidden`` cells are withheld whatever happens; ``kept`` ones are never.

    Zeros are shown, but ``loose`` ones may be withheld.
    """
    layout = layout_of(system)
    work = work_for(layout)
    count = system.count
    shown_zero = count == 0 if loose is None else (count == 0) & ~loose
    fixed = (shown_zero | kept) & ~hidden
    number = np.full(count.size, UNSET)
    number[unsafe] = np.arange(unsafe.size)
    moves = np.full((unsafe.size, layout.position_of.shape[1]), NO_MOVE)
    paid = np.where(hidden, 0.0, price)
    paid[unsafe] = UNSAFE_PRICE
    order = unsafe[np.lexsort((-count[unsafe], -level[unsafe]))]
    ground = Ground(layout, count, fixed, paid, work)
    for budget in BUDGETS:
        _buy(order, ground, need, budget, number, moves)
    certified = moves[:, 0] != NO_MOVE
    tables = _transfers(system, layout, unsafe, number, certified, paid, need)
    withheld = hidden | (paid == 0)
    withheld[unsafe] = True
    spare = withheld & ~hidden & (number == UNSET)
    for cells, _ in tables:
        spare[cells] = False
    dearest = np.flatnonzero(spare)
    dearest = dearest[np.lexsort((dearest, -price[dearest]))]
    ground = ground._replace(price=np.where(withheld, 0.0, DEAREST))
    _prune(dearest, ground, withheld, need, PRUNE_BUDGET, unsafe, moves)
    by_moves = from_moves(moves[moves[:, 0] != NO_MOVE], layout, count, need)
    certificates = joined([by_moves, from_tables(tables)])
    needed = hidden.copy()  # pruning may end before it came to a cell that nothing leans on any more
    needed[unsafe], needed[certificates.cell] = True, True
    return Pattern(withheld & needed, unsafe, certified, certificates)


def _transfers(
    system: System,
    layout: Layout,
    unsafe: Ints,
    number: Ints,
    certified: NDArray[np.bool_],
    price: NDArray[np.float64],
    need: int,
) -> tuple[tuple[Ints, Ints], ...]:
    """Alternative tables by transfers for what no move certifies; pays for their cells."""
    tables: list[tuple[Ints, Ints]] = []
    still_open = int(np.count_nonzero(~certified))
    if not still_open or not bears(system, still_open):
        return ()
    leaves = leaves_of(system, layout)
    places = np.zeros(most_above(layout, leaves), np.int64)
    for p in np.flatnonzero(~certified):
        if certified[p]:
            continue
        changes = certify(unsafe[p], need, system.count, layout, leaves, price, places)
        reached = np.flatnonzero(changes[0] - changes[1] >= need)
        if changes[0][unsafe[p]] - changes[1][unsafe[p]] < need:
            continue
        certified[number[reached[number[reached] != UNSET]]] = True
        for change in changes:
            cells = np.flatnonzero(change)
            price[cells] = 0.0
            if cells.size:
                tables.append((cells, change[cells]))
    return tuple(tables)


@compiled
def _buy(order: Ints, ground: Ground, need: int, budget: int, number: Ints, moves: Ints) -> None:
    for cell in order:
        if moves[number[cell], 0] != NO_MOVE:
            continue
        if cheapest(cell, ground, DEAREST, need, budget) >= IMPOSSIBLE:
            continue
        size = changes(ground.work.best, ground.layout, ground.work)
        for m in range(size):
            touched = ground.work.cell[m]
            ground.price[touched] = 0.0
            if number[touched] != UNSET and moves[number[touched], 0] == NO_MOVE:
                moves[number[touched]] = ground.work.best


@compiled
def _prune(
    spare: Ints,
    ground: Ground,
    withheld: NDArray[np.bool_],
    need: int,
    budget: int,
    unsafe: Ints,
    moves: Ints,
) -> None:
    """Publish again what no certificate needs; ``leaning`` lists who leans on a cell (stale entries stay)."""
    layout, count, _, price, work = ground
    head = np.full(count.size, UNSET)
    follow = np.empty(1024, np.int64)
    who = np.empty(1024, np.int64)
    used = sought = 0
    for p in range(unsafe.size):
        if moves[p, 0] != NO_MOVE:
            follow, who, used = _lean(p, moves[p], layout, head, follow, who, used, work)
    for cell in spare:
        if sought >= MOST_PRUNED:
            break
        price[cell] = DEAREST
        done = True
        entry = head[cell]
        while entry != UNSET:
            p = who[entry]
            entry = follow[entry]
            if not _on(cell, moves[p], layout, work):
                continue
            sought += 1
            if cheapest(unsafe[p], ground, DEAREST, need, budget) >= IMPOSSIBLE:
                done = False
                break
            moves[p] = work.best
            follow, who, used = _lean(p, moves[p], layout, head, follow, who, used, work)
        if done:
            withheld[cell] = False
        else:
            price[cell] = 0.0


@compiled
def _lean(
    p: int, rows: Ints, layout: Layout, head: Ints, follow: Ints, who: Ints, used: int, work: Work
) -> tuple[Ints, Ints, int]:
    size = changes(rows, layout, work)
    if used + size > follow.size:
        follow = np.concatenate((follow, np.empty(follow.size + size, np.int64)))
        who = np.concatenate((who, np.empty(who.size + size, np.int64)))
    for m in range(size):
        follow[used] = head[work.cell[m]]
        who[used] = p
        head[work.cell[m]] = used
        used += 1
    return follow, who, used


@compiled
def _on(cell: int, rows: Ints, layout: Layout, work: Work) -> bool:
    size = changes(rows, layout, work)
    for m in range(size):  # noqa: SIM110  (compiled: no generators)
        if work.cell[m] == cell:
            return True
    return False
