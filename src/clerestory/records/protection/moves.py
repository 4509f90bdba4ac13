"""Product moves: changes of whole records that few cells notice.

A move picks, for every variable, one leaf (fixed) or two leaves a, b (varied: +1 at a, -1 at b),
and multiplies the picks. On a cube it changes the categories of the fixed leaf and its ancestors;
for a varied variable only those categories that hold exactly one of a, b: the two root paths
strictly below the lowest common ancestor. A cube that lacks a varied variable does not change.
Every equation of the linked system holds for a move, so counts + t * move is an alternative table
as long as no count becomes negative. Nothing here depends on hierarchies being trees: categories
are sets of leaves, and hierarchies may overlap.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.layout import UNSET, Ints, Layout, Work

IMPOSSIBLE = 1e18
MOST_COMPLETED = 12  # moves that reach into other cubes, weighed in one search


class Ground(NamedTuple):
    """What moves are searched on: counts, the cells that may not change, what a cell costs."""

    layout: Layout
    counts: Ints
    fixed: NDArray[np.bool_]
    price: NDArray[np.float64]
    work: Work


@compiled
def changes(rows: Ints, layout: Layout, work: Work) -> int:
    """Write the cells that a move changes into ``work.cell`` and ``work.sign``; how many."""
    size = 0
    for cube in range(layout.cube_base.size):
        if leaves_alone(rows, cube, layout):
            continue
        for m in range(expand(rows, cube, layout, work)):
            if layout.own[work.at[m]]:
                work.cell[size] = layout.cell_of[work.at[m]]
                work.sign[size] = work.at_sign[m]
                size += 1
    return size


@compiled
def expand(rows: Ints, cube: int, layout: Layout, work: Work) -> int:
    """Write the places of one cube that a move changes into ``work.at``; how many."""
    held = 1
    work.at[0] = layout.cube_base[cube]
    work.at_sign[0] = 1
    for position in range(layout.cube_slots[cube]):
        axis = layout.axis_of[cube, position]
        pick = layout.pick_first[layout.slot_of[cube, position]] + rows[axis] - layout.row_first[axis]
        for n in range(layout.pick_size[pick] - 1, -1, -1):
            offset, sign = layout.pick_offset[pick, n], layout.pick_sign[pick, n]
            for m in range(held):
                work.at[n * held + m] = work.at[m] + offset
                work.at_sign[n * held + m] = work.at_sign[m] * sign
        held *= layout.pick_size[pick]
    return held


@compiled
def leaves_alone(rows: Ints, cube: int, layout: Layout) -> bool:
    """Does a move change nothing in a cube: a varied variable is absent or stays in one category."""
    for axis in range(rows.size):
        if rows[axis] == UNSET:
            continue
        position = layout.position_of[cube, axis]
        if position == UNSET:
            if layout.row_b[rows[axis]] != UNSET:
                return True
            continue
        pick = layout.pick_first[layout.slot_of[cube, position]] + rows[axis] - layout.row_first[axis]
        if layout.pick_size[pick] == 0:
            return True
    return False


@compiled
def corners_hold(rows: Ints, cube: int, ground: Ground, need: int) -> bool:
    """A cheap first look at one cube: no corner is fixed, and the smallest corners leave room."""
    layout, count, fixed, _, work = ground
    held = 1
    work.at[0] = layout.cube_base[cube]
    work.at_sign[0] = 1
    for position in range(layout.cube_slots[cube]):
        axis = layout.axis_of[cube, position]
        pick = layout.pick_first[layout.slot_of[cube, position]] + rows[axis] - layout.row_first[axis]
        gain, loss = layout.corner[pick, 0], layout.corner[pick, 1]
        two = gain != UNSET and loss != UNSET
        for m in range(held):
            if two:
                work.at[held + m] = work.at[m] + loss
                work.at_sign[held + m] = -work.at_sign[m]
            work.at[m] += gain if gain != UNSET else loss
            work.at_sign[m] *= 1 if gain != UNSET else -1
        held *= 2 if two else 1
    up = down = np.int64(2**60)
    for m in range(held):
        cell = layout.cell_of[work.at[m]]
        if fixed[cell]:
            return False
        if work.at_sign[m] < 0:
            up = min(up, count[cell])
        else:
            down = min(down, count[cell])
    return bool(up + down >= need)


@compiled
def weigh(
    rows: Ints,
    ground: Ground,
    limit: float,
    need: int,
) -> float:
    """What a move costs in cells not yet withheld; ``IMPOSSIBLE`` at ``limit`` or without the width."""
    layout, count, fixed, price, work = ground
    size = changes(rows, layout, work)
    cost = 0.0
    up = down = np.int64(2**60)
    for m in range(size):
        cell = work.cell[m]
        cost += price[cell]
        if fixed[cell] or cost >= limit:
            return IMPOSSIBLE
        if work.sign[m] < 0:
            up = min(up, count[cell])
        else:
            down = min(down, count[cell])
    return cost if size > 0 and up + down >= need else IMPOSSIBLE


@compiled
def complete(
    rows: Ints,
    home: int,
    ground: Ground,
    limit: float,
    need: int,
) -> float:
    """What a move costs once every variable that a changed cube asks for is fixed, cheaply, in turn."""
    layout = ground.layout
    asked = np.zeros(rows.size, np.bool_)
    waiting = 0
    for axis in range(rows.size):
        if rows[axis] == UNSET and is_asked_for(rows, axis, layout):
            asked[axis] = True
            waiting += 1
    if waiting == 0:
        return weigh(rows, ground, limit, need)
    if cost_at_home(rows, home, ground) >= limit:
        return IMPOSSIBLE
    for axis in range(rows.size):
        if asked[axis]:
            rows[axis] = layout.default_row[axis]
    cost = IMPOSSIBLE
    for axis in range(rows.size):
        if asked[axis]:
            cost = best_leaf(rows, axis, ground, limit, need)
    return cost


@compiled
def cost_at_home(rows: Ints, home: int, ground: Ground) -> float:
    """What a move costs in one cube alone."""
    layout, _, _, price, work = ground
    cost = 0.0
    for m in range(expand(rows, home, layout, work)):
        cost += price[layout.cell_of[work.at[m]]]
    return cost


@compiled
def is_incomplete(rows: Ints, layout: Layout) -> bool:
    """Does the move change a cube by a variable that is still unset."""
    for axis in range(rows.size):  # noqa: SIM110  (compiled: no generators)
        if rows[axis] == UNSET and is_asked_for(rows, axis, layout):
            return True
    return False


@compiled
def is_asked_for(rows: Ints, axis: int, layout: Layout) -> bool:
    """Does a cube that the move changes count by this variable."""
    for cube in range(layout.cube_base.size):
        if layout.position_of[cube, axis] != UNSET and not leaves_alone(rows, cube, layout):
            return True
    return False


@compiled
def best_leaf(
    rows: Ints,
    axis: int,
    ground: Ground,
    limit: float,
    need: int,
) -> float:
    """Fix the leaf of one variable that costs least; the largest leaf where none is possible yet."""
    layout = ground.layout
    chosen = layout.default_row[axis]
    least = IMPOSSIBLE
    for row in range(layout.row_first[axis], layout.row_first[axis + 1]):
        if layout.row_b[row] != UNSET:
            break
        rows[axis] = row
        cost = weigh(rows, ground, min(limit, least), need)
        if cost < least:
            least, chosen = cost, row
    rows[axis] = chosen
    return least


@compiled
def candidates(cell: int, ground: Ground, limit: float) -> bool:
    """For every variable of a cell's cube, the rows whose star through the cell costs under ``limit``.

    The star of a row: the cells that it changes with all other variables left at the cell. Sorted by
    cost; False where some variable has none.
    """
    layout, _, _, _, work = ground
    cube = layout.home[cell]
    for position in range(layout.cube_slots[cube]):
        slot = layout.slot_of[cube, position]
        code = layout.code_at[cell, position]
        base = layout.place_of[cell] - code * layout.stride[slot]
        first = layout.pick_first[slot] - layout.row_first[layout.axis_of[cube, position]]
        at = layout.code_first[slot] + code
        found = 0
        for n in range(layout.code_rows[at], layout.code_rows[at + 1]):
            row = layout.rows[n]
            cost = star(row + first, base, cell, ground)
            if cost < limit:
                work.found[position, found] = row
                work.price[position, found] = cost
                found += 1
        work.number[position] = found
        if found == 0:
            return False
        order = np.argsort(work.price[position, :found], kind="mergesort")
        work.found[position, :found] = work.found[position, :found][order]
        work.price[position, :found] = work.price[position, :found][order]
    return True


@compiled
def star(pick: int, base: int, cell: int, ground: Ground) -> float:
    """What one pick changes along one variable through a cell; ``IMPOSSIBLE`` where it meets a zero."""
    layout, _, fixed, price, _ = ground
    cost = 0.0
    for n in range(layout.pick_size[pick]):
        other = layout.cell_of[base + layout.pick_offset[pick, n]]
        if fixed[other]:
            return IMPOSSIBLE
        if other != cell:
            cost += price[other]
    return cost


@compiled
def cheapest(
    cell: int,
    ground: Ground,
    limit: float,
    need: int,
    budget: int,
) -> float:
    """The cheapest move found through a cell that costs under ``limit``, into ``work.best``.

    Picks are tried in order of the sum of their ranks by star, so that cheap picks of all variables
    meet early; a pick whose star alone costs more than the best move is out. At most ``budget``
    moves are weighed, twenty times as many looked at, and few completed over other cubes.
    """
    layout, _, _, price, work = ground
    if not candidates(cell, ground, limit):
        return IMPOSSIBLE
    cube = layout.home[cell]
    dims = layout.cube_slots[cube]
    own = price[cell]
    least = limit
    tried = looked = completed = 0
    work.turn[:] = 0
    rank = 0
    while tried < budget and looked < 20 * budget:
        looked += 1
        work.rows[:] = UNSET
        for position in range(dims):
            work.rows[layout.axis_of[cube, position]] = work.found[position, work.turn[position]]
        if corners_hold(work.rows, cube, ground, need):
            tried += 1
            crosses = is_incomplete(work.rows, layout)
            if not crosses or completed < MOST_COMPLETED:
                completed += crosses
                cost = complete(work.rows, cube, ground, least, need)
                if cost < least:
                    least = cost
                    work.best[:] = work.rows
                    if least <= own:
                        break
                    for position in range(dims):
                        while work.price[position, work.number[position] - 1] + own >= least:
                            work.number[position] -= 1
                            if work.number[position] == 0:
                                return least
        rank = next_turn(work.turn, work.number, dims, rank)
        if rank < 0:
            break
    return least if least < limit else IMPOSSIBLE


@compiled
def next_turn(turn: Ints, number: Ints, dims: int, rank: int) -> int:
    """The next combination of ranks with the same sum, else the first of the next sum; -1 at the end."""
    most = 0
    for position in range(dims):
        most += number[position] - 1
    while rank <= most:
        position = dims - 2
        while position >= 0:
            turn[position] += 1
            above = 0
            for n in range(position + 1):
                above += turn[n]
            if turn[position] < number[position] and above <= rank:
                break
            turn[position] = 0
            position -= 1
        if position < 0:
            rank += 1
            for n in range(dims):
                turn[n] = 0
        above = 0
        for n in range(dims - 1):
            above += turn[n]
        turn[dims - 1] = rank - above
        if rank <= most and turn[dims - 1] < number[dims - 1]:
            return rank
    return -1
