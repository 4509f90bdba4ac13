"""Integer programs: a whole table in which one cell is as far away as it is owed."""

import numpy as np
from scipy import sparse

from clerestory.records.protection.kernel.programs import Programs

# total = a + b + c, and total = 2 d + e, which no move of single records keeps
SUMS = sparse.csr_array(np.array([[1, -1, -1, -1, 0, 0], [1, 0, 0, 0, -2, -1]]))
COUNT = np.array([30, 4, 6, 20, 12, 6])
SHOWN_TOTAL = np.array([True, False, False, False, False, False])
EVEN = np.ones(6)


def test_the_table_keeps_every_sum_and_goes_as_far_as_asked() -> None:
    (change,) = Programs(SUMS, COUNT, SHOWN_TOTAL).widen(5, 3, EVEN)
    assert not (SUMS @ change).any()
    assert (COUNT + change >= 0).all()
    assert abs(change[5]) == 4  # by twos alone
    assert change[0] == 0


def test_where_neither_side_goes_far_enough_both_together_do() -> None:
    count = np.array([4, 2, 2])
    found = Programs(sparse.csr_array(np.array([[1, -1, -1]])), count, count == 4).widen(1, 3, np.ones(3))
    assert sorted(change[1] for change in found) == [-2, 1]


def test_a_cell_that_shown_ones_determine_has_no_table() -> None:
    shown = np.array([True, False, True, True, False, False])
    assert Programs(SUMS, COUNT, shown).widen(1, 3, EVEN) == []


def test_dear_cells_are_left_alone() -> None:
    (change,) = Programs(SUMS, COUNT, SHOWN_TOTAL).widen(1, 3, np.array([1, 1, 50, 1, 1, 1.0]))
    assert change[2] == 0
    assert change[3] == -change[1]
