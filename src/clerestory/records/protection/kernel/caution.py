"""Cautious deletion: publish again what leaves every withheld cell room to move.

Exact deletion (``deletion``) asks only whether a cell could be worked out. Where hierarchies are deep it
leaves thousands of cells on one circuit whose entries are too large to move by: exact, but narrow. Here
every class published costs the others some of their spread (how far the metric of the logarithmic
barrier lets each cell move); one is left withheld if a spread would fall below ``LEAST``, or if the
counts on one class would allow less than the width owed. The steps are kept, so that a proof which
finds a narrow cell can undo the one that narrowed it.
"""

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from clerestory.records.protection.kernel.ascent import Reals, ascents_from
from clerestory.records.protection.kernel.circuits import basis, fundamental, wish_of
from clerestory.records.protection.kernel.elimination import eliminate, matrix_of
from clerestory.records.protection.layout import Ints

LEAST = 0.15  # spread that every cell keeps
GONE = 1e-7  # of its squared spread: a cell with less no longer moves
ALIKE = 1e-7  # between ratios of cells that move alike
FEWEST = 3_000  # withheld cells: of fewer, exact deletion leaves hardly any too narrow
INNER = 0.5  # what a withheld zero counts as in the metric
CHEAPEST = 1e-9  # that a cell is to readers
FREELY = 0.9  # of the cells on circuits with small entries
LONGEST, LARGEST_ENTRY = 3_000, 8
MOST_FREE = 5_000  # circuits: beyond, their metric takes gigabytes
Equations = tuple[Ints, Ints, NDArray[np.int8]]


@dataclass(frozen=True, repr=False)
class Step:
    """Cells published together, and the squared spread that it took from every cell of the pattern."""

    cells: Ints
    taken: NDArray[np.float32]


def moves_freely(vector: Ints, equations: Equations, count: Ints) -> bool:
    """Do circuits with small entries reach nearly all of the withheld cells."""
    pattern = np.flatnonzero(vector)
    if pattern.size < FEWEST:
        return True
    echelon = eliminate(matrix_of(equations, pattern, count.size), np.ones(pattern.size))
    _, cell, _ = fundamental(echelon, pattern.size, LONGEST, LARGEST_ENTRY)
    return bool(np.unique(cell).size >= FREELY * pattern.size)


def publish(
    withheld: NDArray[np.bool_],
    equations: Equations,
    count: Ints,
    free: NDArray[np.bool_],
    price: Reals,
    need: int,
    seed: int,
) -> tuple[NDArray[np.bool_], list[Step]]:
    """The pattern without the ``free`` cells that could be published, and the steps taken."""
    pattern = np.flatnonzero(withheld)
    matrix = matrix_of(equations, pattern, count.size)
    vectors = basis(eliminate(matrix, wish_of(count[pattern])), pattern.size)[2]
    if not 0 < vectors.shape[0] <= MOST_FREE:
        return withheld, []
    try:
        spread = Spread(vectors, count[pattern].astype(np.float64), free[pattern], need, seed)
    except np.linalg.LinAlgError:
        return withheld, []  # no metric: nothing is known
    left, steps = withheld.copy(), []
    for gone, taken in spread.published(price[pattern]):
        cells = pattern[gone]
        left[cells] = False
        everywhere = np.zeros(count.size, np.float32)
        everywhere[pattern] = taken
        steps.append(Step(cells, everywhere))
    return left, steps


@dataclass(frozen=True, repr=False)
class _Look:
    """What publishing a cell would do."""

    way: Reals  # the amounts of circuits by which it moves most
    change: Reals  # of every cell along that way
    own: float  # its squared spread
    after: Reals  # the squared spreads that would remain
    gone: NDArray[np.bool_]  # the cells that move with it alone


class Spread:
    """How far every cell can move, as classes are published."""

    def __init__(
        self, vectors: csr_array, count: Reals, free: NDArray[np.bool_], need: int, seed: int
    ) -> None:
        inner = np.maximum(count, INNER)
        ascents = ascents_from(vectors, inner)
        self.count, self.free, self.need = count, free, need
        self.by_cell: csc_array = ascents.by_cell
        self.by_circuit: csr_array = ascents.by_circuit
        self.inverse = ascents.inverse
        self.squared: Reals = np.asarray(
            self.by_circuit.multiply(self.by_circuit @ self.inverse).sum(axis=1)
        ).ravel()
        self.alive = self.squared > GONE * GONE * inner**2
        self.first = self.squared.copy()
        draw = np.random.default_rng(seed)
        self.two: Reals = self.by_circuit @ (self.inverse @ draw.standard_normal((vectors.shape[0], 2)))

    def published(self, price: Reals) -> list[tuple[NDArray[np.bool_], NDArray[np.float32]]]:
        """Publish classes, those first that take least from the others for what readers gain."""
        narrow = self.too_narrow(self.two, self.alive)
        done: list[tuple[NDArray[np.bool_], NDArray[np.float32]]] = []
        waiting: list[tuple[float, int]] = []
        for number in np.flatnonzero(self.free & self.alive):
            if (look := self.look(int(number))) is not None:
                waiting.append((self.loss(look, price), int(number)))
        heapq.heapify(waiting)
        while waiting:
            _, cell = heapq.heappop(waiting)
            look = self.look(cell) if self.alive[cell] else None
            if look is None or self.falls_short(look):
                continue
            loss = self.loss(look, price)
            if waiting and loss > waiting[0][0] * (1 + 1e-4) + 1e-12:
                heapq.heappush(waiting, (loss, cell))
                continue
            two = self.two - np.outer(look.change / look.own, self.two[cell])
            if (self.too_narrow(two, self.alive & ~look.gone) & ~narrow).any():
                continue
            done.append((look.gone, (self.squared - look.after).astype(np.float32)))
            self.take(look, two)
        return done

    def look(self, cell: int) -> _Look | None:
        """What publishing a cell would do; None if it would publish one that must not be."""
        at = slice(self.by_cell.indptr[cell], self.by_cell.indptr[cell + 1])
        way: Reals = self.inverse[:, self.by_cell.indices[at]] @ self.by_cell.data[at]
        change: Reals = self.by_circuit @ way
        after = self.squared - change**2 / change[cell]
        gone = self.alive & (after < GONE * self.first)
        if (gone & ~self.free).any():
            return None
        return _Look(way, change, float(change[cell]), after, gone)

    def falls_short(self, look: _Look) -> bool:
        """Would a cell keep too little that has less than now."""
        rest = self.alive & ~look.gone
        least = np.minimum(LEAST**2, self.squared[rest] * (1 - 1e-6))
        return bool((look.after[rest] < least).any())

    def loss(self, look: _Look, price: Reals) -> float:
        """What others lose of their spread, as far as they have little, for what readers gain."""
        rest, much = self.alive & ~look.gone, 4 * LEAST**2
        lost = np.minimum(self.squared[rest], much) - np.minimum(look.after[rest], much)
        return float(np.maximum(lost, 0.0).sum() / max(price[look.gone].sum(), CHEAPEST))

    def take(self, look: _Look, two: Reals) -> None:
        """Publish it."""
        self.inverse -= np.outer(look.way, look.way) / look.own
        self.alive &= ~look.gone
        self.squared, self.two = np.where(look.gone, 0.0, look.after), two

    def too_narrow(self, two: Reals, alive: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The cells that the counts of their own class keep from the width owed.

        Cells of one class keep one ratio in two random ways of moving; the smallest counts end it.
        """
        cells = np.flatnonzero(alive)
        found = np.zeros(self.count.size, np.bool_)
        if not cells.size:
            return found
        ratio = two[cells, 0] / two[cells, 1]
        cells = cells[order := np.argsort(ratio, kind="stable")]
        ratio, amount = ratio[order], two[cells, 0]
        is_new = np.diff(ratio, prepend=-np.inf) > ALIKE * np.abs(ratio)
        number = np.cumsum(is_new) - 1
        room = np.full((2, int(number[-1]) + 1), np.inf)
        for side, falls in enumerate((amount < 0, amount > 0)):
            np.minimum.at(room[side], number[falls], self.count[cells[falls]] / np.abs(amount[falls]))
        found[cells] = np.abs(amount) * room.sum(axis=0)[number] < self.need - 1e-6
        return found
