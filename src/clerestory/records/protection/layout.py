"""The arrays that product moves are searched over: every pick of every variable in every cube.

``Layout`` holds the picks as arrays for compiled code: a *row* is one pick of one variable (rows
are numbered over all variables), a *slot* is one variable of one cube.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.axes import Axis
from clerestory.records.protection.system import System

Ints = NDArray[np.int64]
UNSET = -1
MOST_PAIRS = 200_000  # a variable with more pairs of leaves gets those of near leaves only


class Layout(NamedTuple):
    """Where every pick of every variable lies in every cube."""

    row_first: Ints  # variable -> its first row, and one past the last
    row_a: Ints  # row -> the leaf that is fixed or gains
    row_b: Ints  # row -> the leaf that loses, or UNSET
    default_row: Ints  # variable -> the row that fixes its largest leaf
    cube_base: Ints  # cube -> its first place
    cube_slots: Ints  # cube -> how many variables
    slot_of: Ints  # cube, position -> slot
    axis_of: Ints  # cube, position -> variable
    position_of: Ints  # cube, variable -> position, or UNSET
    pick_first: Ints  # slot -> its first pick (a pick: a row as seen by a slot)
    pick_size: Ints  # pick -> how many categories change
    pick_offset: Ints  # pick, n -> category times stride
    pick_sign: Ints  # pick, n -> +1 or -1
    corner: Ints  # pick -> offset of the finest category that gains, and of the one that loses, or UNSET
    code_first: Ints  # slot -> its first code (numbered over all slots)
    code_rows: Ints  # code -> where its rows begin in ``rows``, and one past the last
    rows: Ints  # the rows that change a code
    stride: Ints  # slot -> stride of its variable in its cube
    own: NDArray[np.bool_]  # place -> is it the first place of its cell
    cell_of: Ints  # place -> cell
    home: Ints  # cell -> cube of its first place
    place_of: Ints  # cell -> its first place
    code_at: Ints  # cell, position -> code in its home cube


class Work(NamedTuple):
    """Room for one search, made once."""

    found: Ints  # position, n -> candidate row
    price: NDArray[np.float64]
    number: Ints  # position -> how many candidates
    cell: Ints
    sign: Ints
    at: Ints
    at_sign: Ints
    rows: Ints
    best: Ints
    turn: Ints


class _Slot(NamedTuple):
    """One variable of one cube: what every pick of the variable changes among the codes that the cube shows."""

    cube: int
    position: int
    axis: int
    stride: int
    size: Ints
    code: Ints
    sign: Ints
    corner: Ints
    rows: list[Ints]  # code -> the rows that change it


def layout_of(system: System) -> Layout:
    """Lay out all picks of all variables over all cubes."""
    axes, cubes = system.axes.axes, system.cubes
    picks = [_picks(axis) for axis in axes]
    row_first = np.cumsum([0, *(len(a) for a, _ in picks)])
    slots = [
        _slot(system, k, i, picks, row_first)
        for k, cube in enumerate(cubes)
        for i in range(len(cube.variables))
    ]
    widest = max((len(cube.variables) for cube in cubes), default=0)
    listed = [rows for slot in slots for rows in slot.rows]
    own = np.zeros(system.cell_of.size, np.bool_)
    own[system.place_of] = True
    home = np.searchsorted(system.first, system.place_of, side="right") - 1
    slot_of, axis_of, position_of = _places(slots, len(cubes), widest, len(axes))
    return Layout(
        row_first=row_first.astype(np.int64),
        row_a=np.concatenate([a for a, _ in picks]),
        row_b=np.concatenate([b for _, b in picks]),
        default_row=_largest_leaves(system, row_first),
        cube_base=system.first[:-1].astype(np.int64),
        cube_slots=np.array([len(cube.variables) for cube in cubes], np.int64),
        slot_of=slot_of,
        axis_of=axis_of,
        position_of=position_of,
        pick_first=_firsts(slot.size.size for slot in slots),
        pick_size=np.concatenate([slot.size for slot in slots]),
        pick_offset=_stacked([slot.code * slot.stride for slot in slots]),
        pick_sign=_stacked([slot.sign for slot in slots]),
        corner=np.concatenate([slot.corner for slot in slots]),
        code_first=_firsts(len(slot.rows) for slot in slots),
        code_rows=_firsts(len(rows) for rows in listed),
        rows=np.concatenate(listed) if listed else np.empty(0, np.int64),
        stride=np.array([slot.stride for slot in slots], np.int64),
        own=own,
        cell_of=system.cell_of.astype(np.int64),
        home=home.astype(np.int64),
        place_of=system.place_of.astype(np.int64),
        code_at=_codes_at(system, home, widest),
    )


def _slot(
    system: System, cube: int, position: int, picks: Sequence[tuple[Ints, Ints]], row_first: Ints
) -> _Slot:
    name = system.cubes[cube].variables[position]
    axis, nodes = system.axes.axis_of[name], system.axes.node_of[cube, name]
    step = int(np.prod(system.shapes[cube][position + 1 :]))
    size, code, sign = _seen(system.axes.axes[axis], nodes, *picks[axis])
    corner = _corners(system.axes.axes[axis], nodes, size, code, sign, step)
    rows = _rows_of_codes(size, code, len(nodes), int(row_first[axis]))
    return _Slot(cube, position, axis, step, size, code, sign, corner, rows)


def _places(slots: Sequence[_Slot], cubes: int, widest: int, axes: int) -> tuple[Ints, Ints, Ints]:
    slot_of, axis_of = np.full((cubes, widest), UNSET), np.full((cubes, widest), UNSET)
    position_of = np.full((cubes, axes), UNSET)
    for number, slot in enumerate(slots):
        slot_of[slot.cube, slot.position], axis_of[slot.cube, slot.position] = number, slot.axis
        position_of[slot.cube, slot.axis] = slot.position
    return slot_of, axis_of, position_of


def _firsts(sizes: Iterable[int]) -> Ints:
    """Where each begins when they lie one after the other, and where the last ends."""
    return np.cumsum([0, *sizes]).astype(np.int64)


def work_for(layout: Layout) -> Work:
    """Room for searches over a layout."""
    widest = layout.slot_of.shape[1]
    most = int(np.diff(layout.code_rows).max(initial=1))
    sizes = [int(size) for size in _largest_moves(layout)]
    return Work(
        found=np.zeros((widest, most), np.int64),
        price=np.zeros((widest, most)),
        number=np.zeros(widest, np.int64),
        cell=np.zeros(sum(sizes), np.int64),
        sign=np.zeros(sum(sizes), np.int64),
        at=np.zeros(max(sizes), np.int64),
        at_sign=np.zeros(max(sizes), np.int64),
        rows=np.zeros(layout.position_of.shape[1], np.int64),
        best=np.zeros(layout.position_of.shape[1], np.int64),
        turn=np.zeros(widest, np.int64),
    )


def _largest_moves(layout: Layout) -> list[int]:
    largest = []
    for cube in range(layout.cube_base.size):
        size = 1
        for position in range(int(layout.cube_slots[cube])):
            slot = layout.slot_of[cube, position]
            size *= int(layout.pick_size[layout.pick_first[slot] : layout.pick_first[slot + 1]].max())
        largest.append(size)
    return largest


def _picks(axis: Axis) -> tuple[Ints, Ints]:
    """Every leaf fixed, then every pair of leaves varied."""
    size = len(axis.leaves)
    reach = size if size * size // 2 <= MOST_PAIRS else max(1, MOST_PAIRS // size)
    fixed = np.arange(size)
    partners = np.minimum(reach, size - 1 - fixed)
    a = np.repeat(fixed, partners)
    b = a + 1 + np.arange(a.size) - np.repeat(np.cumsum(partners) - partners, partners)
    return np.concatenate([fixed, a]), np.concatenate([np.full(size, UNSET), b])


def _seen(axis: Axis, nodes: tuple[int, ...], a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """What every pick changes among the codes of one cube: how many, which, by which sign."""
    inside = [sorted(axis.nodes[node]) for node in nodes]
    leaf, shown = np.concatenate(inside), np.repeat(np.arange(len(nodes)), [len(own) for own in inside])
    holds = csr_array((np.ones(leaf.size, np.int64), (leaf, shown)), shape=(len(axis.leaves), len(nodes)))
    gains, losses = holds[a], holds[np.maximum(b, 0)].multiply((b >= 0)[:, None])
    change = csr_array(gains - losses.tocsr())
    change.eliminate_zeros()
    change.sort_indices()
    size: Ints = np.diff(change.indptr).astype(np.int64)
    code: Ints = np.zeros((a.size, max(1, int(size.max(initial=0)))), np.int64)
    sign: Ints = np.zeros_like(code)
    pick = np.repeat(np.arange(a.size), size)
    nth = np.arange(pick.size) - np.repeat(np.cumsum(size) - size, size)
    code[pick, nth] = change.indices
    sign[pick, nth] = change.data
    return size, code, sign


def _corners(axis: Axis, nodes: tuple[int, ...], size: Ints, code: Ints, sign: Ints, step: int) -> Ints:
    """Of every pick, the offset of the category with fewest leaves that gains, and that loses."""
    leaves = np.array([len(axis.nodes[node]) for node in nodes])
    used = np.arange(code.shape[1]) < size[:, None]
    corners = np.full((size.size, 2), UNSET)
    for side, wanted in enumerate((1, -1)):
        weight = np.where(used & (sign == wanted), leaves[code], len(axis.leaves) + 1)
        finest = weight.argmin(axis=1)
        pick = np.flatnonzero(weight.min(axis=1) <= len(axis.leaves))
        corners[pick, side] = code[pick, finest[pick]] * step
    return corners


def _rows_of_codes(size: Ints, code: Ints, codes: int, first_row: int) -> list[Ints]:
    pick = np.repeat(np.arange(size.size), size)
    changed = code[np.arange(code.shape[1]) < size[:, None]]
    order = np.argsort(changed, kind="stable")
    ends = np.searchsorted(changed[order], np.arange(codes + 1))
    return [pick[order[ends[t] : ends[t + 1]]] + first_row for t in range(codes)]


def _stacked(parts: list[Ints]) -> Ints:
    widest = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, widest - part.shape[1]))) for part in parts])


def _largest_leaves(system: System, row_first: Ints) -> Ints:
    """The row that fixes the leaf with most records, of every variable."""
    rows = []
    for number, axis in enumerate(system.axes.axes):
        total = np.zeros(len(axis.leaves), np.int64)
        for k, cube in enumerate(system.cubes):
            for i, variable in enumerate(cube.variables):
                if system.axes.axis_of[variable] == number:
                    _add_margin(total, system, k, i, axis)
        rows.append(int(row_first[number]) + int(total.argmax()))
    return np.array(rows, np.int64)


def _add_margin(total: Ints, system: System, k: int, i: int, axis: Axis) -> None:
    grid = system.count[system.cells_of(k)]
    margin = grid.max(axis=tuple(n for n in range(grid.ndim) if n != i))
    for code, node in enumerate(system.axes.node_of[k, system.cubes[k].variables[i]]):
        if len(axis.nodes[node]) == 1:
            total[list(axis.nodes[node])] += margin[code]


def _codes_at(system: System, home: Ints, widest: int) -> Ints:
    codes = np.zeros((system.place_of.size, max(widest, 1)), np.int64)
    for k, shape in enumerate(system.shapes):
        mine = np.flatnonzero(home == k)
        inside = system.place_of[mine] - system.first[k]
        codes[mine, : len(shape)] = np.column_stack(np.unravel_index(inside, shape))
    return codes
