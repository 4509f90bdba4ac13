"""The second tier of proof: intervals over the reals, each believed only with a rational table beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from clerestory.records.protection.certificate import holds
from clerestory.records.protection.kernel.elimination import matrix_of
from clerestory.records.protection.kernel.relaxation import Relaxation, lifted, sums_of
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
def patterns(draw, least=1):
    """A table of three by four, some of its cells withheld."""
    leaves = np.array(draw(st.lists(st.integers(least, 9), min_size=12, max_size=12))).reshape(3, 4)
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
    own = Relaxation(
        matrix, count, count.astype(float), asked, count.astype(float), count.astype(float), 3, 1
    )
    own.widen()
    reach = np.array([_reach(own, count, cell) for cell in range(inside.size)])
    assert (own.low >= reach[:, 0] - 1e-6).all()
    assert (own.high <= reach[:, 1] + 1e-6).all()
    wide = np.floor(reach[:, 1] + 1e-6) - np.ceil(reach[:, 0] - 1e-6) >= 3
    assert set(own.open) == set(np.flatnonzero(~wide))


@given(patterns(least=0))
def test_zeros_that_may_change_are_lifted_first_and_nothing_is_found_that_programs_do_not_find(made) -> None:
    system, inside = made
    matrix = matrix_of(equations(system), inside, system.count.size)
    if not inside.size or matrix.start.size < 2:
        return
    inner = lifted(matrix, system.count[inside], system.count[inside].astype(float))
    assert np.abs(sums_of(matrix) @ (inner - system.count[inside])).max() < 1e-6
    inside, inner = inside[inner > 0], inner[inner > 0]
    matrix, count = matrix_of(equations(system), inside, system.count.size), system.count[inside]
    own = Relaxation(matrix, count, inner, count >= 0, count.astype(float), count.astype(float), 3, 1)
    own.widen()
    for cell in range(inside.size):
        low, high = _reach(own, count, cell)
        assert low - 1e-6 <= own.low[cell] <= own.high[cell] <= high + 1e-6


def _reach(own: Relaxation, count: np.ndarray, cell: int) -> tuple[float, float]:
    ends = []
    for side in (1, -1):
        objective = np.zeros(count.size)
        objective[cell] = side
        answer = linprog(objective, A_eq=own.sums, b_eq=own.sums @ count, bounds=(0, None))
        ends.append(answer.x[cell] if answer.status == 0 else -side * np.inf)  # else without end
    return ends[0], ends[1]
