"""What is worked out, told as a formula over published cells.

A formula is a sum of published counts with coefficients, and a constant that comes from marks
("fewer than 11" says at most 10). Formulas of equations are exact; formulas of bounds are a least
or a greatest value, and hold for every non-negative table that agrees with what is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from clerestory.proof.attack.bounds import Bounds
from clerestory.proof.attack.linked import Linked
from clerestory.proof.attack.peeling import Peeled
from clerestory.proof.attack.programs import Program, Reals
from clerestory.proof.attack.residual import Residual
from clerestory.proof.attack.shown import UNBOUNDED

Number = int | Fraction
_DENOMINATOR = 120  # of a price, at most


@dataclass
class Formula:
    """Coefficients of published unknowns, and a constant; built by adding."""

    terms: dict[int, Number] = field(default_factory=dict)
    constant: Number = 0

    def add(self, other: "Formula", times: Number = 1) -> None:
        """Add a multiple of another formula."""
        for unknown, weight in other.terms.items():
            self.terms[unknown] = self.terms.get(unknown, 0) + times * weight
        self.constant += times * other.constant

    def tidy(self) -> "Formula":
        """The same without terms that cancelled."""
        kept = {unknown: weight for unknown, weight in self.terms.items() if weight}
        return Formula(kept, self.constant)


class Formulas:
    """The formulas of what equations settled: published cells, peeled ones, combinations."""

    def __init__(self, linked: Linked, peeled: Peeled) -> None:
        self._linked = linked
        self._begin, self._length = peeled.begin.tolist(), peeled.length.tolist()
        self._term, self._coefficient = peeled.term.tolist(), peeled.coefficient.tolist()
        self._combined: dict[int, Formula] = {}

    def of(self, unknown: int) -> Formula:
        """The formula of a settled unknown; a published zero needs none."""
        if unknown in self._combined:
            return self._combined[unknown]
        begin = self._begin[unknown]
        if begin < 0:
            return Formula({unknown: 1} if self._linked.value[unknown] else {})
        end = begin + self._length[unknown]
        return Formula(dict(zip(self._term[begin:end], self._coefficient[begin:end], strict=True)))

    def right(self, left: Residual, row: int) -> Formula:
        """The right side of a residual equation."""
        linked, equation = self._linked, int(left.row[row])
        withheld = set(
            left.column[left.matrix.indices[left.matrix.indptr[row] : left.matrix.indptr[row + 1]]]
        )
        members = linked.member[linked.start[equation] : linked.start[equation + 1]].tolist()
        total = Formula()
        for at, unknown in enumerate(members):
            if unknown not in withheld:
                total.add(self.of(unknown), 1 if at == 0 else -1)
        return total

    def value(self, formula: Formula) -> Number:
        """What a formula comes to with the published numbers put in."""
        told = self._linked.value
        return formula.constant + sum(
            weight * int(told[unknown]) for unknown, weight in formula.terms.items()
        )

    def combine(self, left: Residual, column: int, weights: Mapping[int, Number]) -> Formula:
        """Settle a column by a combination of residual equations, and keep its formula."""
        total = Formula()
        for row, weight in weights.items():
            total.add(self.right(left, row), weight)
        self._combined[int(left.column[column])] = total.tidy()
        return self._combined[int(left.column[column])]


class BoundFormulas:
    """The formulas of bounds that propagation found."""

    def __init__(
        self, formulas: Formulas, left: Residual, bounds: Bounds, given: tuple[object, object]
    ) -> None:
        self._formulas, self._left, self._bounds = formulas, left, bounds
        self._given = given  # the bounds that marks state
        self._size = bounds.low.size
        self._known: dict[int, Formula] = {}

    def lower(self, column: int) -> Formula:
        """The greatest lower bound found for a column."""
        return self._at(column, int(self._bounds.steps.last[column])).tidy()

    def upper(self, column: int) -> Formula:
        """The least upper bound found for a column."""
        return self._at(column + self._size, int(self._bounds.steps.last[column + self._size])).tidy()

    def _at(self, bound: int, step: int) -> Formula:
        if step < 0:
            low, high = self._given
            side, at = (low, bound) if bound < self._size else (high, bound - self._size)
            return Formula(constant=int(side[at]))  # type: ignore[index]
        for needed in self._needed(step):
            if needed not in self._known:
                self._known[needed] = self._make(needed)
        return self._known[step]

    def _needed(self, step: int) -> list[int]:
        """The steps that a step rests on, itself last."""
        found, waiting = {step}, [step]
        while waiting:
            for _, earlier, _ in self._rests_on(waiting.pop()):
                if earlier >= 0 and earlier not in found and earlier not in self._known:
                    found.add(earlier)
                    waiting.append(earlier)
        return sorted(found)

    def _rests_on(self, step: int) -> list[tuple[int, int, int]]:
        """The other members' bounds in the step's equation: bound, its step then, its coefficient."""
        steps, matrix = self._bounds.steps, self._left.matrix
        row, target = int(steps.row[step]), int(steps.bound[step])
        is_upper, column = target >= self._size, target % self._size
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        members = list(zip(matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True))
        own = dict(members)[column]
        found = []
        for member, sign in members:
            if member != column:
                # the target's upper bound wants the others' sum, in its sign, at the least
                wants_upper = (sign * own > 0) != is_upper
                bound = member + self._size if wants_upper else member
                earlier = int(steps.last[bound])
                while earlier >= steps.since[step]:
                    earlier = int(steps.before[earlier])
                found.append((bound, earlier, -sign * own))
        return found

    def _make(self, step: int) -> Formula:
        steps, matrix = self._bounds.steps, self._left.matrix
        row, column = int(steps.row[step]), int(steps.bound[step]) % self._size
        inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
        own = dict(zip(matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True))[column]
        total = Formula()
        total.add(self._formulas.right(self._left, row), own)
        for bound, earlier, weight in self._rests_on(step):
            total.add(self._known[earlier] if earlier >= 0 else self._at(bound, -1), weight)
        return total


def priced(
    program: Program,
    rows: Sequence[Formula],
    bounds: BoundFormulas,
    unknown: int,
    price: Reals,
    *,
    of_greatest: bool,
) -> Formula | None:
    """A least value of an unknown from the prices of a linear program (or a greatest one).

    ``x_p = y (A x) + (e_p - y A) x``, and every member of the second part has a bound: so the
    formula is true whatever the prices are, and sharp where they are the optimum's.
    """
    sign = -1 if of_greatest else 1  # the program that gave the prices minimised sign * x_p
    rest: dict[int, Fraction] = {unknown: Fraction(1)}
    total = Formula()
    for row in np.flatnonzero(price).tolist():
        weight = sign * Fraction(float(price[row])).limit_denominator(_DENOMINATOR)
        total.add(rows[row], weight)
        for at in range(program.matrix.indptr[row], program.matrix.indptr[row + 1]):
            member = int(program.matrix.indices[at])
            rest[member] = rest.get(member, Fraction(0)) - weight * int(program.matrix.data[at])
    for member, weight in rest.items():
        wants_upper = (weight < 0) != of_greatest
        if weight and wants_upper and program.high[member] == UNBOUNDED:
            return None
        if weight:
            total.add(bounds.upper(member) if wants_upper else bounds.lower(member), weight)
    return total.tidy()


def as_number(value: Number) -> int | float:
    """For JSON: whole where it is whole."""
    if isinstance(value, int):
        return value
    return int(value) if value.denominator == 1 else float(value)
