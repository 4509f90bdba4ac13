"""The slow obvious reference for small tables: fewest cells that can be withheld, by branch and cut.

Follows Fischetti and Salazar (2001): a 0/1 program chooses the cells; for every unsafe cell a linear
program finds how far it can go within them, and where that is not far enough its prices make a cut
that every good pattern obeys. Shares nothing with the product: equations and programs are its own.

Zeros are published and so is the grand total; an unsafe cell must have the width over alternative
tables that agree with what is shown and are nowhere negative: of the reals (``continuous``), or of
whole numbers (``integer``).
"""

import time
from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, sparse

SLACK = 1e-6
CUTS = 10_000


@dataclass
class Problem:
    """Counts of all cells, equations over them, the unsafe cells, and the width that they are owed."""

    count: np.ndarray
    equations: np.ndarray  # one row each: +1 parent, -1 children
    unsafe: np.ndarray
    need: int
    never: np.ndarray  # cells that are shown in any case
    cuts: list[tuple[np.ndarray, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = sparse.csr_array(self.equations.astype(float))
        self.most = int(self.count.max())  # the grand total is shown, so nothing goes beyond it


def problem(counts: np.ndarray, sums, minimum: int, need: int) -> Problem:
    """Of a table with totals, ``sums[axis]`` its families: (parent, children) along that axis."""
    cells = np.arange(counts.size).reshape(counts.shape)
    rows = []
    for axis, families in enumerate(sums):
        for parent, children in families:
            lines = np.take(cells, [parent, *children], axis)
            for line in np.moveaxis(lines, axis, -1).reshape(-1, 1 + len(children)):
                row = np.zeros(counts.size)
                row[line[0]], row[line[1:]] = 1, -1
                rows.append(row)
    flat = counts.ravel()
    never = flat == 0
    never[0] = True
    return Problem(flat, np.array(rows), np.flatnonzero((flat > 0) & (flat < minimum)), need, never)


def optimum(given: Problem, tier: str = "continuous") -> np.ndarray | None:
    """The fewest withheld cells, as flags; None if no pattern protects every unsafe cell."""
    withheld, _ = _cut(given, tier, np.inf)
    return withheld


def fewest(given: Problem, tier: str, seconds: float) -> tuple[int, bool]:
    """How many cells at the least, and whether so few are enough; after ``seconds`` of compute a bound will do."""
    withheld, is_enough = _cut(given, tier, seconds)
    return (0 if withheld is None else int(withheld.sum())), is_enough


def _cut(given: Problem, tier: str, seconds: float) -> tuple[np.ndarray | None, bool]:
    if given.never[given.unsafe].any():
        return None, True
    until = time.process_time() + seconds
    while len(given.cuts) < CUTS:
        withheld = _master(given)
        if withheld is None:
            return None, True
        cuts = list(_violated(given, withheld))
        if not cuts and tier == "integer" and not is_protected(given, withheld, tier):
            cuts = [((~withheld & ~given.never).astype(float), 1.0)]  # no subset will do either
        if not cuts or time.process_time() > until:
            return withheld, not cuts
        given.cuts.extend(cuts)
    raise RuntimeError("the reference did not end")


def is_protected(given: Problem, withheld: np.ndarray, tier: str) -> bool:
    """Whether every unsafe cell has its width over tables that agree with what is shown."""
    low, high = given.count.astype(float), given.count.astype(float)
    for cell in given.unsafe:
        for sign in (1, -1):
            if high[cell] - low[cell] >= given.need - SLACK:
                break
            table = given.count + _furthest(given, withheld, cell, sign, tier)
            low, high = np.minimum(low, table), np.maximum(high, table)
        if high[cell] - low[cell] < given.need - SLACK:
            return False
    return True


def _master(given: Problem) -> np.ndarray | None:
    """The cheapest pattern that obeys all cuts so far, and leaves no equation with one gap."""
    rows, least = [], []
    for equation in given.equations:
        members = np.flatnonzero(equation)
        for member in members[~given.never[members]]:
            row = np.zeros(given.count.size)
            row[members], row[member] = 1, -1
            rows.append(row)
            least.append(0.0)
    for row, value in given.cuts:
        rows.append(row)
        least.append(value)
    low = np.zeros(given.count.size)
    low[given.unsafe] = 1
    answer = optimize.milp(
        np.ones(given.count.size),
        integrality=np.ones(given.count.size),
        bounds=optimize.Bounds(low, np.where(given.never, 0.0, 1.0)),
        constraints=optimize.LinearConstraint(sparse.csr_array(np.array(rows)), np.array(least), np.inf),
        options={"mip_rel_gap": 0.0},
    )
    if answer.status == 2:
        return None
    assert answer.status == 0, answer.message
    return answer.x > 0.5


def _violated(given: Problem, withheld: np.ndarray):
    """A cut for each unsafe cell whose width over the reals is too narrow."""
    low, high = given.count.astype(float), given.count.astype(float)
    for cell in given.unsafe:
        if high[cell] - low[cell] >= given.need - SLACK:
            continue
        row, width = np.zeros(given.count.size), 0.0
        for sign in (1, -1):
            change, price = _linear(given, withheld, cell, sign)
            low, high = np.minimum(low, given.count + change), np.maximum(high, given.count + change)
            row += price
            width += sign * change[cell]
        if width < given.need - SLACK:
            yield np.minimum(np.where(given.never, 0, row), given.need), float(given.need)


def _linear(given: Problem, withheld: np.ndarray, cell: int, sign: int):
    """How far one cell goes, and what each cell would add to that if it were withheld."""
    aim = np.zeros(given.count.size)
    aim[cell] = -sign
    down, up = np.where(withheld, -given.count, 0), np.where(withheld, given.most - given.count, 0)
    answer = optimize.linprog(
        aim, A_eq=given.rows, b_eq=np.zeros(given.rows.shape[0]), bounds=np.column_stack((down, up))
    )
    assert answer.status == 0, answer.message
    left = -aim + given.rows.T @ answer.eqlin.marginals
    price = np.where(left > SLACK, left * (given.most - given.count), 0)
    return answer.x, price + np.where(left < -SLACK, -left * given.count, 0)


def _furthest(given: Problem, withheld: np.ndarray, cell: int, sign: int, tier: str) -> np.ndarray:
    """The change of all cells that takes one furthest."""
    if tier == "continuous":
        return _linear(given, withheld, cell, sign)[0]
    aim = np.zeros(given.count.size)
    aim[cell] = -sign
    answer = optimize.milp(
        aim,
        integrality=np.ones(given.count.size),
        bounds=optimize.Bounds(
            np.where(withheld, -given.count, 0), np.where(withheld, given.most - given.count, 0)
        ),
        constraints=optimize.LinearConstraint(given.rows, 0, 0),
    )
    assert answer.status == 0, answer.message
    return np.rint(answer.x)
