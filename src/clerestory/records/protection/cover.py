"""The certified move cover: every unsafe cell gets a move, bought as cheaply as cells allow.

Cover: unsafe cells from coarse to fine, large before small; each takes the cheapest product move
that gives it the owed width, and every unsafe cell on that move is certified with it. Prune: a
withheld cell is published again, dearest first, if every unsafe cell that leaned on it finds
another move among the cells still withheld. A cell that no move leans on is never withheld.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.layout import UNSET, Ints, Layout, Work, work_for
from clerestory.records.protection.moves import IMPOSSIBLE, changes, cheapest

DEAREST = 1e6  # no move that publishes less than everything costs as much
UNSAFE_PRICE = 1e-3
COVER_BUDGET = 3_000
PRUNE_BUDGET = 400


@dataclass(frozen=True, repr=False)
class Cover:
    """A pattern with a move for every unsafe cell that has one."""

    withheld: NDArray[np.bool_]
    moves: Ints  # unsafe cell (in the order of ``unsafe``) -> the rows of its move; UNSET first: none
    unsafe: Ints  # the unsafe cells

    @property
    def uncertified(self) -> Ints:
        """The unsafe cells without a move."""
        without: Ints = self.unsafe[self.moves[:, 0] == NO_MOVE]
        return without


NO_MOVE = -9


def cover(
    layout: Layout,
    count: Ints,
    unsafe: Ints,
    hidden: NDArray[np.bool_],
    kept: NDArray[np.bool_],
    price: NDArray[np.float64],
    need: int,
    level: Ints,
) -> Cover:
    """Cover and prune. ``hidden`` cells are withheld whatever happens; ``kept`` ones are never."""
    fixed = ((count == 0) | kept) & ~hidden
    withheld = hidden.copy()
    withheld[unsafe] = True
    moves = np.full((unsafe.size, layout.position_of.shape[1]), NO_MOVE)
    number = np.full(count.size, UNSET)
    number[unsafe] = np.arange(unsafe.size)
    order = unsafe[np.lexsort((-count[unsafe], -level[unsafe]))]
    paid = np.where(withheld, 0.0, price)
    paid[unsafe] = UNSAFE_PRICE
    work = work_for(layout)
    _buy(order, layout, count, fixed, paid, need, COVER_BUDGET, number, moves, work)
    bought = (paid == 0) & ~hidden
    withheld |= bought
    spare = np.flatnonzero(withheld & ~hidden & (number == UNSET))
    spare = spare[np.lexsort((spare, -price[spare]))]
    _prune(spare, layout, count, fixed, withheld, need, PRUNE_BUDGET, number, unsafe, moves, work)
    return Cover(withheld, moves, unsafe)


@compiled
def _buy(
    order: Ints,
    layout: Layout,
    count: Ints,
    fixed: NDArray[np.bool_],
    price: NDArray[np.float64],
    need: int,
    budget: int,
    number: Ints,
    moves: Ints,
    work: Work,
) -> None:
    for cell in order:
        if moves[number[cell], 0] != NO_MOVE:
            continue
        if cheapest(cell, layout, count, fixed, price, DEAREST, need, budget, work) >= IMPOSSIBLE:
            continue
        size = changes(work.best, layout, work)
        for m in range(size):
            touched = work.cell[m]
            price[touched] = 0.0
            if number[touched] != UNSET and moves[number[touched], 0] == NO_MOVE:
                moves[number[touched]] = work.best


@compiled
def _prune(
    spare: Ints,
    layout: Layout,
    count: Ints,
    fixed: NDArray[np.bool_],
    withheld: NDArray[np.bool_],
    need: int,
    budget: int,
    number: Ints,
    unsafe: Ints,
    moves: Ints,
    work: Work,
) -> None:
    """Publish again what no certificate needs; ``leaning`` lists who leans on a cell (stale entries stay)."""
    price = np.where(withheld, 0.0, DEAREST)
    head = np.full(count.size, UNSET)
    follow = np.empty(1024, np.int64)
    who = np.empty(1024, np.int64)
    used = 0
    for p in range(unsafe.size):
        if moves[p, 0] != NO_MOVE:
            follow, who, used = _lean(p, moves[p], layout, head, follow, who, used, work)
    for cell in spare:
        price[cell] = DEAREST
        done = True
        entry = head[cell]
        while entry != UNSET:
            p = who[entry]
            entry = follow[entry]
            if not _on(cell, moves[p], layout, work):
                continue
            if cheapest(unsafe[p], layout, count, fixed, price, DEAREST, need, budget, work) >= IMPOSSIBLE:
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
