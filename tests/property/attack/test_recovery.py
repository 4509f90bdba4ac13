"""What the attack claims, and what it misses, beside the enumeration of every possible table."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clerestory.proof.attack.linked import link
from clerestory.proof.attack.recovery import By, recover
from tests.property.attack.enumeration import (
    FLAT2,
    FLAT3,
    NESTED,
    Drawn,
    every_table,
    fixed_by_equations,
    intervals,
    tables,
)

WIDTH = 3


def recovered(*shown):
    linked = link(shown)
    found = recover(linked, WIDTH)
    assert found.undecided == found.wide_over_reals == 0
    by_unknown = {finding.unknown: finding for finding in found.findings}
    assert len(by_unknown) == len(found.findings)
    return linked, [by_unknown.get(unknown) for unknown in linked.unknown_of]


@given(tables())
def test_exactly_the_narrow_cells_are_found_each_with_its_exact_interval(drawn: Drawn):
    linked, findings = recovered(drawn.table)
    low, high = intervals(drawn)
    for cell in np.flatnonzero(~linked.known[linked.unknown_of]):
        expected = (low[cell], high[cell]) if high[cell] - low[cell] < WIDTH else None
        found = findings[cell]
        assert (None if found is None else (found.low, found.high)) == expected


@given(tables())
def test_equations_are_named_exactly_where_they_suffice(drawn: Drawn):
    linked, findings = recovered(drawn.table)
    fixed = fixed_by_equations(drawn)
    for cell in np.flatnonzero(~linked.known[linked.unknown_of]):
        assert (findings[cell] is not None and findings[cell].by is By.EQUATIONS) == fixed[cell]


@given(tables())
def test_formulas_are_over_published_cells_and_come_to_what_they_claim(drawn: Drawn):
    linked = link([drawn.table])
    found = recover(linked, WIDTH)

    def value(formula):
        assert all(linked.known[unknown] for unknown in formula.terms)
        return formula.constant + sum(w * int(linked.value[u]) for u, w in formula.terms.items())

    for finding in found.findings:
        lower, upper = map(value, found.formula_of(finding))
        if finding.by is By.WHOLE_NUMBERS:
            assert lower <= finding.low <= finding.high <= upper
        else:
            assert (lower, upper) == (finding.low, finding.high)


def linked_pairs(shared=NESTED):
    return st.tuples(
        tables(shapes=((shared, FLAT2),), names="uv", name="one"),
        tables(shapes=((shared, FLAT3),), names="uw", name="two"),
    )


@given(linked_pairs(), st.data())
def test_linked_tables_are_attacked_jointly(pair: tuple[Drawn, Drawn], data):
    one, two = pair
    two = with_margin_of(one, two)
    if two is None:
        return
    first, second = every_table(one), every_table(two)
    common = {margin(one, leaf) for leaf in first} & {margin(two, leaf) for leaf in second}
    kept = [
        np.array([leaf for leaf in every if margin(d, leaf) in common])
        for d, every in ((one, first), (two, second))
    ]
    low, high = (
        np.concatenate(side)
        for side in zip(*(intervals(d, k) for d, k in zip((one, two), kept, strict=True)), strict=True)
    )
    linked, findings = recovered(one.table, two.table)
    for cell in np.flatnonzero(~linked.known[linked.unknown_of]):
        expected = (low[cell], high[cell]) if high[cell] - low[cell] < WIDTH else None
        found = findings[cell]
        assert (None if found is None else (found.low, found.high)) == expected


def margin(drawn, leaf):
    """The counts by u: its finest categories come in the same order in both tables."""
    by_u = [cell for cell in range(len(drawn.true)) if cell % drawn.table.shape[1] == 0]
    return tuple((drawn.parts[by_u] @ leaf).tolist())


def with_margin_of(one, two):
    """Table two over the records of one: the counts of its first category of w follow; None if they cannot."""
    wanted = one.true.reshape(one.table.shape)[:, 0]
    leaves = two.parts.shape[1]
    here = two.parts[[cell for cell in range(len(two.true)) if cell % two.table.shape[1] == 0]]
    rng = np.random.default_rng(int(wanted.sum()) + leaves)
    counts = np.zeros(leaves, dtype=np.int64)
    for row, total in zip(here, wanted, strict=True):
        own = np.flatnonzero(row)
        if len(own) == 3:  # one finest category of u, spread over three of w
            counts[own] = rng.multinomial(total, (0.5, 0.3, 0.2))
    true = two.parts @ counts
    known = two.table.known
    fresh = type(two.table)(
        "two",
        two.table.axes,
        np.where(known, true, 0),
        known,
        np.where(known, true, 0),
        np.where(known, true, 2**62),
    )
    return Drawn(fresh, true, two.parts)
