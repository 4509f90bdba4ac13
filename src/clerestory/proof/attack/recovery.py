"""What an intruder recovers from published tables, without any evidence: levels B to D.

First what equations alone give away; then what bounds add (counts are not negative, marks state
bounds); then programs, block by block. Each finding says which of these it rests on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from scipy import sparse

from clerestory.proof.attack.blocks import Spread, split, spread
from clerestory.proof.attack.bounds import Bounds, propagate
from clerestory.proof.attack.combination import combinations
from clerestory.proof.attack.elimination import eliminate, kernel_vector
from clerestory.proof.attack.formulas import BoundFormulas, Formula, Formulas, priced
from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.modular import PRIME
from clerestory.proof.attack.peeling import Peeled, peel
from clerestory.proof.attack.programs import Impossible, Program
from clerestory.proof.attack.residual import Residual, residual
from clerestory.proof.attack.shown import UNBOUNDED, Flags, Ints
from clerestory.vocabulary.progress import Progress, Silent


class By(Enum):
    """What a finding rests on."""

    EQUATIONS = "equations"
    BOUNDS = "bounds"
    WHOLE_NUMBERS = "whole numbers"


@dataclass(frozen=True)
class Finding:
    """A withheld unknown that is exact (``low == high``) or narrow, and why.

    ``lower`` and ``upper`` tell of bounds; what equations settle has its formula in ``Formulas``.
    """

    unknown: int
    low: int
    high: int
    by: By
    lower: Formula | None = None
    upper: Formula | None = None


@dataclass
class Recovery:
    """All findings, and what was seen of the unknowns that are not among them."""

    formulas: Formulas
    findings: list[Finding] = field(default_factory=list)
    wide: int = 0  # whole tables far enough apart were found
    wide_over_reals: int = 0  # the relaxation goes that far; whole numbers undecided
    undecided: int = 0  # beyond the programs' allowance of work

    def formula_of(self, finding: Finding) -> tuple[Formula, Formula]:
        """A finding's least and greatest value over published cells; the same where equations settle it."""
        if finding.by is By.EQUATIONS:
            return (formula := self.formulas.of(finding.unknown)), formula
        return finding.lower or Formula(), finding.upper or Formula()


def recover(linked: Linked, width: int, progress: Progress | None = None) -> Recovery:
    """Everything that can be told within ``width``; ``Impossible`` if no table agrees."""
    steps = progress or Silent()
    steps.step("equations")
    peeled = peel(linked)
    formulas = Formulas(linked, peeled)
    found = Recovery(formulas)
    known, value = _by_equations(linked, peeled, found)
    left = residual(linked, known, value)
    steps.step("bounds")
    given = (linked.low[left.column], linked.high[left.column])
    bounds = propagate(left.matrix, left.right, *given)
    if not bounds.is_possible:
        raise Impossible(int(left.column[np.argmax(bounds.low > bounds.high)]))
    told = BoundFormulas(formulas, left, bounds, given)
    is_exact = bounds.low == bounds.high
    found.findings.extend(_by_bounds(left, bounds, told, np.flatnonzero(is_exact)))
    steps.step("programs")
    _by_programs(_Rest(left, bounds, told, formulas), np.flatnonzero(~is_exact), width, found)
    return found


def _by_equations(linked: Linked, peeled: Peeled, found: Recovery) -> tuple[Flags, Ints]:
    known, value = peeled.known.copy(), peeled.value.copy()
    left = residual(linked, known, value)
    triangle = eliminate(left.matrix)
    draw = np.random.default_rng(1).integers(1, PRIME, left.column.size, dtype=np.uint64)
    fixed = np.flatnonzero(kernel_vector(triangle, draw) == 0)
    for column, weights in combinations(left.matrix, triangle, fixed):
        found.formulas.combine(left, column, weights)
        number = sum(weight * int(left.right[row]) for row, weight in weights.items())
        if number != int(number):
            raise Impossible(int(left.column[column]))
        known[left.column[column]], value[left.column[column]] = True, int(number)
    _check(linked, known, value)
    settled = np.flatnonzero(known & ~linked.known)
    found.findings.extend(
        Finding(unknown, count, count, By.EQUATIONS)
        for unknown, count in zip(settled.tolist(), value[settled].tolist(), strict=True)
    )
    return known, value


def _check(linked: Linked, known: Flags, value: Ints) -> None:
    """What was settled must fit its bounds and every equation that is settled whole."""
    outside = known & ((value < linked.low) | (value > linked.high))
    open_ = sparse.csr_array(abs(linked.matrix)) @ (~known).astype(np.int64)
    broken = (linked.matrix @ np.where(known, value, 0) != 0) & (open_ == 0)
    if outside.any():
        raise Impossible(int(np.argmax(outside)))
    if broken.any():
        raise Impossible(int(linked.member[linked.start[np.argmax(broken)]]))


def _by_bounds(left: Residual, bounds: Bounds, told: BoundFormulas, columns: Ints) -> Iterator[Finding]:
    for column in columns.tolist():
        yield Finding(
            int(left.column[column]),
            int(bounds.low[column]),
            int(bounds.high[column]),
            By.BOUNDS,
            told.lower(column),
            told.upper(column),
        )


@dataclass(frozen=True, repr=False)
class _Rest:
    """What is left for programs, and how to tell what they find."""

    left: Residual
    bounds: Bounds
    told: BoundFormulas
    formulas: Formulas


def _by_programs(rest: _Rest, open_: Ints, width: int, found: Recovery) -> None:
    if not open_.size:
        return
    settled = np.where(rest.bounds.low == rest.bounds.high, rest.bounds.low, 0)
    right = rest.left.right - rest.left.matrix @ settled
    matrix = sparse.csc_array(rest.left.matrix)[:, open_]
    for block in split(sparse.csr_array(matrix)):
        part = sparse.csr_array(matrix[:, block])
        rows = np.flatnonzero(np.diff(part.indptr))
        columns = open_[block]
        program = Program(part[rows], right[rows], rest.bounds.low[columns], rest.bounds.high[columns])
        _judge_block(rest, program, rows, columns, width, found)


def _judge_block(
    rest: _Rest, program: Program, rows: Ints, columns: Ints, width: int, found: Recovery
) -> None:
    wanted = np.full(program.size, width, dtype=np.int64)
    seen = spread(program, wanted)
    span = np.where(seen.high == UNBOUNDED, UNBOUNDED, seen.high - seen.low)
    is_wide = seen.is_wide(wanted)
    is_narrow = ~is_wide & (span < width)
    others = ~is_wide & ~is_narrow
    over_reals = others & seen.is_wide_over_reals(wanted)
    found.wide += int(is_wide.sum())
    found.wide_over_reals += int(over_reals.sum())
    found.undecided += int((others & ~over_reals).sum())
    for unknown in np.flatnonzero(is_narrow).tolist():
        found.findings.append(_told(rest, program, rows, columns, seen, unknown))


def _told(rest: _Rest, program: Program, rows: Ints, columns: Ints, seen: Spread, unknown: int) -> Finding:
    column, low, high = int(columns[unknown]), int(seen.low[unknown]), int(seen.high[unknown])
    lower = rest.told.lower(column)
    upper = rest.told.upper(column)
    if unknown in seen.floor or unknown in seen.ceiling:
        full = Program(rest.left.matrix[rows], rest.left.right[rows], rest.bounds.low, rest.bounds.high)
        sides = [rest.formulas.right(rest.left, row) for row in rows.tolist()]
        if unknown in seen.floor:
            lower = priced(full, sides, rest.told, column, seen.floor[unknown], of_greatest=False) or lower
        if unknown in seen.ceiling:
            upper = priced(full, sides, rest.told, column, seen.ceiling[unknown], of_greatest=True) or upper
    by = _rests_on(lower, upper, low, high, rest)
    return Finding(int(rest.left.column[column]), low, high, by, lower, upper)


def _rests_on(lower: Formula, upper: Formula, low: int, high: int, rest: _Rest) -> By:
    """Bounds, if the formulas by themselves come to the interval; else whole numbers were needed."""
    reached = rest.formulas.value(lower) == low and rest.formulas.value(upper) == high
    return By.BOUNDS if reached else By.WHOLE_NUMBERS


__all__ = ["By", "Finding", "Impossible", "Recovery", "recover"]
