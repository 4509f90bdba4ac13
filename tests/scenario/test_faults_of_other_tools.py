"""Linked tables that other tools protect one after another, and that give each other away.

Each pair is protected as one system here and then attacked jointly: nothing can be recovered.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clerestory.project.model import Policy
from clerestory.proof.attack.shown import UNBOUNDED, Axis, ShownTable
from clerestory.proof.attack.telling import Telling
from clerestory.proof.attack.trial import attack
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection import ProtectedCube, RecodingNeeded, protect
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy
from tests.tables import cube, flat

MINIMUM, WIDTH = 5, 3
SEX = flat("f", "m")
COUNTIES = ("a", "b", "c", "d")
REGION = Hierarchy({"N": TOTAL, "S": TOTAL, "a": "N", "b": "N", "c": "S", "d": "S"})
DISTRICT = Hierarchy({"E": TOTAL, "W": TOTAL, "a": "E", "c": "E", "b": "W", "d": "W"})


# of men in d nobody came late: as much as two, for all that was published otherwise
ALL_FEW = np.array([[[0, 0], [0, 0], [0, 2], [2, 1]], [[0, 0], [0, 0], [1, 2], [2, 0]]])


def counts(*shape: int, most: int = 12) -> st.SearchStrategy[np.ndarray]:
    size = int(np.prod(shape))
    skewed = st.one_of(st.integers(0, 4), st.integers(0, most))
    return st.lists(skewed, min_size=size, max_size=size).map(lambda cells: np.array(cells).reshape(shape))


def recovered(cubes: Sequence[UnprotectedCube], within: Mapping[str, str] | None = None) -> list[object]:
    """What a stranger recovers from the cubes, protected as one system."""
    try:
        protection = protect(cubes, Policy(minimum=MINIMUM, width=WIDTH))
    except RecodingNeeded:
        assume(False)
        raise
    found = attack([published(each) for each in protection.cubes], WIDTH, MINIMUM, within)
    assert found.found.undecided == found.found.wide_over_reals == 0
    return [(found.linked.place(told.cell)[1], told.finding) for told in Telling(found).told()]


def published(shown: ProtectedCube) -> ShownTable:
    """A table as strangers see it; without the variable that restricts it."""
    kept = [axis for axis, variable in enumerate(shown.variables) if variable not in shown.where]
    counts_ = np.moveaxis(shown.counts, kept, range(len(kept))).ravel()
    known = counts_ >= 0
    value = np.where(known, counts_, 0).astype(np.int64)
    axes = tuple(
        Axis(shown.variables[k], hierarchy.codes, tuple(hierarchy.children.items()), hierarchy.children)
        for k in kept
        for hierarchy in [shown.hierarchies[k]]
    )
    return ShownTable(shown.table, axes, value, known, value, np.where(known, value, UNBOUNDED))


def of_counties(leaves: np.ndarray, table: str, hierarchy: Hierarchy = REGION, **more) -> UnprotectedCube:
    at = [COUNTIES.index(code) for code in hierarchy.leaves]
    return cube(leaves[at], hierarchy, SEX, variables=("county", "sex"), table=table, minimum=MINIMUM, **more)


def part(leaves: np.ndarray, table: str, scope: str) -> UnprotectedCube:
    """The same counts of part of the records only."""
    return cube(
        leaves[..., None],
        REGION,
        SEX,
        flat(scope),
        variables=("county", "sex", "part"),
        table=table,
        minimum=MINIMUM,
        where=("part",),
    )


@given(counts(4, 2))
@example(np.array([[9, 3], [8, 7], [6, 12], [10, 11]]))
def test_two_tables_that_differ_by_two_cells(leaves: np.ndarray) -> None:
    """By region and by district: b and c change places, and with them the sums that tell them apart."""
    tables = [of_counties(leaves, "regions"), of_counties(leaves, "districts", DISTRICT)]
    assert recovered(tables) == []


@given(counts(4, 2), counts(4, 2, most=6))
@example(np.full((4, 2), 20), np.array([[1, 0], [0, 2], [3, 4], [0, 9]]))
def test_a_table_and_the_same_without_an_agency(others: np.ndarray, agency: np.ndarray) -> None:
    tables = [of_counties(others + agency, "all"), part(others, "without", "others")]
    assert recovered(tables, {"without": "all"}) == []


@given(counts(4, 2), counts(4, 2, most=2))
@example(np.full((4, 2), 20), np.array([[1, 0], [0, 0], [0, 1], [0, 0]]))
@example(ALL_FEW[0], ALL_FEW[1])
def test_a_table_and_its_revision_a_month_later(january: np.ndarray, late: np.ndarray) -> None:
    """Late records are a table of very small counts, never published and yet there to subtract."""
    tables = [of_counties(january + late, "february"), part(january, "january", "in_time")]
    assert recovered(tables, {"january": "february"}) == []


def test_protected_one_after_another_they_are_broken() -> None:
    """The control: each table safe by itself, the pair not."""
    leaves, agency = np.full((4, 2), 20), np.array([[1, 0], [0, 2], [3, 4], [0, 9]])
    shown = []
    for made in (of_counties(leaves + agency, "all"), of_counties(leaves, "without")):
        shown.append(published(protect([made], Policy(minimum=MINIMUM, width=WIDTH)).cubes[0]))
    assert len(Telling(attack(shown, WIDTH, MINIMUM, {"without": "all"}))) > 0
