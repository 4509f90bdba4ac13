"""Transfers: one leaf gives, another takes. For unsafe cells that no product move certifies.

In a sparse table the corners of product moves often meet zeros. A transfer between two leaves that
are not zero never does: it changes the ancestors of exactly one of them, and none of those is
zero. A certificate is built from few transfers, each the cheapest found: the table after one is
where the next begins. In the other cubes that a transfer changes, a leaf that agrees with the
giver, then one that agrees with the taker, is chosen by the same price.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.layout import UNSET, Ints, Layout
from clerestory.records.protection.moves import IMPOSSIBLE
from clerestory.records.protection.system import System

MOST_TAKERS = 6  # leaves under the unsafe cell that are tried
MOST_GIVERS = 4_000  # leaves elsewhere that are tried for each
MOST_STEPS = 12
MOST_NODES = 3_000  # categories of one variable
MOST_WORK = 20_000_000  # open cells x cells: beyond, the table wants coarser categories, not hours
TAKES, GIVES = 1, -1


class Leaves(NamedTuple):
    """The leaves of every cube that are not zero, and what lies above each code."""

    first: Ints  # cube -> its first leaf, and one past the last
    place: Ints  # leaf -> place
    code: Ints  # leaf, position -> code
    node_of: Ints  # code (numbered over all slots) -> node
    up_first: Ints  # code -> its ancestors and itself in ``up``, and one past the last
    up: Ints  # codes
    inside_first: Ints  # axis -> where its table begins in ``inside``
    nodes: Ints  # axis -> how many nodes
    inside: NDArray[np.bool_]  # is node m within node n


def bears(system: System, still_open: int) -> bool:
    """Are transfers worth trying: their tables and their work grow with categories and cells."""
    nodes = max(len(axis.nodes) for axis in system.axes.axes)
    return nodes <= MOST_NODES and still_open * system.count.size <= MOST_WORK


def leaves_of(system: System, layout: Layout) -> Leaves:
    """List the leaves; ``layout`` numbers slots and codes."""
    inside = [_inside(axis.nodes) for axis in system.axes.axes]
    nodes = np.array([len(axis.nodes) for axis in system.axes.axes])
    node_of, up = [], []
    first, place, code = [0], [], []
    for k, cube in enumerate(system.cubes):
        bottom = []
        for variable in cube.variables:
            own = np.array(system.axes.node_of[k, variable])
            above = inside[system.axes.axis_of[variable]][np.ix_(own, own)]
            node_of.append(own)
            up += [np.flatnonzero(row) for row in above]
            hierarchy = cube.hierarchies[cube.variables.index(variable)]
            bottom.append([at for at, c in enumerate(hierarchy.codes) if c not in hierarchy.children])
        grid = np.ix_(*bottom)
        places = np.arange(system.first[k], system.first[k + 1]).reshape(system.shapes[k])[grid].ravel()
        places = places[system.count[system.cell_of[places]] > 0]
        inner = np.column_stack(np.unravel_index(places - system.first[k], system.shapes[k]))
        place.append(places)
        code.append(np.pad(inner, ((0, 0), (0, layout.slot_of.shape[1] - inner.shape[1]))))
        first.append(first[-1] + places.size)
    return Leaves(
        first=np.array(first, np.int64),
        place=np.concatenate(place).astype(np.int64),
        code=np.concatenate(code).astype(np.int64),
        node_of=np.concatenate(node_of).astype(np.int64),
        up_first=np.cumsum([0, *(own.size for own in up)]).astype(np.int64),
        up=np.concatenate(up).astype(np.int64),
        inside_first=np.concatenate([[0], np.cumsum(nodes**2)]).astype(np.int64),
        nodes=nodes.astype(np.int64),
        inside=np.concatenate([table.ravel() for table in inside]),
    )


def most_above(layout: Layout, leaves: Leaves) -> int:
    """Room for the places above any leaf."""
    depth = np.diff(leaves.up_first)
    largest = [
        int(depth[layout.code_first[slot] : layout.code_first[slot + 1]].max())
        for slot in range(layout.code_first.size - 1)
    ]
    return max(
        int(np.prod([largest[slot] for slot in layout.slot_of[cube] if slot != UNSET]))
        for cube in range(layout.cube_base.size)
    )


def _inside(nodes: tuple[frozenset[int], ...]) -> NDArray[np.bool_]:
    holds = np.zeros((len(nodes), 1 + max(map(max, nodes))), np.float32)
    for number, node in enumerate(nodes):
        holds[number, list(node)] = 1
    within: NDArray[np.bool_] = holds @ (1 - holds).T == 0  # no leaf of the one is outside the other
    return within


@compiled
def is_inside(leaves: Leaves, axis: int, node: int, other: int) -> bool:
    """Is one node of an axis within another."""
    return bool(leaves.inside[leaves.inside_first[axis] + node * leaves.nodes[axis] + other])


@compiled
def agrees(leaf: int, cube: int, wanted: Ints, layout: Layout, leaves: Leaves) -> bool:
    """Does a leaf of a cube lie within (or around) the node wanted on every axis."""
    for position in range(layout.cube_slots[cube]):
        axis = layout.axis_of[cube, position]
        if wanted[axis] == UNSET:
            continue
        node = leaves.node_of[layout.code_first[layout.slot_of[cube, position]] + leaves.code[leaf, position]]
        if not (is_inside(leaves, axis, node, wanted[axis]) or is_inside(leaves, axis, wanted[axis], node)):
            return False
    return True


@compiled
def narrow(leaf: int, cube: int, wanted: Ints, layout: Layout, leaves: Leaves) -> None:
    """Want what a leaf says, where it says more than is wanted already."""
    for position in range(layout.cube_slots[cube]):
        axis = layout.axis_of[cube, position]
        node = leaves.node_of[layout.code_first[layout.slot_of[cube, position]] + leaves.code[leaf, position]]
        if wanted[axis] == UNSET or is_inside(leaves, axis, node, wanted[axis]):
            wanted[axis] = node


@compiled
def above(leaf: int, other: int, cube: int, layout: Layout, leaves: Leaves, places: Ints) -> int:
    """Write the places above a leaf, or above two leaves at once (``other`` set); how many."""
    held = 1
    places[0] = layout.cube_base[cube]
    for position in range(layout.cube_slots[cube]):
        slot = layout.slot_of[cube, position]
        at = layout.code_first[slot] + leaves.code[leaf, position]
        low, high = leaves.up_first[at], leaves.up_first[at + 1]
        kept = 0
        for n in range(low, high):
            if other == UNSET or is_above(leaves.up[n], other, position, slot, layout, leaves):
                kept += 1
        m = kept
        for n in range(high - 1, low - 1, -1):
            if other != UNSET and not is_above(leaves.up[n], other, position, slot, layout, leaves):
                continue
            m -= 1
            for k in range(held):
                places[m * held + k] = places[k] + leaves.up[n] * layout.stride[slot]
        held *= kept
    return held


@compiled
def is_above(code: int, leaf: int, position: int, slot: int, layout: Layout, leaves: Leaves) -> bool:
    """Is a code the leaf's own or above it."""
    at = layout.code_first[slot] + leaves.code[leaf, position]
    for n in range(leaves.up_first[at], leaves.up_first[at + 1]):  # noqa: SIM110
        if leaves.up[n] == code:
            return True
    return False


@compiled
def cost_above(
    leaf: int, other: int, cube: int, layout: Layout, leaves: Leaves, price: NDArray[np.float64], places: Ints
) -> float:
    """The price of the cells above a leaf (or above both); a cell of several cubes counts in its first."""
    cost = 0.0
    for m in range(above(leaf, other, cube, layout, leaves, places)):
        if layout.own[places[m]]:
            cost += price[layout.cell_of[places[m]]]
    return cost


@compiled
def best_partner(
    leaf: int,
    cube: int,
    wanted: Ints,
    outside: int,
    table: Ints,
    side: int,
    layout: Layout,
    leaves: Leaves,
    price: NDArray[np.float64],
    alone: NDArray[np.float64],
    places: Ints,
) -> tuple[int, float]:
    """The leaf that agrees with ``wanted``, is not under ``outside`` and costs least beside ``leaf``."""
    best, least = UNSET, IMPOSSIBLE
    size = leaves.first[cube + 1] - leaves.first[cube]
    step = max(1, size // MOST_GIVERS)
    for other in range(leaves.first[cube], leaves.first[cube + 1], step):
        if other == leaf or (side == GIVES and table[layout.cell_of[leaves.place[other]]] == 0):
            continue
        if outside != UNSET and is_under(other, outside, cube, layout, leaves):
            continue
        if not agrees(other, cube, wanted, layout, leaves):
            continue
        if np.isnan(alone[other]):
            alone[other] = cost_above(other, UNSET, cube, layout, leaves, price, places)
        cost = alone[other]
        if leaf != UNSET:
            cost -= 2 * cost_above(leaf, other, cube, layout, leaves, price, places)
        if cost < least:
            best, least = other, cost
    return best, least


@compiled
def is_under(leaf: int, cell: int, cube: int, layout: Layout, leaves: Leaves) -> bool:
    """Is a leaf of a cell's home cube one of the cell's."""
    for position in range(layout.cube_slots[cube]):
        slot = layout.slot_of[cube, position]
        if not is_above(layout.code_at[cell, position], leaf, position, slot, layout, leaves):
            return False
    return True


@compiled
def transfer(
    cell: int,
    side: int,
    table: Ints,
    layout: Layout,
    leaves: Leaves,
    price: NDArray[np.float64],
    room: Ints,
    places: Ints,
) -> int:
    """The cheapest single transfer into or out of a cell, added to ``room``; its amount, 0: none."""
    home = layout.home[cell]
    anything = np.full(layout.position_of.shape[1], UNSET)
    alone = np.full(leaves.place.size, np.nan)
    best, partner, least = UNSET, UNSET, IMPOSSIBLE
    tried = 0
    for leaf in range(leaves.first[home], leaves.first[home + 1]):
        if not is_under(leaf, cell, home, layout, leaves):
            continue
        if side == GIVES and table[layout.cell_of[leaves.place[leaf]]] == 0:
            continue
        tried += 1
        if tried > MOST_TAKERS:
            break
        other, cost = best_partner(
            leaf, home, anything, cell, table, -side, layout, leaves, price, alone, places
        )
        if other == UNSET:
            continue
        cost += cost_above(leaf, UNSET, home, layout, leaves, price, places)
        if cost < least:
            best, partner, least = leaf, other, cost
    if best == UNSET:
        return 0
    taker, giver = (best, partner) if side == TAKES else (partner, best)
    return carried_out(taker, giver, home, table, layout, leaves, price, alone, room, places)


@compiled
def carried_out(
    taker: int,
    giver: int,
    home: int,
    table: Ints,
    layout: Layout,
    leaves: Leaves,
    price: NDArray[np.float64],
    alone: NDArray[np.float64],
    room: Ints,
    places: Ints,
) -> int:
    """Write a transfer's changes over all cubes into ``room`` (cell -> -1, 0, 1); how much it can carry."""
    takes = np.full(layout.position_of.shape[1], UNSET)
    gives = takes.copy()
    narrow(taker, home, takes, layout, leaves)
    narrow(giver, home, gives, layout, leaves)
    amount: int = table[layout.cell_of[leaves.place[giver]]]
    mark(taker, giver, home, layout, leaves, room, places)
    for cube in range(layout.cube_base.size):
        if cube == home or not parts(cube, takes, gives, layout, leaves):
            continue
        into, _ = best_partner(UNSET, cube, takes, UNSET, table, TAKES, layout, leaves, price, alone, places)
        if into == UNSET:
            return 0
        out, _ = best_partner(into, cube, gives, UNSET, table, GIVES, layout, leaves, price, alone, places)
        if out == UNSET:
            return 0
        narrow(into, cube, takes, layout, leaves)
        narrow(out, cube, gives, layout, leaves)
        amount = min(amount, table[layout.cell_of[leaves.place[out]]])
        mark(into, out, cube, layout, leaves, room, places)
    return amount


@compiled
def parts(cube: int, takes: Ints, gives: Ints, layout: Layout, leaves: Leaves) -> bool:
    """Do giver and taker fall into different leaves of a cube."""
    for position in range(layout.cube_slots[cube]):
        axis = layout.axis_of[cube, position]
        if takes[axis] == gives[axis]:
            continue
        slot = layout.slot_of[cube, position]
        for code in range(layout.code_first[slot], layout.code_first[slot + 1]):
            node = leaves.node_of[code]
            if is_inside(leaves, axis, takes[axis], node) != is_inside(leaves, axis, gives[axis], node):
                return True
    return False


@compiled
def mark(taker: int, giver: int, cube: int, layout: Layout, leaves: Leaves, room: Ints, places: Ints) -> None:
    """+1 above the taker, -1 above the giver, nothing above both; shared cells once."""
    for sign, leaf in ((1, taker), (-1, giver)):
        for m in range(above(leaf, UNSET, cube, layout, leaves, places)):
            if layout.own[places[m]]:
                room[layout.cell_of[places[m]]] += sign


@compiled
def certify(
    cell: int,
    need: int,
    count: Ints,
    layout: Layout,
    leaves: Leaves,
    price: NDArray[np.float64],
    places: Ints,
) -> tuple[Ints, Ints]:
    """What two alternative tables change, far enough apart at the cell (or as far as transfers go)."""
    rise, fall = np.zeros(count.size, np.int64), np.zeros(count.size, np.int64)
    paid = price.copy()
    for side, total in ((TAKES, rise), (GIVES, fall)):
        table = count.copy()
        for _ in range(MOST_STEPS):
            if rise[cell] - fall[cell] >= need:
                break
            room = np.zeros(count.size, np.int64)
            amount = transfer(cell, side, table, layout, leaves, paid, room, places)
            amount = min(amount, need - rise[cell] + fall[cell])
            if amount <= 0 or room[cell] == 0:
                break
            for c in np.flatnonzero(room):
                table[c] += amount * room[c]
                total[c] += amount * room[c]
                paid[c] = 0.0
    return rise, fall
