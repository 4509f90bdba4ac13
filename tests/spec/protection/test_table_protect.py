"""``clerestory table protect``: what it writes, and how it says no."""

import csv
import json
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clerestory.cli.main import main
from clerestory.errors import InputError
from clerestory.records.protection.record_files import read_records
from clerestory.records.protection.tabulation import tabulate

RECORDS = "v,w,n,t\na,x,12,z\na,y,3,z\nb,x,20,z\nb,y,14,z\n"


@pytest.fixture
def records(tmp_path):
    file = tmp_path / "records.csv"
    file.write_text(RECORDS)
    return file


def protect(records, *more: str) -> int:
    out = records.parent / "out.csv"
    return main(["table", "protect", str(records), "--by", "v,w", "--count", "n", "--out", str(out), *more])


def test_every_cell_is_written_with_its_totals_and_a_status(records) -> None:
    assert protect(records, "--evidence", str(records.parent / "evidence.npz")) == 0
    with (records.parent / "out.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 3 * 3
    assert rows[0] == {"v": "Total", "w": "Total", "count": "49", "status": "published"}
    assert {row["count"] for row in rows if row["status"] == "suppressed"} == {""}
    assert (records.parent / "evidence.npz").stat().st_mode & 0o777 == 0o600


def test_records_are_counted_where_no_count_is_given(tmp_path) -> None:
    file = tmp_path / "records.csv"
    file.write_text("v\n" + "a\n" * 12 + "b\n" * 15)
    assert main(["table", "protect", str(file), "--by", "v", "--out", str(tmp_path / "out.csv")]) == 0
    assert (tmp_path / "out.csv").read_text().splitlines()[1] == "Total,27,published"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--minimum", "0"), "--minimum must be 1 or more"),
        (("--width", "0"), "width is 0"),
        (("--hierarchy", "v"), "write VARIABLE=FILE"),
        (("--hierarchy", "z={here}/tree.csv"), "is not one of --by"),
        (("--hierarchy", "v={here}/circle.csv"), "run in a circle"),
        (("--hierarchy", "v={here}/orphan.csv"), "without a parent of its own"),
        (("--hierarchy", "v={here}/two.csv"), "has a parent already"),
        (("--count", "m"), "has no column m"),
        (("--count", "w"), "is one of --by"),
        (("--count", "t"), "no whole number"),
    ],
)
def test_a_bad_option_gets_a_sentence_and_exit_2(records, capsys, more: tuple[str, ...], said: str) -> None:
    here = records.parent
    (here / "tree.csv").write_text("code,parent\na,Total\nb,Total\n")
    (here / "circle.csv").write_text("code,parent\na,b\nb,a\n")
    (here / "orphan.csv").write_text("code,parent\na,North\nb,Total\n")
    (here / "two.csv").write_text("code,parent\na,Total\na,b\nb,Total\n")
    assert protect(records, *(word.format(here=here) for word in more)) == 2
    assert said in capsys.readouterr().err
    assert not (here / "out.csv").exists()


def test_a_negative_count_is_refused(records, capsys) -> None:
    records.write_text(RECORDS.replace("12", "-12"))
    assert protect(records) == 2
    assert "missing or negative" in capsys.readouterr().err


def test_the_evidence_holds_what_was_counted(records) -> None:
    file = records.parent / "evidence.npz"
    assert protect(records, "--evidence", str(file)) == 0
    with np.load(file) as parts:
        assert parts["count"].tolist() == [49, 32, 17, 15, 12, 3, 34, 20, 14]


def test_categories_are_read_as_a_file_encodes_them(tmp_path) -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 2, 0], pa.int8()), pa.array(["x", "of nobody", "w"]))
    table = pa.table({"v": ["b", "a", "b"], "year": [2015, 2014, 2014], "w": coded})
    pq.write_table(table, tmp_path / "records.parquet", row_group_size=1)
    by = ("v", "year", "w")
    cube = tabulate(read_records(tmp_path / "records.parquet", by, by), by, {}, 11, None, "t")
    assert [own.leaves for own in cube.hierarchies] == [("a", "b"), ("2014", "2015"), ("w", "x")]
    assert np.argwhere(cube.leaves).tolist() == [[0, 0, 0], [1, 0, 1], [1, 1, 1]]


def test_a_row_without_a_category_is_refused(tmp_path) -> None:
    pq.write_table(pa.table({"v": ["a", None, "a"]}), tmp_path / "records.parquet")
    with pytest.raises(InputError, match="column v: 1 rows have no value"):
        tabulate(read_records(tmp_path / "records.parquet", ["v"], ["v"]), ["v"], {}, 11, None, "t")


def test_the_time_it_took_is_told_apart_from_loading_the_program(records, capsys) -> None:
    assert protect(records, "--json") == 0
    seconds = json.loads(capsys.readouterr().out)["seconds"]
    assert seconds["compute"] == pytest.approx(seconds["read"] + seconds["protect"], abs=0.002)
    assert seconds["load"] > 0


@pytest.mark.parametrize("name", ["records.parquet", "records.csv"])
def test_it_loads_nothing_that_it_does_not_need(tmp_path, name) -> None:
    pq.write_table(pa.table({"v": ["a"] * 12 + ["b"] * 15}), tmp_path / "records.parquet")
    (tmp_path / "records.csv").write_text("v\n" + "a\n" * 12 + "b\n" * 15)
    words = ["table", "protect", str(tmp_path / name), "--by", "v", "--quick"]
    script = (
        "import sys; from clerestory.cli.main import main\n"
        f"code = main({[*words, '--out', str(tmp_path / 'out.csv')]!r})\n"
        "print(code, sorted({'pandas', 'ibis', 'openpyxl', 'scipy.optimize', 'pyarrow.compute'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_long_csv_is_read_as_codes_and_a_category_may_come_late(tmp_path) -> None:
    """Blocks of a megabyte are read side by side, each with codes of its own."""
    file = tmp_path / "records.csv"
    words = ["b"] * 300_000 + ["a", "late"] * 200_000 + ["b"] * 5
    file.write_text("v,n\n" + "".join(f"{word},1\n" for word in words))
    records = read_records(file, ("v", "n"), ("v",))
    assert records["v"].num_chunks > 1
    assert pa.types.is_dictionary(records.schema.field("v").type)
    assert pa.types.is_string(records.schema.field("n").type)
    for count in (None, "n"):
        cube = tabulate(records, ("v",), {}, 11, count, "t")
        leaves = dict(zip(cube.hierarchies[0].leaves, cube.leaves.tolist(), strict=True))
        assert leaves == {"a": 200_000, "b": 300_005, "late": 200_000}
