"""``clerestory incident affected``: every row belongs to one person, and only counts leave."""

import csv
import json
import stat
from collections import Counter
from pathlib import Path

import pytest

from clerestory.cli.main import main
from tests.scenario.affected.made_up import COLUMNS, HARDER, made, write

IDENTIFY = (
    "last_name=surname,first_name=given,birth_date=date,drivers_license=strong,cii_number=strong,"
    "street_address=address,zip=postcode"
)
PERSON = "name=person,dob=date,lic=strong,addr=address"


def ask(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict, str]:
    """Run in this process: exit code, the JSON object, stderr."""
    code = main(["incident", "affected", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def small(folder: Path, *rows: str, head: str = "name,dob,lic,addr") -> Path:
    file = folder / "rows.csv"
    file.write_text("\n".join([head, *rows]) + "\n")
    return file


def persons(folder: Path) -> list[str]:
    with (folder / "mapping.csv").open() as file:
        return [row["person_id"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("words", "recall", "precision"),
    [("as stated", 0.999, 0.995), ("all of it", 0.985, 0.99)],
)
def test_r35_rows_become_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, recall: float, precision: float
) -> None:
    table = made(12_000, 9_600, HARDER[words])
    file = write(tmp_path / "rows.parquet", table)
    mapping = tmp_path / "mapping.csv"
    code, told, _ = ask(capsys, file, "--identify", IDENTIFY, "--mapping", mapping, "--truth", "person")
    assert code == 0
    assert told["rows"] == len(table)
    assert abs(told["people"] - 9_600) <= 60
    assert told["truth"]["recall"] >= recall
    assert told["truth"]["precision"] >= precision
    with mapping.open() as lines:
        rows = list(csv.DictReader(lines))
    assert Counter(row["row_id"] for row in rows) == Counter(row[0] for row in table)
    assert len({row["person_id"] for row in rows}) == told["people"]
    assert stat.S_IMODE(mapping.stat().st_mode) == 0o600


def test_the_same_rows_give_the_same_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "rows.csv", made(400, 320, HARDER["all of it"]))
    ask(capsys, file, "--identify", IDENTIFY, "--mapping", tmp_path / "one.csv")
    ask(capsys, file, "--identify", IDENTIFY, "--mapping", tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


PAIRS = {
    "the same, written in another way": ("'Smith, John',1960-02-03,D123-4561,12 Main Street", "John Smith,02/03/1960,d1234561,12 Main St.", True),
    "married": ("Ann Miller,1985-04-05,D1234561,12 Main St", "Ann Baker,1985-04-05,D1234561,9 Elm Way", True),
    "moved, no number": ("Orville Quince,1985-04-05,,12 Main St", "Orville Quince,1985-04-05,,9 Elm Way", True),
    "day and month exchanged": ("Orville Quince,1985-04-05,,12 Main St", "Orville Quince,1985-05-04,,12 Main St", True),
    "an accent": ("José Núñez,1985-04-05,,12 Main St", "JOSE NUNEZ,1985-04-05,,12 Main St", True),
    "twins": ("Ann Miller,1985-04-05,D1234561,12 Main St", "Eve Miller,1985-04-05,D7654321,12 Main St", False),
    "twins without numbers": ("Ann Miller,1985-04-05,,12 Main St", "Eve Miller,1985-04-05,,12 Main St", False),
    "senior and junior": ("John Miller Sr.,1955-04-05,,12 Main St", "John Miller Jr,1985-04-05,,12 Main St", False),
    "parent and child of one name": ("John Miller,1955-04-05,,12 Main St", "John Miller,1985-08-19,,12 Main St", False),
    "a number by mistake": ("Ann Miller,1985-04-05,D1234561,12 Main St", "Pedro Lopez,1971-11-23,D1234561,7 Oak Ln", False),
    "a placeholder": ("Ann Miller,1985-04-05,00000000,", "Pedro Lopez,1971-11-23,00000000,", False),
    "a placeholder and nothing else": (",,99999999,", ",,99999999,", False),
    "a number and nothing else": (",,D1234561,", ",,D1234561,", True),
    "nothing at all": (",,,", ",,,", False),
    "a common name alone": ("Maria Garcia,,,", "Maria Garcia,,,", False),
}  # fmt: skip


@pytest.mark.parametrize("words", PAIRS)
def test_two_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    one, other, same = PAIRS[words]
    file = small(tmp_path, one.replace("'", '"'), other)
    code, told, _ = ask(capsys, file, "--identify", PERSON, "--mapping", tmp_path / "mapping.csv")
    assert code == 0
    first, second = persons(tmp_path)
    assert (first == second) is same
    assert told["people"] == (1 if same else 2)


def test_what_is_unsure_is_listed_by_row_and_not_put_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twins = ("71,Ann Miller,1985-04-05,,12 Main St", "72,Eve Miller,1985-04-05,,12 Main St")
    file = small(tmp_path, *twins, head="id,name,dob,lic,addr")
    _, told, _ = ask(capsys, file, "--identify", PERSON, "--mapping", tmp_path / "mapping.csv")
    assert told["review"] == [["71", "72"]]
    assert told["people"] == 2


@pytest.mark.parametrize(
    ("head", "first", "named_by"),
    [("row_id,name", "a", "row_id"), ("id,name", "a", "id"), ("number,name", "1", "position")],
)
def test_how_a_row_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], head: str, first: str, named_by: str
) -> None:
    file = small(tmp_path, "a,Ann Miller", "b,Eve Baker", head=head)
    _, told, _ = ask(capsys, file, "--identify", "name=person", "--mapping", tmp_path / "mapping.csv")
    assert told["row_id"] == named_by
    assert (tmp_path / "mapping.csv").read_text().splitlines()[1] == f"{first},1"


def test_copies_of_a_row_are_one_person_and_are_all_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = small(tmp_path, "7,Maria Garcia", "8,Maria Garcia", "7,Maria Garcia", head="row_id,name")
    code, told, _ = ask(capsys, file, "--identify", "name=person", "--mapping", tmp_path / "mapping.csv")
    assert (code, told["rows"], told["people"]) == (0, 3, 2)
    assert (tmp_path / "mapping.csv").read_text() == "row_id,person_id\n7,1\n8,2\n7,1\n"


def bad(folder: Path) -> dict[str, tuple[list[object], str]]:
    good, out = small(folder, "Zqmarked One,1985-04-05,D1234561,1 Zqmarked St"), folder / "mapping.csv"
    twice, cut = folder / "twice.csv", folder / "cut.parquet"
    twice.write_text("row_id,name\n1,Zqmarked\n1,Zqmarkedtoo\n")
    cut.write_text("PAR1zqmarked")
    there, site = folder / "there.csv", folder / "site"
    there.write_text("")
    (site / "metadata").mkdir(parents=True)
    (site / "metadata" / "root.json").write_text("{}")
    return {
        "no such column": ([good, "--identify", "surname=surname", "--mapping", out], "no column surname"),
        "no such file": ([folder / "none.csv", "--identify", PERSON, "--mapping", out], "no such file"),
        "cut": ([cut, "--identify", "name=person", "--mapping", out], "cannot be read"),
        "row ids twice": ([twice, "--identify", "name=person", "--mapping", out], "row_id"),
        "nothing identifies": ([good, "--identify", "dob=date", "--mapping", out], "neither a name nor"),
        "two birth dates": ([good, "--identify", PERSON.replace("strong", "date"), "--mapping", out], "dob and lic: of a row one date"),
        "no kind": ([good, "--identify", "name", "--mapping", out], "COLUMN=KIND"),
        "a file is there": ([good, "--identify", PERSON, "--mapping", there], "exists already"),
        "a published place": ([good, "--identify", PERSON, "--mapping", site / "m.csv"], "is published"),
        "no folder": ([good, "--identify", PERSON, "--mapping", folder / "none" / "m.csv"], "no folder"),
    }  # fmt: skip


@pytest.mark.parametrize("words", ["no such column", "no such file", "cut", "row ids twice", "nothing identifies", "two birth dates", "no kind", "a file is there", "a published place", "no folder"])  # fmt: skip
def test_bad_input_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    given, sentence = bad(tmp_path)[words]
    code, told, err = ask(capsys, *given)
    assert code == 2
    assert sentence in told["error"]
    assert "zqmarked" not in (str(told) + err).lower()
    assert not (tmp_path / "mapping.csv").exists()


def test_nothing_of_a_record_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        f"Zqmarked{n % 40} Zqgiven,1985-04-{n % 28 + 1:02},ZQ{n % 50:07},{n} Zqplace St" for n in range(200)
    ]
    file = small(tmp_path, *rows)
    code = main(
        ["incident", "affected", str(file), "--identify", PERSON, "--mapping", str(tmp_path / "m.csv")]
    )
    out, err = capsys.readouterr()
    code_json, told, err_json = ask(capsys, file, "--identify", PERSON, "--mapping", tmp_path / "m2.csv")
    assert (code, code_json) == (0, 0)
    assert "zq" not in (out + err + err_json + json.dumps(told)).lower().replace(str(tmp_path).lower(), "")
    assert "zq" not in (tmp_path / "m.csv").read_text().lower()


def test_the_rows_hold_what_they_say() -> None:
    """The made-up rows themselves: people, rows, changed cells."""
    table = made(3_000, 2_400)
    assert len({row[-1] for row in table}) == 2_400
    assert len(COLUMNS) == len(table[0])
    words = Counter(tuple(row[1:]) for row in table)
    assert 3_000 - len(words) < 600  # fewer equal rows than there are second rows: some were changed
