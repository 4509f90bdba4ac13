"""The three verdicts, the windows, tiers and states, through the command, on the example's extract of 2022."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from clerestory.california import extract, records
from clerestory.cli.main import main
from clerestory.vocabulary.progress import Silent

NAMED = ["last_name", "first_name", "birth_date", "street_address", "permit_number", "cii_number"]
UNNAMED = ["birth_date", "gender", "drivers_license"]
IDENTIFY = (
    "last_name=surname,first_name=given,birth_date=date,drivers_license=strong,cii_number=strong,"
    "street_address=address"
)


def log() -> dict:
    """What the probe found on 27 and 28 June: noon, the swap in the morning, down at noon; an outage."""
    noon, swap, down = "2022-06-27T12:05:00-07:00", "2022-06-28T05:30:00-07:00", "2022-06-28T11:52:00-07:00"
    states = [
        {"dataset": "ccw", "columns": NAMED, "route": "/data.csv", "digest": "aa", "from": noon, "to": swap}
    ]
    for name in ("fsc", "dros", "awr"):
        own = {"dataset": name, "columns": UNNAMED, "route": "/data.csv"}
        states.append({**own, "digest": "aa", "from": noon, "to": swap})
        states.append({**own, "digest": "bb", "from": swap, "to": down})
    outage = {"from": "2022-06-27T19:30:00-07:00", "to": "2022-06-27T21:30:00-07:00"}
    return {"exposure": states, "outage": [outage]}


@pytest.fixture(scope="module")
def exposed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    folder = tmp_path_factory.mktemp("exposed")
    records.make_at(folder / "records.duckdb", 0.001, Silent())
    extract.write(folder / "records.duckdb", folder / "extract.parquet")
    (folder / "log.json").write_text(json.dumps(log()))
    return log(), folder


def ask(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict, str]:
    code = main(["incident", "affected", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_r36_three_verdicts_and_r33_windows_of_each_collection(
    exposed: tuple[dict, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, folder = exposed
    words = ("--identify", IDENTIFY, "--mapping", tmp_path / "m.csv", "--exposures", folder / "log.json")
    code, told, err = ask(capsys, folder / "extract.parquet", *words, "--collection", "collection")
    assert code == 0, err
    found = {each["collection"]: each for each in told["collections"]}
    assert set(found) == {"ccw", "fsc", "dros", "awr"}
    assert found["ccw"]["identifies"]
    assert found["ccw"]["statutory"]
    for name in ("fsc", "dros", "awr"):
        assert not found[name]["statutory"]
        assert not found[name]["identifies"]
        assert found[name]["direct_identifier"]
        assert found[name]["voluntary"]
        assert found[name]["columns"] == UNNAMED
        assert found[name]["linkage"]["k"] >= 1
    minutes = {each["dataset"]: each["minutes"] for each in told["windows"]}
    ends = {each["dataset"]: each["intervals"][-1][1] for each in told["windows"]}
    assert ends["ccw"] == "2022-06-28T05:30:00-07:00"
    assert {ends[name] for name in ("fsc", "dros", "awr")} == {"2022-06-28T11:52:00-07:00"}
    assert minutes["ccw"] == 17 * 60 + 25 - 120
    assert minutes["fsc"] == 23 * 60 + 47 - 120


def test_a_collection_that_the_log_does_not_know_is_not_named(
    exposed: tuple[dict, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, folder = exposed
    words = ("--identify", IDENTIFY, "--mapping", tmp_path / "m.csv", "--exposures", folder / "log.json")
    code, told, _ = ask(capsys, folder / "extract.parquet", *words, "--collection", "last_name")
    assert code == 2
    assert "no dataset of the state log" in told["error"]
    assert not (tmp_path / "m.csv").exists()


ROWS = """row_id,name,dob,lic,addr,kind,day
1,Ann Miller,1985-04-05,D1234561,12 Main St,Standard,2013-01-01
2,Ann Miller,1985-04-05,D1234561,9 Elm Way,Judicial,2019-01-01
3,Bob Miller,1982-04-05,D7654321,9 Elm Way,Reserve,2014-01-01
4,Carl Stone,1950-01-02,E1112223,1 Oak Ln,Standard,2015-01-01
5,Dora Quince,1961-01-02,E4445556,,Standard,2016-01-01
6,Evan Woods,1971-06-07,F9998887,7 Bay Rd,Standard,2016-01-01
"""
TIERS = """
[[tier]]
number = 1
words = "judges"
column = "kind"
equals = ["Judicial"]
[[tier]]
number = 2
words = "officers"
column = "kind"
equals = ["Reserve", "Custodial"]
"""


def test_r37_tiers_come_from_the_data_and_r38_each_person_ends_in_one_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "rows.csv": ROWS,
        "t.toml": TIERS,
        "dead.csv": "lic\ne111-2223\n",
        "out.csv": "row_id,reason\n6,told in person\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    words = (
        tmp_path / "rows.csv", "--identify", "name=person,dob=date,lic=strong,addr=address", "--mapping", tmp_path / "m.csv",
        "--tiers", tmp_path / "t.toml", "--fresh", "day", "--deceased", tmp_path / "dead.csv", "--exclude", tmp_path / "out.csv",
        "--people", tmp_path / "p.csv",
    )  # fmt: skip
    code, told, err = ask(capsys, *words)
    assert code == 0, err
    assert told["tiers"] == {"ordinary": 3, "judges": 1, "officers": 1}
    assert told["states"] == {"SEND": 2, "NO_ADDRESS": 1, "DECEASED": 1, "EXCLUDED": 1}
    assert sum(told["states"].values()) == told["people"] == 5
    with (tmp_path / "p.csv").open() as file:
        people = {row["row_id"]: row for row in csv.DictReader(file)}
    assert people["2"]["household"] == people["3"]["household"]  # the fresh address, shared
    assert people["2"]["tier"] == "1"
    assert people["6"]["reason"] == "told in person"
    assert Counter(row["state"] for row in people.values())["SEND"] == 2
    assert (tmp_path / "p.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%m/%d/%Y", "%Y"])
def test_the_freshest_address_is_that_of_the_latest_day_however_days_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    days = [date(2019, 11, 30), date(2021, 2, 1), date(2020, 12, 31)]
    rows = [f"{at},Ann Miller,D1234561,{at} Main St,{day:{form}}" for at, day in enumerate(days)]
    (tmp_path / "rows.csv").write_text("row_id,name,lic,addr,day\n" + "\n".join(rows) + "\n")
    (tmp_path / "out.csv").write_text("row_id,reason\n", encoding="utf-8-sig")  # as a spreadsheet saves it
    words = (
        "--identify",
        "name=person,lic=strong,addr=address",
        "--mapping",
        tmp_path / "m.csv",
        "--fresh",
        "day",
    )
    more = ("--people", tmp_path / "p.csv", "--exclude", tmp_path / "out.csv")
    code, told, err = ask(capsys, tmp_path / "rows.csv", *words, *more)
    assert (code, told["people"]) == (0, 1), err
    with (tmp_path / "p.csv").open() as file:
        assert [row["row_id"] for row in csv.DictReader(file)] == ["1"]


@pytest.mark.parametrize(
    ("option", "text", "sentence"),
    [
        ("--tiers", "[[tier]]\nnumber = 1\n", "not a file of tiers"),
        ("--tiers", TIERS.replace('["Judicial"]', '"Judicial"'), "not a file of tiers"),
        ("--deceased", "nobody\n1\n", "a list of deaths"),
        ("--exclude", "row_id,reason\n99,moved\n", "not among those exposed"),
        ("--exclude", "row_id,reason\n1,\udce9\n", "cannot be read as CSV"),
        ("--exclude", "row_id\n1\n", "no column reason"),
        ("--exposures", "exposure = 3", "state log"),
        ("--exposures", "outage = []", "no exposure"),
    ],
)
def test_bad_files_beside_the_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, text: str, sentence: str
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "beside.toml").write_text(text, errors="surrogateescape")
    words = (
        "--identify",
        "name=person,lic=strong",
        "--mapping",
        tmp_path / "m.csv",
        option,
        tmp_path / "beside.toml",
    )
    code, told, _ = ask(capsys, tmp_path / "rows.csv", *words)
    assert code == 2
    assert sentence in told["error"]
    assert not (tmp_path / "m.csv").exists()
