"""Arithmetic modulo a prime and the elimination over it, beside whole numbers and fractions of any size."""

from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import sparse

from clerestory.proof.attack.combination import combinations
from clerestory.proof.attack.elimination import determined, eliminate
from clerestory.proof.attack.modular import PRIME, fold, fraction, inverse, minus, times

residues = st.one_of(st.integers(0, PRIME - 1), st.integers(0, 40), st.integers(PRIME - 40, PRIME - 1))
matrices = st.integers(2, 6).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from((-1, 0, 0, 1)), min_size=columns, max_size=columns), min_size=1, max_size=6
    )
)


@given(residues, residues)
@example(PRIME - 1, PRIME - 1)
@example(2**32 - 1, 2**60)
def test_products_and_differences_are_those_of_whole_numbers(a: int, b: int) -> None:
    one, other = np.uint64(a), np.uint64(b)
    assert int(times(one, other)) == a * b % PRIME
    assert int(minus(one, other)) == (a - b) % PRIME
    assert int(fold(np.uint64(a + b))) == (a + b) % PRIME


@given(residues.filter(bool))
def test_a_number_times_its_inverse_is_one(a: int) -> None:
    assert int(inverse(np.uint64(a))) * a % PRIME == 1


@given(st.fractions(min_value=-1_000, max_value=1_000, max_denominator=10**6))
@example(Fraction(2**20 + 1))
@example(Fraction(-(2**20), 3))
def test_a_fraction_is_read_back_from_its_residue(number: Fraction) -> None:
    residue = number.numerator * pow(number.denominator, -1, PRIME) % PRIME
    assert fraction(residue) == number


@given(matrices)
@example([[1, 1, 0], [0, 1, 1], [1, 0, 1]])  # every two of three: each is half of what they come to
@example([[1, 1, 0, 0], [0, 0, 1, 1]])
def test_determined_is_what_no_vector_of_the_kernel_moves(rows: list[list[int]]) -> None:
    matrix = np.array(rows)
    rank = np.linalg.matrix_rank(matrix)
    alone = np.eye(matrix.shape[1])
    fixed = [np.linalg.matrix_rank(np.vstack((matrix, unit))) == rank for unit in alone]
    assert determined(sparse.csr_array(matrix)).tolist() == fixed


@given(matrices)
@example([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
def test_a_combination_of_equations_leaves_one_unknown_alone(rows: list[list[int]]) -> None:
    matrix = np.array(rows)
    system = sparse.csr_array(matrix)
    fixed = np.flatnonzero(determined(system))
    found = dict(combinations(system, eliminate(system), fixed))
    assert sorted(found) == fixed.tolist()
    for column, weights in found.items():
        left = sum(
            (weight * matrix[row].astype(object) for row, weight in weights.items()), 0 * alone(column, rows)
        )
        assert (left == alone(column, rows)).all()


def alone(column: int, rows: list[list[int]]) -> np.ndarray:
    return np.array([int(at == column) for at in range(len(rows[0]))], dtype=object)
