"""The slow obvious reference: every non-negative whole table that agrees with what is published.

Shares nothing with the attack but the form of a published table. A drawn table is small: at most
nine finest cells, a grand total of at most twelve.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import strategies as st

from clerestory.proof.attack.shown import UNBOUNDED, Axis, ShownTable

MARK = 5  # "<5" says 1 to 4


@dataclass(frozen=True)
class Drawn:
    """A table as shown, its true counts, and for each cell the finest cells that it sums."""

    table: ShownTable
    true: np.ndarray
    parts: np.ndarray  # cells x finest cells, 0 or 1


FLAT2 = {"Total": ("a", "b")}
FLAT3 = {"Total": ("a", "b", "c")}
NESTED = {"Total": ("North", "c"), "North": ("a", "b")}
TWIN = {"Total": ("North", "c"), "North": ("a",)}  # North is nothing but a
SHAPES = (
    (FLAT2, FLAT3),
    (NESTED, FLAT2),
    (NESTED, FLAT3),
    (FLAT2, FLAT2, FLAT2),
    (TWIN, FLAT3),
    (NESTED, NESTED),
)


def axis_of(name, nested):
    codes = list(dict.fromkeys([*nested, *(code for below in nested.values() for code in below)]))
    return Axis(name, tuple(codes), tuple(nested.items()), nested)


def finest(nested, code):
    return (
        [code] if code not in nested else [leaf for below in nested[code] for leaf in finest(nested, below)]
    )


@st.composite
def tables(draw, shapes=SHAPES, names="uvw", name="t"):
    nests = draw(st.sampled_from(shapes))
    axes = tuple(axis_of(letter, nested) for letter, nested in zip(names, nests, strict=False))
    leaves = list(product(*(finest(nested, "Total") for nested in nests)))
    counts = draw(
        st.lists(st.sampled_from((0, 0, 1, 1, 2, 3, 5)), min_size=len(leaves), max_size=len(leaves))
    )
    return shown(draw, axes, nests, leaves, cut(counts), name)


def cut(counts, most=12):
    """The counts, lowered from the end until they sum to ``most`` at the most."""
    counts, over = np.array(counts), max(0, sum(counts) - most)
    for at in range(len(counts) - 1, -1, -1):
        less = min(over, counts[at])
        counts[at] -= less
        over -= less
    return counts


def shown(draw, axes, nests, leaves, counts, name):
    cells = list(product(*(axis.codes for axis in axes)))
    inside = [[set(finest(nested, code)) for nested, code in zip(nests, cell, strict=True)] for cell in cells]
    parts = np.array(
        [[all(c in s for c, s in zip(leaf, sets, strict=True)) for leaf in leaves] for sets in inside]
    )
    true = parts @ counts
    withheld = np.array(draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells))))
    withheld[cells.index(("Total",) * len(axes))] = False  # so that there are finitely many tables
    marked = np.array(draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells))))
    marked &= withheld & (true >= 1) & (true < MARK)
    low = np.where(withheld, np.where(marked, 1, 0), true)
    high = np.where(withheld, np.where(marked, MARK - 1, UNBOUNDED), true)
    table = ShownTable(name, axes, np.where(withheld, 0, true), ~withheld, low, high)
    return Drawn(table, true, parts.astype(np.int64))


def every_table(drawn):
    """All finest tables that agree: each cell's count within its bounds, published ones exact."""
    low, high, parts = drawn.table.low, drawn.table.high, drawn.parts
    size = parts.shape[1]
    found = []

    def place(at, so_far, leaf):
        if at == size:
            if (so_far >= low).all():
                found.append(tuple(leaf))
            return
        most = int((high - so_far)[parts[:, at] == 1].min())
        for count in range(most + 1):
            place(at + 1, so_far + count * parts[:, at], [*leaf, count])

    place(0, np.zeros(len(low), dtype=np.int64), [])
    return np.array(found)


def intervals(drawn, finest_tables=None):
    """For every cell the least and greatest count over all tables that agree."""
    every = every_table(drawn) if finest_tables is None else finest_tables
    counts = every @ drawn.parts.T
    return counts.min(axis=0), counts.max(axis=0)


def fixed_by_equations(drawn):
    """Cells in the span of the published ones: no sign, no whole number needed."""
    published = drawn.parts[drawn.table.known]
    rank = np.linalg.matrix_rank(published)
    return np.array([np.linalg.matrix_rank(np.vstack([published, row])) == rank for row in drawn.parts])
