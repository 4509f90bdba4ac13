"""Tables of sums: what is withheld, and that an intruder is left what the rule owes.

The intruder here is written anew, as two linear programs a cell over the published sums.
"""

import csv
import io

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import linprog

from clerestory.errors import InputError, Refused
from clerestory.records.protection.magnitudes import (
    Asked,
    ProtectedMagnitudes,
    protect_magnitudes,
    tabulate_magnitudes,
)
from clerestory.records.protection.magnitudes.protected import csv_bytes
from clerestory.records.protection.rules.contributors import Contributors
from clerestory.records.protection.rules.forced import ForcedCell
from clerestory.records.protection.rules.p_percent import PPercent
from clerestory.vocabulary.hierarchy import Hierarchy

SHOPS = """
    region  branch  firm  turnover
    north   food    f1    100
    north   food    f2    90
    north   food    f3    80
    north   food    f4    85
    north   books   f5    400
    north   books   f6    20
    north   books   f7    10
    north   toys    f1    70
    north   toys    f8    75
    north   toys    f9    60
    south   food    f10   120
    south   food    f11   110
    south   food    f12   130
    south   books   f13   90
    south   books   f14   80
    south   books   f15   100
    south   books   f16   95
    south   toys    f17   55
    south   toys    f18   65
    south   toys    f19   60
"""


def records(text: str) -> pa.Table:
    header, *rows = [line.split() for line in text.strip().splitlines()]
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(header)})


def summed(text: str, holding: str | None = "firm", **hierarchies: Hierarchy):
    asked = Asked("turnover", holding=holding)
    return tabulate_magnitudes(records(text), ("region", "branch"), hierarchies, asked, 3, "t")


def shown(protected) -> dict[tuple[str, str], str]:
    rows = csv.DictReader(io.StringIO(csv_bytes(protected).decode()))
    return {(row["region"], row["branch"]): row["value"] for row in rows}


def interval(protected, row: int, column: int, known: dict[tuple[int, int], int] | None = None):
    """What an intruder is left for a cell: inner cells are not negative, published ones are what they are."""
    units = protected.units
    inner = [(r, c) for r in range(1, units.shape[0]) for c in range(1, units.shape[1])]
    seen = {(r, c): int(units[r, c]) for r, c in np.ndindex(units.shape) if units[r, c] >= 0} | (known or {})

    def above(r: int, c: int) -> list[float]:
        return [float((r in (0, i)) and (c in (0, j))) for i, j in inner]

    rows, right = [above(*cell) for cell in seen], list(seen.values())
    ends = []
    for sign in (1, -1):
        answer = linprog(sign * np.array(above(row, column)), A_eq=rows, b_eq=right, bounds=(0, None))
        ends.append(np.inf if answer.status == 3 else sign * answer.fun)
    return ends


def test_the_cell_of_a_giant_is_withheld_and_three_more_with_it() -> None:
    protected, summary = protect_magnitudes(summed(SHOPS), [PPercent(10)])
    blank = [cell for cell, value in shown(protected).items() if not value]
    assert ("north", "books") in blank
    assert len(blank) == 4
    assert (summary.primary, summary.secondary) == (1, 3)
    assert shown(protected)["Total", "Total"] == "1895"


def test_the_second_largest_cannot_tell_the_giant_to_within_ten_per_cent() -> None:
    protected, _ = protect_magnitudes(summed(SHOPS), [PPercent(10)])
    row, column = _place(protected, "north", "books")
    low, high = interval(protected, row, column)
    assert high - 20 >= 1.10 * 400 - 1e-6, "subtracting its own 20"
    assert low <= 430 - (0.10 * 400 - 10) + 1e-6


def test_a_stricter_rule_owes_more() -> None:
    for p in (10, 20, 40):
        protected, _ = protect_magnitudes(summed(SHOPS), [PPercent(p)])
        _, high = interval(protected, *_place(protected, "north", "books"))
        assert high - 20 >= (1 + p / 100) * 400 - 1e-6


def test_several_records_of_one_holding_count_as_one_contributor() -> None:
    one = SHOPS.replace("f11", "f10").replace("f12", "f10")
    assert summed(one).contributions.number.max() == summed(SHOPS).contributions.number.max() - 2
    protected, summary = protect_magnitudes(summed(one), [PPercent(10)])
    assert not shown(protected)["south", "food"]
    assert summary.primary == 2
    alone, _ = protect_magnitudes(summed(one, holding=None), [PPercent(10)])
    assert shown(alone)["south", "food"] == "360", "as records they are three"


TWO_ALONE = """
    region  branch  firm  turnover
    north   food    f1    100
    north   books   f2    90
    north   toys    f3    80
    north   toys    f4    85
    north   toys    f5    95
    south   food    f6    120
    south   food    f7    110
    south   food    f8    130
    south   books   f9    90
    south   books   f10   80
    south   books   f11   100
    south   toys    f12   55
    south   toys    f13   65
    south   toys    f14   60
"""


def test_two_who_are_alone_in_their_cells_do_not_protect_each_other() -> None:
    protected, summary = protect_magnitudes(summed(TWO_ALONE), [PPercent(10)])
    food, books = _place(protected, "north", "food"), _place(protected, "north", "books")
    for target, own, amount in ((food, books, 90), (books, food, 100)):
        low, high = interval(protected, *target, known={own: amount})
        true = 190 - amount
        assert high >= 1.10 * true - 1e-6
        assert low <= 0.90 * true + 1e-6
    assert not shown(protected)["north", "toys"], "the two alone would add up to what is left of the total"
    assert summary.demands > 4


def test_a_cell_that_must_be_published_is_published() -> None:
    plain, _ = protect_magnitudes(summed(SHOPS), [PPercent(10)])
    hidden = next(cell for cell, value in shown(plain).items() if not value and cell != ("north", "books"))
    demanded = ForcedCell({"region": hidden[0], "branch": hidden[1]})
    protected, _ = protect_magnitudes(summed(SHOPS), [PPercent(10)], [demanded])
    assert shown(protected)[hidden]


def test_a_cell_that_is_unsafe_and_must_be_published_is_refused() -> None:
    demanded = ForcedCell({"region": "north", "branch": "books"})
    with pytest.raises(Refused, match="1 of the 1 cells that must be published are unsafe themselves"):
        protect_magnitudes(summed(SHOPS), [PPercent(10)], [demanded])


def test_where_everything_else_must_be_published_protection_is_refused() -> None:
    others = [
        ForcedCell({"region": region, "branch": branch})
        for region in ("north", "south", "Total")
        for branch in ("food", "books", "toys", "Total")
        if (region, branch) != ("north", "books")
    ]
    with pytest.raises(Refused, match="1 unsafe cells cannot be protected while 11 cells must be published"):
        protect_magnitudes(summed(SHOPS), [PPercent(10)], others)


def test_few_contributors_are_owed_a_fifth_of_the_cell() -> None:
    few = SHOPS.replace("f9    60", "f8    60")
    protected, _ = protect_magnitudes(summed(few), [Contributors(3)])
    low, high = interval(protected, *_place(protected, "north", "toys"))
    assert high >= 1.2 * 205 - 1e-6
    assert low <= 0.8 * 205 + 1e-6


def test_a_total_knows_the_contributors_of_its_parts_together() -> None:
    areas = Hierarchy({"all": "Total", "north": "all", "south": "all"})
    cells = summed(SHOPS, region=areas).contributions
    assert cells.total[0] == cells.largest[0, 0] * 0 + 1895
    assert cells.largest[0, :2].tolist() == [400, 100 + 70], "f1 has shops in two branches"


def test_cents_are_summed_exactly() -> None:
    text = "region branch firm turnover\n" + "\n".join(f"r{i % 2} b{i % 3} f{i} 0.10" for i in range(60))
    protected, _ = protect_magnitudes(summed(text), [PPercent(1)])
    assert shown(protected)["Total", "Total"] == "6.0"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("-5", "a number is negative or too large"),
        ("many", "no number with at most 6 decimals"),
        ("0.1234567", "no number with at most 6 decimals"),
        ("9" * 16, "too large"),
    ],
)
def test_what_is_no_contribution_is_refused_without_quoting_it(value: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        summed(SHOPS.replace("  400", f"  {value}"))
    assert value not in str(refused.value)


def test_sums_are_made_by_protection_alone() -> None:
    with pytest.raises(TypeError, match="only protect_magnitudes"):
        ProtectedMagnitudes("t", (), (), np.zeros(1, np.int64), 0)
    assert "400" not in repr(summed(SHOPS))


def _place(protected, *cell: str) -> tuple[int, int]:
    row, column = (h.codes.index(code) for h, code in zip(protected.hierarchies, cell, strict=True))
    return row, column
