"""Rows of totals among the records are refused: they would be counted twice, and have no place in a tree."""

import pyarrow as pa
import pytest

from clerestory.errors import InputError
from clerestory.records.protection.tabulation import tabulate
from clerestory.vocabulary.hierarchy import Hierarchy


def test_a_row_of_totals_is_refused_with_what_to_do() -> None:
    records = pa.table({"county": ["North", "Total"], "count": [12, 12]})
    with pytest.raises(InputError, match=r"column county: Total is the name of totals.*leave out the rows"):
        tabulate(records, ["county"], {}, 11, "count", "t")


def test_no_hierarchy_has_a_category_named_like_its_root() -> None:
    with pytest.raises(ValueError, match="Total is the root"):
        Hierarchy.flat(("Total", "a"))
