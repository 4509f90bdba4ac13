"""Level C: how far the linear relaxation lets each cell go.

Every optimum is a table that agrees with what is published, so it widens the interval of all cells
at once: a few random objectives close nearly all, and single programs the rest. A cell is *wide*
as soon as tables were found that are ``owed`` apart; only where none are is its interval exact.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from clerestory.proof.attack.programs import Program, Reals, linear
from clerestory.proof.attack.shown import Flags, Ints

TOLERANCE = 1e-6
_RANDOM = 8  # objectives tried for all cells together before each is asked alone


@dataclass(frozen=True, repr=False)
class Reach:
    """The interval reached for each unknown of a program; exact where ``is_exact``."""

    low: Reals
    high: Reals
    is_exact: Flags

    @property
    def width(self) -> Ints:
        """How many whole-number steps lie inside."""
        inside = np.floor(self.high + TOLERANCE) - np.ceil(self.low - TOLERANCE)
        steps: Ints = np.maximum(inside, 0).astype(np.int64)
        return steps


def blocks(program: Program, wanted: Ints) -> Flags:
    """The unknowns that share a chain of equations with a wanted one."""
    size = program.matrix.shape[1]
    beside = sparse.csr_array(abs(program.matrix).T @ abs(program.matrix))
    _, label = csgraph.connected_components(beside, directed=False)
    return np.isin(label, label[wanted]) if size else np.zeros(0, dtype=np.bool_)


def restrict(program: Program, kept: Flags) -> Program:
    """The program over whole blocks of unknowns."""
    matrix = program.matrix[:, np.flatnonzero(kept)]
    rows = np.flatnonzero(np.diff(matrix.indptr))
    return Program(matrix[rows], program.right[rows], program.low[kept], program.high[kept])


def reach(program: Program, wanted: Ints, owed: Ints, low: Reals, high: Reals, seed: int = 1) -> Reach:
    """Widen ``low`` and ``high`` for the wanted unknowns until wide or exact."""
    low, high = low.copy(), high.copy()
    is_exact = np.zeros(low.size, dtype=np.bool_)
    draw = np.random.default_rng(seed)
    for _ in range(_RANDOM):
        open_ = wanted[Reach(low, high, is_exact).width[wanted] < owed]
        if open_.size < 2:
            break
        objective = np.zeros(low.size)
        objective[open_] = draw.uniform(0.5, 1.0, open_.size) * draw.choice((-1.0, 1.0), open_.size)
        for direction in (objective, -objective):
            _widen(low, high, linear(program, direction))
    for unknown, needed in zip(wanted, owed, strict=True):
        _ask(program, int(unknown), int(needed), low, high, is_exact)
    return Reach(low, high, is_exact)


def _ask(program: Program, unknown: int, needed: int, low: Reals, high: Reals, is_exact: Flags) -> None:
    """One unknown's own least and greatest."""
    alone = np.zeros(low.size)
    for direction in (1.0, -1.0):
        if np.floor(high[unknown] + TOLERANCE) - np.ceil(low[unknown] - TOLERANCE) >= needed:
            return
        alone[unknown] = direction
        _widen(low, high, linear(program, alone))
    is_exact[unknown] = True


def _widen(low: Reals, high: Reals, table: Reals) -> None:
    np.minimum(low, table, out=low)
    np.maximum(high, table, out=high)
