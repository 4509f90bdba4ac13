"""Tables of the relaxation without programs, beside what a linear program says of the same cells."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import sparse

from clerestory.proof.attack import blocks, climbs
from clerestory.proof.attack.blocks import TOLERANCE, spread, unread
from clerestory.proof.attack.climbs import climbs_in
from clerestory.proof.attack.inner import inner_table
from clerestory.proof.attack.kernel import kernel_vectors
from clerestory.proof.attack.programs import Program, linear
from clerestory.proof.attack.shown import UNBOUNDED

WIDTH = 3


def gaps(counts: np.ndarray, withheld: np.ndarray) -> Program:
    """The withheld cells of a table by two variables, whose sums are shown."""
    cells = np.flatnonzero(withheld.ravel())
    row, column = np.unravel_index(cells, counts.shape)
    sums = np.concatenate(
        [row == k for k in range(counts.shape[0])] + [column == k for k in range(counts.shape[1])]
    )
    matrix = sums.reshape(-1, cells.size).astype(np.int64)
    matrix = matrix[matrix.any(axis=1)]
    right = matrix @ counts.ravel()[cells]
    most = np.array([right[matrix[:, at] > 0].min() for at in range(cells.size)])
    return Program(sparse.csr_array(matrix), right, np.zeros_like(cells), most)


def reach(program: Program, unknown: int) -> tuple[float, float]:
    alone = np.zeros(program.size)
    alone[unknown] = 1.0
    return linear(program, alone).table[unknown], linear(program, -alone).table[unknown]


SQUARE = gaps(np.array([[4, 2], [3, 6]]), np.ones((2, 2), np.bool_))
programs = st.tuples(
    st.lists(st.integers(0, 9), min_size=16, max_size=16), st.lists(st.booleans(), min_size=16, max_size=16)
).map(lambda drawn: (np.array(drawn[0]).reshape(4, 4), np.array(drawn[1]).reshape(4, 4)))


def test_an_inner_table_keeps_every_sum_and_touches_no_bound() -> None:
    table = inner_table(SQUARE)
    assert table is not None
    assert SQUARE.matrix @ table == pytest.approx(SQUARE.right, abs=1e-8)
    assert ((table > SQUARE.low) & (table < SQUARE.high)).all()


def test_where_nothing_bounds_from_above_there_is_one_too() -> None:
    free = Program(SQUARE.matrix[:1], SQUARE.right[:1], SQUARE.low, np.full(4, UNBOUNDED))
    found = climbs_in(free)
    assert found is not None
    assert found.climb(3, 1, 1_000.0)[3] == pytest.approx(1_000)  # in no sum at all
    assert found.climb(0, 1, 1_000.0)[0] == pytest.approx(6)


def test_a_cell_that_is_nought_in_all_tables_leaves_none() -> None:
    """Both sums are 5, the second without the first cell."""
    matrix = sparse.csr_array(np.array([[1, 1, 1], [0, 1, 1]]))
    assert inner_table(Program(matrix, np.array([5, 5]), np.zeros(3, np.int64), np.full(3, 5))) is None


def test_kernel_vectors_break_no_equation_and_are_all_there_are() -> None:
    """Three groups of which every two are added: halves among the combinations."""
    matrix = sparse.csr_array(np.array([[1, 1, 0, -1, 0], [0, 1, 1, 0, -1], [1, 0, 1, 1, 0]]))
    vectors = kernel_vectors(matrix, 9)
    assert vectors is not None
    assert not (matrix @ vectors.toarray()).any()
    assert np.linalg.matrix_rank(vectors.toarray()) == 5 - np.linalg.matrix_rank(matrix.toarray()) == 2
    assert kernel_vectors(matrix, 1) is None
    assert kernel_vectors(sparse.csr_array(np.eye(3, dtype=np.int64)), 9) is None


@given(programs)
@example((np.array([[4, 2], [3, 6]]), np.ones((2, 2), np.bool_)))
def test_a_climb_ends_in_a_table_and_nowhere_beyond_the_optimum(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    assume(drawn[1].any())
    program = gaps(*drawn)
    found = climbs_in(program)
    assume(found is not None)
    for unknown in range(program.size):
        least, most = reach(program, unknown)
        lowest, highest = (found.climb(unknown, side, side * 1e9) for side in (-1, 1))
        for table in (lowest, highest):
            assert program.nearly_allows(table, TOLERANCE)
        assert (lowest[unknown], highest[unknown]) == pytest.approx((least, most), abs=1e-6)


@pytest.mark.parametrize("limit", [0, 12_000])
@given(programs)
def test_large_blocks_show_wide_what_is_wide_over_the_reals_and_nothing_else(
    limit: int, drawn: tuple[np.ndarray, np.ndarray]
) -> None:
    assume(drawn[1].any())
    program = gaps(*drawn)
    assume((program.high > 0).all())
    width = np.full(program.size, WIDTH)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(blocks, "INTEGER_LIMIT", 0)
        patched.setattr(blocks, "CORNER_LIMIT", 0)
        patched.setattr(blocks, "LINEAR_LIMIT", limit)
        seen = spread(program, width)
    ranges = np.array([reach(program, unknown) for unknown in range(program.size)])
    is_wide = np.floor(ranges[:, 1] + TOLERANCE) - np.ceil(ranges[:, 0] - TOLERANCE) >= WIDTH
    claimed = seen.is_wide_over_reals(width)
    assert not (claimed & ~is_wide).any()
    assert limit == 0 or (claimed == is_wide).all()


def test_what_is_no_table_widens_nothing() -> None:
    seen = unread(SQUARE)
    seen.add(SQUARE, np.array([6.0, 0.0, 1.0, 9.0]))
    assert np.isinf(seen.near).all()
    seen.add(SQUARE, np.array([6.0, 0.0, 1.0, 8.0]))
    assert seen.most.tolist() == [6, 0, 1, 8]


def test_climbs_end_when_their_work_is_done(monkeypatch) -> None:
    monkeypatch.setattr(blocks, "INTEGER_LIMIT", 0)
    monkeypatch.setattr(blocks, "CORNER_LIMIT", 0)
    monkeypatch.setattr(blocks, "LINEAR_LIMIT", 0)
    width = np.full(4, WIDTH)
    assert spread(SQUARE, width).is_wide_over_reals(width).all()
    monkeypatch.setattr(climbs, "_WORK", 0)
    assert not spread(SQUARE, width).is_wide_over_reals(width).any()
