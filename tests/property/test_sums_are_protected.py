"""Whatever is summed: the intruder, public or alone in a cell, is left what the rule owes, or there is no table.

The intruder is written anew: two linear programs over inner cells for every unsafe cell, and again
for everybody who knows some cells alone.
"""

import numpy as np
import pyarrow as pa
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from clerestory.errors import Refused
from clerestory.records.protection.magnitudes import Asked, protect_magnitudes, tabulate_magnitudes
from clerestory.records.protection.magnitudes.protect import owed_levels
from clerestory.records.protection.rules.contributors import Contributors
from clerestory.records.protection.rules.p_percent import PPercent
from clerestory.vocabulary.hierarchy import Hierarchy

AREAS = Hierarchy({"north": "Total", "n1": "north", "n2": "north", "south": "Total"})
ROW = st.tuples(
    st.sampled_from(["n1", "n2", "south"]), st.sampled_from("abc"), st.integers(1, 400), st.integers(0, 12)
)


@given(rows=st.lists(ROW, min_size=8, max_size=40), p=st.sampled_from([5, 20]), few=st.sampled_from([1, 3]))
def test_nobody_tells_an_unsafe_sum_more_closely_than_the_rule_allows(rows, p: int, few: int) -> None:
    names = ("area", "branch", "value", "firm")
    table = pa.table({name: [str(row[at]) for row in rows] for at, name in enumerate(names)})
    sums = tabulate_magnitudes(
        table,
        ("area", "branch"),
        {"area": AREAS, "branch": Hierarchy.flat(tuple("abc"))},
        Asked("value", holding="firm"),
        2,
        "t",
    )
    rules = [PPercent(p), Contributors(few)]
    try:
        protected, _ = protect_magnitudes(sums, rules)
    except Refused:
        assume(False)
    owed = owed_levels(sums.contributions, rules)
    total, seen = sums.contributions.total, protected.units.ravel()
    assert (seen[owed > 0] == -1).all()
    assert (seen[seen >= 0] == total[seen >= 0]).all()
    member = _membership(protected.units.shape)
    for cell in np.flatnonzero(owed):
        knowers = {-1, *sums.sole[seen == -1].tolist()} - {int(sums.sole[cell])} | {-1}
        for knower in knowers:
            told = (seen >= 0) | ((sums.sole == knower) & (knower >= 0))
            low, high = _interval(member, told, total, int(cell))
            assert high >= total[cell] + owed[cell] - 1e-4
            assert low <= max(0, total[cell] - owed[cell]) + 1e-4


def _membership(shape: tuple[int, int]) -> np.ndarray:
    """For every cell the inner cells that it sums over: areas Total, north, n1, n2, south."""
    rows = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    columns = np.vstack([np.ones(shape[1] - 1), np.eye(shape[1] - 1)])
    return np.kron(rows, columns)


def _interval(member: np.ndarray, told: np.ndarray, total: np.ndarray, cell: int) -> tuple[float, float]:
    ends = []
    for sign in (1, -1):
        answer = linprog(sign * member[cell], A_eq=member[told], b_eq=total[told], bounds=(0, None))
        ends.append(np.inf if answer.status == 3 else sign * answer.fun)
    return -np.inf if ends[0] == np.inf else ends[0], ends[1]
