"""``cs.protect`` in a notebook: any frame in, the same kind of frame out, and a report that tells no count."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import clerestory as cs
from clerestory.errors import ClerestoryError, InputError
from tests.scenario.linked.conftest import COURTS, REGIONS, made_up

COLUMNS = ("county", "year", "sex", "agency")
TREE = {**dict.fromkeys(REGIONS.values(), "Total"), **REGIONS}
OTHER = {**dict.fromkeys(COURTS.values(), "Total"), **COURTS}


def columns() -> dict[str, list[str]]:
    return dict(zip(COLUMNS, map(list, zip(*made_up(900), strict=True)), strict=True))


KINDS = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_of_frame_comes_back_with_every_cell(kind: str) -> None:
    given = KINDS[kind](columns())
    made = cs.protect(given, by=["county", "sex"], hierarchy={"county": TREE}, minimum=20)
    assert type(made) is type(given)
    as_rows = pa.table(
        made if kind == "pyarrow" else pa.Table.from_pandas(made) if kind == "pandas" else made.to_arrow()
    )
    rows = as_rows.to_pylist()
    assert list(rows[0]) == ["county", "sex", "count", "status"]
    assert len(rows) == (1 + 2 + 8) * 3
    assert {row["status"] for row in rows if row["count"] is None} == {"suppressed"}
    assert not [row for row in rows if row["count"] is not None and 0 < row["count"] < 20]
    assert cs.attack(made, by=["county", "sex"], hierarchy={"county": TREE}, minimum=20).recoverable == []


def test_the_report_tells_no_count_of_records_and_its_repr_the_shape_alone() -> None:
    made = cs.protect(pl.DataFrame(columns()), by=["county", "sex"], minimum=20)
    told = cs.report(made)
    withheld = made["status"].to_list().count("suppressed")
    assert repr(told) == f"Report({len(made)} cells, {withheld} withheld)"
    page = told._repr_html_()
    assert page.startswith("<style>")
    assert "Nothing that is withheld can be worked out." in page
    assert "900" not in page


def test_a_report_belongs_to_the_frame_that_was_returned() -> None:
    made = cs.protect(pd.DataFrame(columns()), by=["sex"])
    assert cs.report(made).account["patterns"]["cells"] == 3
    with pytest.raises(InputError, match="not a copy"):
        cs.report(made.copy())


def test_evidence_is_written_from_the_report(tmp_path) -> None:
    made = cs.protect(pd.DataFrame(columns()), by=["county", "sex"], minimum=20)
    written = cs.report(made).write(tmp_path / "evidence.json")
    assert [file.name for file in written] == ["evidence.json", "evidence.html", "evidence.confidential.npz"]
    assert written[2].stat().st_mode & 0o777 == 0o600


def test_hierarchies_may_overlap() -> None:
    made = cs.protect(pd.DataFrame(columns()), by=["county"], hierarchy={"county": [TREE, OTHER]})
    assert set(made["county"]) == {"Total", *TREE, *OTHER}


def test_what_an_intruder_works_out_is_told_of_any_frame() -> None:
    frame = pd.DataFrame({"sex": ["Total", "F", "M"], "count": [30, None, 26]}).astype({"count": "Int64"})
    found = cs.attack(frame, by=["sex"])
    assert found
    assert found.recoverable[0]["cell"] == {"sex": "F"}
    assert found.recoverable[0]["value"] == 4
    assert "F" in found._repr_html_()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": ["height"]}, "has no column height"),
        ({"by": []}, "name the variables"),
        ({"by": ["sex"], "minimum": 0}, "give 1 or more"),
        ({"by": ["sex"], "width": 0}, "give 1 or more"),
        ({"by": ["sex"], "hierarchy": {"county": TREE}}, "is not one of by"),
        ({"by": ["sex"], "hierarchy": {"sex": {"F": "G", "G": "F"}}}, "run in a circle"),
        ({"by": ["sex"], "hierarchy": {"sex": {"F": "Total"}}}, "no leaves of its hierarchy"),
        ({"by": ["sex"], "count": "agency"}, "no whole number"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(more: dict, said: str) -> None:
    with pytest.raises(ClerestoryError, match=said):
        cs.protect(pd.DataFrame(columns()), **more)


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(InputError, match="not a frame"):
        cs.protect([("F",)], by=["sex"])
