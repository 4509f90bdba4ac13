"""Cell-key perturbation: unbiased, the same for the same records, never 1 or 2; additivity is lost."""

import numpy as np
import pytest

from clerestory.errors import InputError
from clerestory.records.protection.methods.cell_key import CellKeys, drawn_keys
from clerestory.records.protection.methods.parameters import KEYS, made, read
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.progress import Silent
from tests.tables import cube, flat


def shares(parameters, row: int) -> dict[int, float]:
    width = np.diff(parameters.end[row], prepend=0.0)
    return {int(step): float(w) for step, w in zip(parameters.change[row], width, strict=True) if w > 1e-9}


@pytest.mark.parametrize("count", range(1, 8))
def test_a_made_table_has_no_bias_and_the_variance_asked_for(count: int) -> None:
    found = shares(made(5, 3.0, 2), count)
    assert sum(found.values()) == pytest.approx(1)
    assert sum(step * share for step, share in found.items()) == pytest.approx(0, abs=1e-6)
    assert sum(step**2 * share for step, share in found.items()) == pytest.approx(3, abs=1e-5)


def test_one_and_two_never_appear_and_nobody_stays_nobody() -> None:
    table = made(5, 3.0, 2)
    keys = np.random.default_rng(1).integers(0, KEYS, 20_000)
    shown = np.concatenate([count + table.changes(np.full(keys.size, count), keys) for count in range(1, 9)])
    assert not np.isin(shown, (1, 2)).any()
    assert (shown >= 0).all()
    assert not table.changes(np.zeros(100, np.int64), keys[:100]).any()


def test_every_shown_number_says_no_more_than_its_bounds() -> None:
    table = made(5, 3.0, 2)
    keys = np.random.default_rng(2).integers(0, KEYS, 5_000)
    for count in (0, 1, 4, 9, 300):
        shown = count + table.changes(np.full(keys.size, count), keys)
        low, high = table.bounds(shown)
        assert (low <= count).all()
        assert (count <= high).all()
        assert (high - low >= 5).all(), "whatever is shown, six counts might have become it"


def test_the_same_records_are_changed_alike_in_every_table() -> None:
    draw = np.random.default_rng(3)
    leaves, keys = draw.integers(0, 30, (4, 5)), draw.integers(0, KEYS, (4, 5))
    table = made(5, 3.0, 2)
    rows, columns = flat(*"abcd"), flat(*"efghi")
    whole = CellKeys(table, keys).apply(cube(leaves, rows, columns), Silent()).counts
    part = CellKeys(table, keys.sum(axis=1) % KEYS).apply(cube(leaves.sum(axis=1), rows), Silent()).counts
    assert (whole[:, 0] == part).all()


def test_parts_do_not_sum_to_totals_and_the_table_says_so() -> None:
    leaves = np.random.default_rng(4).integers(5, 30, (6, 6))
    keys = drawn_keys(leaves, KEYS, 1)
    found = CellKeys(made(5, 3.0, 2), keys).apply(cube(leaves, flat(*"abcdef"), flat(*"ghijkl")), Silent())
    assert (with_totals(found.counts[1:, 1:], found.hierarchies) != found.counts).any()
    assert not found.additive
    assert "do not sum" in found.statement


def test_a_table_in_the_form_of_the_abs_is_read(tmp_path) -> None:
    file = tmp_path / "abs.csv"
    file.write_text("i,v,p\n0,0,1\n1,-1,0.5\n1,1,0.5\n2,-1,0.25\n2,0,0.5\n2,1,0.25\n")
    table = read(file)
    assert shares(table, 1) == {-1: 0.5, 1: 0.5}
    assert shares(table, 2) == {-1: 0.25, 0: 0.5, 1: 0.25}
    assert table.row_of(np.array([2, 3, 900])).tolist() == [2, 2, 2], "larger counts take the last row"


def test_a_table_in_the_form_of_the_ons_is_read(tmp_path) -> None:
    file = tmp_path / "ons.csv"
    lines = [f"{count},{key},{1 if key < 64 else 0}" for count in range(1, 4) for key in range(256)]
    file.write_text("pcv,ckey,pvalue\n" + "\n".join(lines))
    table = read(file)
    assert table.changes(np.array([1, 1, 3]), np.array([0, 64, 63])).tolist() == [1, 0, 1]
    assert table.keys == 256
    assert table.row_of(np.array([3, 4, 5, 6, 7])).tolist() == [3, 1, 2, 3, 1], (
        "larger counts take rows in turn"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i,p\n1,1\n", "the header is neither"),
        ("i,v,p\n0,0,1\n1,-1,0.5\n", "do not sum to 1"),
        ("i,v,p\n0,0,1\n2,0,1\n", "without a gap"),
        ("i,v,p\n0,0,1\n1,-2,1\n", "would become negative"),
        ("i,v,p\n0,1,1\n", "zeros stay"),
        ("i,v,p\n0,0,one\n", "abs.csv:2: not three numbers"),
        ("i,v,p\nnan,0,1\n", "abs.csv:2: not three numbers"),
        ("pcv,ckey,pvalue\n1,inf,0\n", "abs.csv:2: not three numbers"),
        ("pcv,ckey,pvalue\n1,0,0\n", "lacks some of the keys"),
        ("pcv,ckey,pvalue\n0,0,0\n", "pcv starts at 1"),
        ("i,v,p\n", "has no rows"),
        ("", "the header is neither"),
    ],
)
def test_a_parameter_table_that_cannot_be_used_is_a_sentence(tmp_path, text: str, said: str) -> None:
    file = tmp_path / "abs.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=said):
        read(file)


@pytest.mark.parametrize(("largest", "variance", "never"), [(0, 3, 0), (5, 0, 2), (2, 3, 2), (3, 40.0, 2)])
def test_a_table_that_cannot_be_made_is_a_sentence(largest: int, variance: float, never: int) -> None:
    with pytest.raises(InputError, match="cell keys"):
        made(largest, variance, never)
