"""The judge's verdict beside the enumeration of every table that agrees with what is published."""

import numpy as np
from hypothesis import assume, given

from clerestory.proof.attack import Fault, judge
from clerestory.release.evidence import Evidence
from clerestory.release.jsonstat import Dimension, PublishedCube
from tests.property.attack.enumeration import FLAT2, FLAT3, NESTED, Drawn, every_table, intervals, tables

WIDTH, MINIMUM = 3, 3
SHAPES = ((FLAT2, FLAT3), (NESTED, FLAT2), (NESTED, FLAT3))


def published(drawn):
    """The drawn table without its marks, its small counts withheld."""
    table = drawn.table
    values = tuple(
        int(count) if known and not 0 < count < MINIMUM else None
        for count, known in zip(drawn.true, table.known, strict=True)
    )
    axes = [Dimension(a.id, a.id, a.codes, {}, dict(a.sums)) for a in table.axes]
    measure = Dimension("measure", "measure", ("records",), {}, {})
    return PublishedCube("t", "c", "t", "s", "2026-01-01", (*axes, measure), values)


def as_published(drawn, cube):
    known = np.array([value is not None for value in cube.values])
    bounds = (np.where(known, drawn.true, 0), np.where(known, drawn.true, 2**62))
    shown = type(drawn.table)("t", drawn.table.axes, np.where(known, drawn.true, 0), known, *bounds)
    return Drawn(shown, drawn.true, drawn.parts)


def evidence(drawn, cube, tables_):
    """Some of the alternative tables, as certificates."""
    moves = tables_ @ drawn.parts.T - drawn.true
    which, cell = np.nonzero(moves)
    unsafe = (drawn.true >= 1) & (drawn.true < MINIMUM)
    withheld = np.array([value is None for value in cube.values])
    nothing = np.zeros(0, dtype=np.int64)
    return Evidence(
        count=drawn.true.astype(np.int64),
        status=np.where(unsafe, 1, np.where(withheld, 2, 0)).astype(np.int8),
        owed=np.where(unsafe, WIDTH, 0).astype(np.int32),
        start=np.searchsorted(which, np.arange(len(moves) + 1)).astype(np.int64),
        cell=cell.astype(np.int64),
        delta=moves[which, cell].astype(np.int64),
        lp_cell=nothing,
        lp_low=nothing.astype(float),
        lp_high=nothing.astype(float),
    )


@given(tables(shapes=SHAPES))
def test_a_release_passes_exactly_if_every_unsafe_cell_has_its_width(drawn):
    cube = published(drawn)
    shown = as_published(drawn, cube)
    assume(shown.table.known[0])
    every = every_table(shown)
    low, high = intervals(shown, every)
    unsafe = (drawn.true >= 1) & (drawn.true < MINIMUM)
    wide = high - low >= WIDTH
    for certificates in (every[:0], every[:4], every):
        report = judge([cube], evidence(shown, cube, certificates), WIDTH, MINIMUM)
        assert report.faults == ()
        assert report.safe == bool(wide[unsafe].all())
        assert len(report.open_cells) == int((unsafe & ~wide).sum())
        assert report.tiers["integer"] == int((unsafe & wide).sum())
    assert report.by_certificate == int((unsafe & wide).sum())


@given(tables(shapes=SHAPES))
def test_without_evidence_a_cell_is_open_if_what_is_told_of_it_may_be_small(drawn):
    cube = published(drawn)
    shown = as_published(drawn, cube)
    assume(shown.table.known[0])
    low, high = intervals(shown)
    told = ~shown.table.known & (high - low < WIDTH) & (high >= 1) & (low < MINIMUM)
    report = judge([cube], None, WIDTH, MINIMUM)
    shown_elsewhere = [cell for cell in report.open_cells if cell.fault is Fault.SHOWN_ELSEWHERE]
    assert len(report.open_cells) == int(told.sum())
    assert not shown_elsewhere


@given(tables(shapes=SHAPES))
def test_no_certificate_that_is_not_a_table_is_ever_believed(drawn):
    cube = published(drawn)
    shown = as_published(drawn, cube)
    assume(shown.table.known[0])
    every = every_table(shown)
    proof = evidence(shown, cube, every)
    assume(proof.delta.size)
    delta = proof.delta.copy()
    delta[0] += 1
    report = judge([cube], Evidence(**{**vars(proof), "delta": delta}), WIDTH, MINIMUM)
    assert any("certificates are no tables" in fault for fault in report.faults)
    assert not report.safe
