"""Random tables of at most 300 cells, as a seed draws them, and what ``protect`` makes of them."""

from dataclasses import dataclass

import numpy as np

from clerestory.project.model import Policy
from clerestory.records.protection import protect
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import Hierarchy
from tests import optimum
from tests.tables import cube, flat

NEED = 3


@dataclass(frozen=True)
class SmallTable:
    """Leaves, hierarchies, the minimum; drawn so that some count is small and the total is not."""

    leaves: np.ndarray
    hierarchies: tuple[Hierarchy, ...]
    minimum: int

    def reference(self, need: int = NEED) -> optimum.Problem:
        """The same table for the branch-and-cut reference."""
        counts = with_totals(self.leaves, self.hierarchies)
        return optimum.problem(counts, [_families(each) for each in self.hierarchies], self.minimum, need)

    def withheld(self, tier: str, need: int = NEED) -> np.ndarray:
        """The cells that ``protect`` withholds."""
        made = cube(self.leaves, *self.hierarchies, minimum=self.minimum)
        protection = protect([made], Policy(minimum=self.minimum, width=need, proof=tier))
        return protection.cubes[0].withheld.ravel()


def drawn(seed: int, cells: int = 300) -> SmallTable:
    """Two or three variables, some of them nested, counts from even to very skewed."""
    draw = np.random.default_rng(seed)
    while True:
        sizes = [int(draw.integers(2, 9)) for _ in range(int(draw.integers(2, 4)))]
        hierarchies = tuple(_hierarchy(size, draw) for size in sizes)
        evenness = draw.choice([0.5, 1.0, 2.0])
        counts = draw.negative_binomial(evenness, 1 / (1 + draw.choice([4, 10, 25])), sizes)
        minimum = int(draw.choice([3, 5, 11]))
        every = with_totals(counts, hierarchies)
        if every.size <= cells and every.flat[0] >= minimum and ((every > 0) & (every < minimum)).any():
            return SmallTable(counts, hierarchies, minimum)


def _hierarchy(size: int, draw: np.random.Generator) -> Hierarchy:
    leaves = [f"c{at}" for at in range(size)]
    if size < 4 or draw.random() < 0.6:
        return flat(*leaves)
    groups = max(2, size // 3)
    above = {f"G{at}": "Total" for at in range(groups)}
    return Hierarchy(above | {leaf: f"G{at % groups}" for at, leaf in enumerate(leaves)})


def _families(hierarchy: Hierarchy) -> list[tuple[int, list[int]]]:
    at = {code: place for place, code in enumerate(hierarchy.codes)}
    return [(at[code], [at[child] for child in below]) for code, below in hierarchy.children.items()]
