"""Levels C and D: in a block of withheld cells that hang together, how far each can go.

Every table found widens the intervals of all cells at once. Whole tables first, from random
objectives; then, for a cell not yet seen to be wide, its own least and greatest over the linear
relaxation, and over the whole numbers where that leaves a doubt. In larger blocks tables of the
relaxation are climbed to from one in the midst, and programs are for the few cells still open. What
is beyond that is left to the bounds, and counted as undecided.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from clerestory.proof.attack.climbs import climbs_in
from clerestory.proof.attack.programs import Endless, Program, Reals, Unsolved, boxed, integer, linear
from clerestory.proof.attack.shown import UNBOUNDED, Flags, Ints

TOLERANCE = 1e-6
NOT_ASKED = -UNBOUNDED
INTEGER_LIMIT = 1_500  # unknowns of a block, at most, for integer programs
LINEAR_LIMIT = 12_000  # the same for linear programs
CORNER_LIMIT = 3_000  # the same for many of them, whose corners are often whole tables
CLIMB_LIMIT = 40_000  # the same for climbs
_FAR = UNBOUNDED // 2 - 1
MOST_ASKED = 24  # unknowns of a block beyond integer programs that are asked one by one
_BOX = 12  # how far from a first table the others are sought
_REAL_ROUNDS = 16
_ROUNDS = 6  # random objectives, each tried both ways


@dataclass(repr=False)
class Spread:
    """What is known of each unknown of a block.

    ``low`` to ``high`` holds every table; ``least`` to ``most`` are whole tables that were found;
    ``near`` to ``far`` tables of the relaxation. ``floor`` and ``ceiling`` keep the prices of the
    linear programs that narrowed ``low`` and ``high``.
    """

    low: Ints
    high: Ints
    least: Ints
    most: Ints
    near: Reals
    far: Reals
    floor: dict[int, Reals] = field(default_factory=dict)
    ceiling: dict[int, Reals] = field(default_factory=dict)

    def add_whole(self, table: Ints) -> None:
        """Widen by a whole table."""
        np.minimum(self.least, table, out=self.least)
        np.maximum(self.most, table, out=self.most)

    def add(self, program: Program, table: Reals) -> None:
        """Widen by a table of the relaxation, which may be whole; by none that is not one."""
        if not program.nearly_allows(table, TOLERANCE):
            return
        np.minimum(self.near, table, out=self.near)
        np.maximum(self.far, table, out=self.far)
        whole = np.rint(table).astype(np.int64)
        if np.abs(table - whole).max(initial=0.0) < TOLERANCE and program.allows(whole):
            self.add_whole(whole)

    def is_wide(self, width: Ints) -> Flags:
        """Seen to be wide: whole tables that far apart were found."""
        wide: Flags = self.most - self.least >= width
        return wide

    @property
    def is_exact(self) -> Flags:
        """``low`` and ``high`` are both reached by whole tables."""
        exact: Flags = (self.least == self.low) & (self.most == self.high)
        return exact

    def is_open(self, width: Ints) -> Flags:
        """Neither seen to be wide nor exact."""
        return ~self.is_wide(width) & ~self.is_exact

    def is_open_over_reals(self, width: Ints) -> Flags:
        """Neither seen to be wide, over the reals or by whole tables, nor known to be narrow."""
        is_narrow = (self.high < UNBOUNDED) & (self.high - self.low < width)
        return ~self.is_wide(width) & ~self.is_wide_over_reals(width) & ~is_narrow

    def is_wide_over_reals(self, width: Ints) -> Flags:
        """The relaxation lets them go that far, whatever whole numbers do."""
        least, most = _whole(self.near, self.far)
        wide: Flags = most - least >= width
        return wide


def unread(program: Program) -> Spread:
    """Nothing tried yet."""
    nothing = np.full(program.size, np.inf)
    return Spread(
        program.low.copy(),
        program.high.copy(),
        np.full(program.size, _FAR),
        np.full(program.size, -_FAR),
        nothing,
        -nothing,
    )


def split(matrix: sparse.csr_array) -> Iterator[Ints]:
    """The columns of each block: sets of unknowns that no equation ties to another."""
    from scipy.sparse import csgraph

    magnitude = sparse.csr_array(
        (np.ones(matrix.nnz, dtype=np.int8), matrix.indices, matrix.indptr), matrix.shape
    )
    rows, columns = matrix.shape
    both: Any = sparse.block_array([[None, magnitude], [magnitude.T, None]], format="csr")
    _, label = csgraph.connected_components(both, directed=False)
    label = label[rows:]
    order = np.argsort(label, kind="stable")
    edges = np.flatnonzero(np.diff(label[order])) + 1
    yield from (part for part in np.split(order, edges) if columns)


def spread(program: Program, width: Ints, found: Spread | None = None, seed: int = 1) -> Spread:
    """Try a block until every unknown is wide or exact, or the allowance of work is used.

    ``width`` is what counts as wide for each unknown, ``NOT_ASKED`` where nobody asks.
    """
    found = found or unread(program)
    if program.size <= INTEGER_LIMIT:
        _wander(program, found, width, seed)
        for unknown in range(program.size):
            if found.is_open(width)[unknown]:
                _ask(program, found, unknown, width)
    elif program.size <= CLIMB_LIMIT:
        _over_reals(program, found, width, seed)
    return found


def _over_reals(program: Program, found: Spread, width: Ints, seed: int) -> None:
    """Corners by programs in smaller blocks; climbs; and programs for the few unknowns left."""
    if program.size <= CORNER_LIMIT:
        _wander_over_reals(program, found, width, seed)
    is_climbed = _climb(program, found, width, seed)
    if program.size > LINEAR_LIMIT:
        return
    if not is_climbed and program.size > CORNER_LIMIT:
        _wander_over_reals(program, found, width, seed)
    for unknown in np.flatnonzero(found.is_open_over_reals(width))[:MOST_ASKED].tolist():
        if found.is_open_over_reals(width)[unknown]:
            _ask(program, found, unknown, width)


def _climb(program: Program, found: Spread, width: Ints, seed: int) -> bool:
    """Climb from a table in the midst, up and down, for every unknown still open; False if there is none."""
    if not found.is_open_over_reals(width).any():
        return True
    climbs = climbs_in(program)
    if climbs is None:
        return False
    found.add(program, climbs.inner)
    open_ = np.flatnonzero(found.is_open_over_reals(width))
    made = 0
    for unknown in np.random.default_rng(seed).permutation(open_).tolist():
        for side in (1, -1):
            least, most = _whole(found.near[unknown], found.far[unknown])
            if most - least < width[unknown] and made < climbs.most:
                goal = least + width[unknown] if side > 0 else most - width[unknown]
                found.add(program, climbs.climb(unknown, side, goal))
                made += 1
    return True


def _whole(near: Any, far: Any) -> tuple[Any, Any]:  # noqa: ANN401  (numbers or arrays)
    """The least and the greatest whole number of an interval."""
    return np.ceil(near - TOLERANCE), np.floor(far + TOLERANCE)


def _wander_over_reals(program: Program, found: Spread, width: Ints, seed: int) -> None:
    """Tables of the relaxation in random directions, near a first one: a small box is soon searched."""
    draw = np.random.default_rng(seed)
    capped = program if program.is_bounded else program.capped()
    try:
        box = boxed(capped, linear(capped, draw.uniform(-1.0, 1.0, program.size)).table, _BOX)
        for _ in range(_REAL_ROUNDS):
            open_ = np.flatnonzero(found.is_open_over_reals(width))
            if open_.size < 2:
                return
            objective = np.zeros(program.size)
            objective[open_] = draw.uniform(0.5, 1.0, open_.size) * draw.choice((-1.0, 1.0), open_.size)
            for direction in (objective, -objective):
                found.add(program, linear(box, direction).table)
    except Unsolved:
        return


def _wander(program: Program, found: Spread, width: Ints, seed: int) -> None:
    """Whole tables in random directions, from the relaxation where it gives them."""
    draw = np.random.default_rng(seed)
    for _ in range(_ROUNDS):
        open_ = np.flatnonzero(found.is_open(width))
        if open_.size < 2:
            return
        objective = np.zeros(program.size)
        objective[open_] = draw.uniform(0.5, 1.0, open_.size) * draw.choice((-1.0, 1.0), open_.size)
        for direction in (objective, -objective):
            _both_ways(program, found, direction)


def _both_ways(program: Program, found: Spread, direction: Reals) -> None:
    capped = program if program.is_bounded else program.capped()
    try:
        found.add(program, linear(capped, direction).table)
        found.add_whole(integer(capped, direction))
    except Unsolved:
        return


def _ask(program: Program, found: Spread, unknown: int, width: Ints) -> None:
    """One unknown's own least and greatest."""
    alone = np.zeros(program.size)
    for sign in (1, -1):
        alone[unknown] = sign
        _ask_reals(program, found, unknown, alone)
        if program.size > INTEGER_LIMIT:
            continue
        if not found.is_wide(width)[unknown] and not _reached(found, unknown, sign):
            _ask_whole(program, found, unknown, alone)


def _reached(found: Spread, unknown: int, sign: int) -> bool:
    if sign > 0:
        return bool(found.least[unknown] == found.low[unknown])
    return bool(found.most[unknown] == found.high[unknown])


def _ask_reals(program: Program, found: Spread, unknown: int, alone: Reals) -> None:
    if _reached(found, unknown, int(alone[unknown])):
        return
    try:
        best = linear(program, alone)
    except Unsolved:
        return
    except Endless:  # as far as one likes: a table that is far enough will do
        found.add(program, linear(program.capped(), alone).table)
        return
    found.add(program, best.table)
    value = best.table[unknown]
    if alone[unknown] > 0 and np.ceil(value - TOLERANCE) > found.low[unknown]:
        found.low[unknown], found.floor[unknown] = np.ceil(value - TOLERANCE), best.price
    if alone[unknown] < 0 and np.floor(value + TOLERANCE) < found.high[unknown]:
        found.high[unknown], found.ceiling[unknown] = np.floor(value + TOLERANCE), best.price


def _ask_whole(program: Program, found: Spread, unknown: int, alone: Reals) -> None:
    try:
        table = integer(program, alone)
    except Unsolved:
        return
    except Endless:
        _both_ways(program, found, alone)
        return
    found.add_whole(table)
    if alone[unknown] > 0:
        found.low[unknown] = table[unknown]
    else:
        found.high[unknown] = table[unknown]
