"""Counting, beside a slow recount that looks at one record after another."""

import shutil
import tempfile
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.project.read import read
from clerestory.records import cubes, vault
from clerestory.records.cubes.passes import passes
from clerestory.vocabulary.hierarchy import TOTAL
from clerestory.vocabulary.progress import Silent
from tests.fixtures import tiny

CARD = st.builds(
    lambda name, town, year, gender, lapsed: (
        name, "1970-05-17", town, tiny.TOWNS[town], year, gender, lapsed,
    ),
    name=st.sampled_from(tiny.NAMES),
    town=st.sampled_from(sorted(tiny.TOWNS)),
    year=st.sampled_from([2023, 2024, 2025]),
    gender=st.sampled_from("FMX"),
    lapsed=st.booleans(),
)  # fmt: skip
COLUMNS = ("last_name", "birth_date", "town", "district", "year", "gender", "lapsed")


@settings(max_examples=max(10, settings.default.max_examples // 4))  # each makes a vault on the disk
@given(st.lists(CARD, min_size=1, max_size=60))
def test_counts_agree_with_a_recount_one_record_after_another(cards) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        project = read(tiny.make(folder, cards=cards, loans=[("C-1", 2024, "novel")]))
        with vault.open(project) as opened:
            counted = cubes.count(opened, project, "cards", Silent())
    finally:
        shutil.rmtree(folder)
    for cube in counted:
        assert cube.leaves.tolist() == recount(cube, cards)


def recount(cube, cards) -> list:
    codes = [hierarchy.leaves for hierarchy in cube.hierarchies]
    counts = np.zeros([len(one) for one in codes], dtype=int)
    for place in product(*(range(len(one)) for one in codes)):
        wanted = {name: codes[axis][place[axis]] for axis, name in enumerate(cube.variables)}
        counts[place] = sum(matches(dict(zip(COLUMNS, card, strict=True)), wanted) for card in cards)
    return counts.tolist()


def matches(card, wanted) -> bool:
    return all(str(card[name]).lower() == code.lower() for name, code in wanted.items())


NAMES = st.sampled_from("abcdef")
TABLES = st.lists(st.lists(NAMES, min_size=1, max_size=4, unique=True), min_size=1, max_size=6)


@given(TABLES, st.fixed_dictionaries({name: st.integers(1, 60) for name in "abcdef"}))
def test_every_table_is_held_by_a_pass_and_no_pass_is_larger_than_it_must_be(tables, sizes) -> None:
    found = passes(tables, sizes, most_cells=1000)
    assert all(any(set(table) <= set(names) for names in found) for table in tables)
    for names in found:
        small = int(np.prod([sizes[name] for name in names])) <= 1000
        assert small or set(names) in [set(table) for table in tables]


def test_a_table_over_part_of_the_records_shows_that_part_alone(tmp_path: Path) -> None:
    project = read(tiny.make(tmp_path / "D"))
    with vault.open(project) as opened:
        cube = cubes.count(opened, project, "cards", Silent())[2]
    assert cube.hierarchies[1].codes == (TOTAL, "false")
    assert cube.leaves.sum() == sum(not card[-1] for card in tiny.made_up_cards())
