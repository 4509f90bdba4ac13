"""Random small tables: what protection claims of every unsafe cell, checked by trying every table."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from clerestory.project.model import Policy
from clerestory.records.protection import Protection, RecodingNeeded, protect
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import Hierarchy
from tests.tables import cube, every_table, flat

NESTED = Hierarchy({"N": "Total", "S": "Total", "n": "N", "s": "S", "t": "S"})
HIERARCHIES = {2: flat("a", "b"), 3: NESTED}


@st.composite
def small_cubes(draw):
    shape = draw(st.sampled_from([(3,), (2, 2), (2, 3), (3, 2), (2, 2, 2)]))
    size = int(np.prod(shape))
    counts = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    leaves = np.array(counts).reshape(shape)
    return cube(leaves, *(HIERARCHIES[length] for length in shape), minimum=draw(st.integers(2, 4)))


def protected(made, width: int = 3) -> Protection:
    try:
        return protect([made], Policy(width=width))
    except RecodingNeeded:
        assume(False)
        raise


@given(small_cubes())
def test_every_withheld_cell_has_the_width_owed_over_all_tables_there_could_be(made) -> None:
    protection = protected(made)
    (result,) = protection.cubes
    counts = with_totals(made.leaves, made.hierarchies)
    assert result.withheld[(counts > 0) & (counts < made.minimum)].all()
    assume(result.withheld.any())
    assume(not result.withheld.flat[0])
    low, high = counts.copy(), counts.copy()
    for table in every_table(result, made.leaves):
        low, high = np.minimum(low, table), np.maximum(high, table)
        if ((high - low)[result.withheld] >= 3).all():
            return
    assert ((high - low)[result.withheld] >= 3).all()


@given(small_cubes())
def test_what_is_shown_is_true_and_never_small(made) -> None:
    (result,) = protected(made).cubes
    counts = with_totals(made.leaves, made.hierarchies)
    assert (result.counts[~result.withheld] == counts[~result.withheld]).all()
    assert not ((counts > 0) & (counts < made.minimum) & ~result.withheld).any()
    assert not result.withheld[counts == 0].any()


@given(small_cubes())
def test_every_certificate_is_a_table_that_agrees_with_everything_shown(made) -> None:
    protection = protected(made)
    evidence, (result,) = protection.evidence, protection.cubes
    for first, last in zip(evidence.start, evidence.start[1:], strict=False):
        other = evidence.count.copy()
        other[evidence.cell[first:last]] += evidence.delta[first:last]
        other = other.reshape(result.counts.shape)
        leaves = other[np.ix_(*(_leaf_places(hierarchy) for hierarchy in result.hierarchies))]
        assert (leaves >= 0).all()
        assert (with_totals(leaves, result.hierarchies) == other).all()
        assert (other == result.counts)[~result.withheld].all()


@given(small_cubes(), st.integers(2, 5))
def test_the_same_table_gives_the_same_pattern(made, width: int) -> None:
    assume(width <= max(3, int(made.leaves.sum())))  # no count ranges further among so few
    first, second = (protected(made, width).cubes[0].counts for _ in range(2))
    assert (first == second).all()


def _leaf_places(hierarchy: Hierarchy) -> list[int]:
    return [at for at, code in enumerate(hierarchy.codes) if code in hierarchy.leaves]
