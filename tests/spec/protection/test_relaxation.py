"""The second tier of proof: intervals over the reals, each believed only with a rational table beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from clerestory.records.protection.certificate import holds
from clerestory.records.protection.kernel.elimination import matrix_of
from clerestory.records.protection.kernel.relaxation import Relaxation
from clerestory.records.protection.system import equations, system_of
from tests.tables import cube, flat

ROW = csr_array(np.array([[1, 1, -1]]))  # two cells and their sum
COUNT = np.array([1, 2, 3])


@pytest.mark.parametrize(
    ("change", "true"),
    [
        ([1, -1, 0], True),  # 1 1/2 and 1 1/2
        ([-2, 2, 0], True),  # 0 and 3: nothing is left, which may be
        ([-3, 3, 0], False),  # half a record less than none
        ([1, -1, 1], False),  # halves that do not add up
    ],
)
def test_a_rational_table_adds_up_exactly_and_is_never_negative(change: list[int], true: bool) -> None:
    assert holds(np.array(change), 2, ROW, COUNT) == true


@st.composite
def patterns(draw):
    """A table of three by four, some of its cells withheld."""
    leaves = np.array(draw(st.lists(st.integers(1, 9), min_size=12, max_size=12))).reshape(3, 4)
    withheld = draw(st.lists(st.booleans(), min_size=20, max_size=20))
    system = system_of([cube(leaves, flat("a", "b", "c"), flat("x", "y", "z", "t"))])
    return system, np.flatnonzero(withheld)


@given(patterns())
def test_it_finds_wide_what_programs_for_each_cell_find_wide_and_nothing_else(made) -> None:
    system, inside = made
    count = system.count[inside]
    asked = np.ones(inside.size, np.bool_)
    matrix = matrix_of(equations(system), inside, system.count.size)
    if not inside.size or matrix.start.size < 2:
        return
    own = Relaxation(matrix, count, asked, count.astype(float), count.astype(float), 3, 1)
    own.widen()
    reach = np.array([_reach(own, count, cell) for cell in range(inside.size)])
    assert (own.low >= reach[:, 0] - 1e-6).all()
    assert (own.high <= reach[:, 1] + 1e-6).all()
    wide = np.floor(reach[:, 1] + 1e-6) - np.ceil(reach[:, 0] - 1e-6) >= 3
    assert set(own.open) == set(np.flatnonzero(~wide))


def _reach(own: Relaxation, count: np.ndarray, cell: int) -> tuple[float, float]:
    ends = []
    for side in (1, -1):
        objective = np.zeros(count.size)
        objective[cell] = side
        bounds = np.column_stack((np.maximum(0, count - 12), count + 12))
        ends.append(linprog(objective, A_eq=own.sums, b_eq=own.sums @ count, bounds=bounds).x[cell])
    return ends[0], ends[1]
