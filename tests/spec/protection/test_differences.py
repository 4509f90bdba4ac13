"""Differences of two tables that count nobody, and that the published numbers leave almost nothing."""

import numpy as np
import pytest

from clerestory.records.protection import differences
from clerestory.records.protection.certificate import Certificates, from_tables
from clerestory.records.protection.differences import open_differences
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.system import System, system_of
from tests.tables import cube, flat

WIDTH = 3
NONE = from_tables([])


def revised(before: list[object], after: list[object]) -> System:
    """A table, and the same a month later; the hidden third one are the late records."""
    early = np.array(before)
    codes, names = [flat("a", "b")] * early.ndim, ("v", "w")[: early.ndim]
    own = {"table": "january", "variables": (*names, "part"), "where": ("part",)}
    return system_of(
        [
            cube(early[..., None], *codes, flat("in time"), **own),
            cube(after, *codes, table="february", variables=names),
        ]
    )


FEBRUARY, JANUARY, LATE = range(3)


def cell(system: System, table: int, *place: int) -> int:
    return int(system.cells_of(table)[place])


def late(system: System, *place: int) -> int:
    """The cell of the late records of a category, or of one of each variable."""
    return cell(system, LATE, *place, -1)


def open_cells(system: System, certificates: Certificates = NONE, shown: tuple[int, ...] = ()) -> list[int]:
    """With totals shown, everything else withheld but what is ``shown`` besides."""
    withheld = np.zeros(system.count.size, np.bool_)
    inner = (slice(1, None),) * (len(system.shapes[FEBRUARY]))
    withheld[system.cells_of(FEBRUARY)[inner]] = withheld[system.cells_of(JANUARY)[inner]] = True
    withheld[system.hidden] = True
    withheld[list(shown)] = False
    unsafe = withheld & (system.count > 0) & (system.count < 11)
    pattern = Pattern(withheld, np.flatnonzero(unsafe), np.ones(unsafe.sum(), np.bool_), certificates)
    return open_differences(system, pattern, unsafe, WIDTH).tolist()


@pytest.fixture(params=[3_000, 0], ids=["whole numbers", "reals"])
def programs(request, monkeypatch) -> None:
    monkeypatch.setattr(differences, "MOST_CELLS", request.param)


@pytest.mark.usefixtures("programs")
def test_a_difference_of_nobody_that_two_might_be_in_is_open() -> None:
    """Two came late, both of category b: of a it is told that 0 to 2 came late."""
    system = revised([20, 28], [20, 30])
    assert open_cells(system) == [late(system, 1)]


@pytest.mark.usefixtures("programs")
def test_a_difference_that_three_might_be_in_is_not() -> None:
    assert open_cells(revised([20, 27], [20, 30])) == []


@pytest.mark.usefixtures("programs")
def test_a_difference_that_is_told_to_be_nought_is_not() -> None:
    system = revised([20, 28], [20, 30])
    assert open_cells(system, shown=(cell(system, FEBRUARY, 1), cell(system, JANUARY, 1, 0))) == []


def test_what_a_certificate_takes_far_enough_is_not_asked(monkeypatch) -> None:
    system = revised([20, 28], [20, 30])
    table = (np.array([late(system, 1)]), np.array([WIDTH]))
    monkeypatch.setattr(differences, "_blocks", None)
    assert open_cells(system, from_tables([table])) == []


def test_among_too_many_withheld_cells_nothing_is_asked(monkeypatch) -> None:
    monkeypatch.setattr(differences, "MOST_LINEAR", 1)
    assert open_cells(revised([20, 28], [20, 30])) == []


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(("many", "is_open"), [(11, True), (12, False)])
def test_a_difference_is_open_only_where_it_might_be_below_the_minimum(many: int, is_open: bool) -> None:
    """Of a,y and b,y two came late together: they leave one more or less to a,x, which counts ``many``."""
    system = revised([[30, 30], [30, 30]], [[30 + many, 31], [50, 31]])
    assert open_cells(system) == [late(system, 1, 1)] * is_open
