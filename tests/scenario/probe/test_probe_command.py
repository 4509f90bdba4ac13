"""The commands as a person types them: exit codes, JSON, reports, and no value anywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clerestory.errors import InputError
from clerestory.proof.probe import probe, schemas, scratch
from tests.scenario.probe.people import MEMBER, STRANGER, crowd

ROOT = Path(__file__).parents[3]


def clerestory(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clerestory", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("probe")
    lines = [
        f'"{p.given} {p.surname}",{p.born},{p.licence},"{p.address}"' for p in (MEMBER, *crowd(500, seed=2))
    ]
    (home / "records.csv").write_text("name,birth_date,licence_no,address\n" + "\n".join(lines) + "\n")
    identify = "name=person,birth_date=date,licence_no=strong,address=address"
    made = clerestory(
        "fingerprints",
        "build",
        "records.csv",
        "--identify",
        identify,
        "--key-file",
        "K",
        "--out",
        "F",
        "--json",
        cwd=home,
    )
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["people"] == 501
    return home


def test_of_several_addresses_and_dates_of_a_row_each_is_searched_for(tmp_path):
    """Home and work, one person: whichever of them stands beside the name."""
    head = "name,born,again,home,work"
    people = crowd(500, seed=4)
    lines = [
        f'"{one.given} {one.surname}",{one.born},{other.born},"{one.address}","{other.address}"'
        for one, other in zip(people, (*people[1:], MEMBER), strict=True)
    ]
    (tmp_path / "records.csv").write_text("\n".join([head, *lines]) + "\n")
    identify = "name=person,born=date,again=date,home=address,work=address"
    build = ("fingerprints", "build", "records.csv", "--identify", identify, "--key-file", "K", "--out", "F")
    made = json.loads(clerestory(*build, "--json", cwd=tmp_path).stdout)
    assert (made["people"], made["rows"]) == (500, 500)
    one, other = people[7], people[8]
    for place, (born, address) in enumerate([(one.born, one.address), (other.born, other.address)]):
        file = tmp_path / f"{place}.txt"
        file.write_text(f"{one.given} {one.surname}, {born}, {address}\n")
        told = json.loads(
            clerestory("probe", file, "--fingerprints", "F", "--key-file", "K", "--json", cwd=tmp_path).stdout
        )
        assert (told["verdict"], told["people"]) == ("found", 1)


def test_index_and_key_are_owner_only_and_hold_no_value(folder):
    assert {(folder / name).stat().st_mode & 0o777 for name in "FK"} == {0o600}
    content = (folder / "F").read_bytes().upper()
    assert not any(
        value.upper().encode() in content
        for value in (MEMBER.surname, MEMBER.given, MEMBER.licence, "JUNIPER")
    )


@pytest.mark.parametrize(("who", "code", "verdict"), [(MEMBER, 1, "found"), (STRANGER, 0, "clean")])
def test_verdict_exit_code_and_reports_agree(folder, tmp_path, who, code, verdict):
    (tmp_path / "notes.txt").write_text(f"call {who.line} back")
    words = (
        "probe",
        tmp_path / "notes.txt",
        "--fingerprints",
        "F",
        "--key-file",
        "K",
        "--json",
        "--sarif",
        tmp_path / "o.sarif",
        "--report",
        tmp_path / "o.html",
    )
    done = clerestory(*words, cwd=folder)
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"], told["people"]) == (code, verdict, code)
    assert json.loads((tmp_path / "o.sarif").read_text())["version"] == "2.1.0"
    everything = (
        done.stdout + done.stderr + (tmp_path / "o.sarif").read_text() + (tmp_path / "o.html").read_text()
    )
    assert not any(value in everything for value in (who.surname, who.licence, who.born))


def test_a_file_that_cannot_be_read_is_inconclusive(folder, tmp_path):
    (tmp_path / "x.bin").write_bytes(bytes(range(1, 256)) * 40)
    done = clerestory("probe", tmp_path / "x.bin", "--json", cwd=folder)
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (2, "inconclusive")


def test_another_key_is_refused_not_clean(folder, tmp_path):
    (tmp_path / "notes.txt").write_text(MEMBER.line)
    (tmp_path / "K2").write_text("clerestory-fingerprint-key-1 " + "ab" * 16 + "\n")
    (tmp_path / "K2").chmod(0o600)
    done = clerestory(
        "probe", tmp_path / "notes.txt", "--fingerprints", "F", "--key-file", tmp_path / "K2", cwd=folder
    )
    assert done.returncode == 2
    assert "key does not fit" in done.stderr


def test_a_name_that_is_a_match_is_shown_as_a_fingerprint(folder, tmp_path):
    (tmp_path / f"{MEMBER.given}_{MEMBER.surname}_{MEMBER.born}.txt").write_text("nothing")
    done = clerestory("probe", tmp_path, "--fingerprints", "F", "--key-file", "K", "--json", cwd=folder)
    assert done.returncode == 1
    assert MEMBER.surname not in done.stdout + done.stderr
    assert "⟨name " in done.stdout


def test_a_column_that_the_schema_does_not_name_is_found(folder, tmp_path):
    (tmp_path / "table.csv").write_text("county,year,count,officer\nLake,2019,12,a\nGlenn,2020,13,b\n")
    (tmp_path / "schema.json").write_text(json.dumps(["County", "year", "count"]))
    done = clerestory(
        "probe", tmp_path / "table.csv", "--schema", tmp_path / "schema.json", "--json", cwd=folder
    )
    assert [one["kind"] for one in json.loads(done.stdout)["findings"]] == ["structure"]


def test_an_index_without_its_key_is_refused_not_left_out(folder, tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    for half in ({"fingerprints": folder / "F"}, {"key_file": folder / "K"}):
        with pytest.raises(InputError, match="go together"):
            probe(tmp_path / "notes.txt", **half)


@pytest.mark.parametrize("text", ["", "\n", "column\n"], ids=["empty", "blank", "no column named"])
def test_a_schema_that_is_none_is_a_sentence(tmp_path, text):
    (tmp_path / "schema.csv").write_text(text)
    with pytest.raises(InputError, match="no schema"):
        schemas.read(tmp_path / "schema.csv")


def test_scratch_files_of_a_killed_run_are_gone_at_the_next_start():
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    scratch.base().mkdir(mode=0o700, exist_ok=True)
    left = scratch.base() / f"{dead.pid}-left"
    left.mkdir()
    (left / "copy").write_text("a record")
    scratch.close_folder(scratch.open_folder())
    assert not left.exists()


def test_records_may_lie_in_any_database_that_ibis_opens(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "records.sqlite") as connection:
        connection.execute("CREATE TABLE people (name TEXT, birth_date TEXT, licence_no TEXT, other TEXT)")
        row = f"{MEMBER.given} {MEMBER.surname}", MEMBER.born, MEMBER.licence, "x"
        connection.execute("INSERT INTO people VALUES (?, ?, ?, ?)", row)
    connection.close()
    (tmp_path / "notes.txt").write_text(f"call {MEMBER.line} back")
    address = f"sqlite://{tmp_path}/records.sqlite"
    kinds = ("--identify", "name=person,birth_date=date,licence_no=strong")
    made = clerestory("fingerprints", "build", address, *kinds, "--key-file", "K", "--out", "F", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    done = clerestory("probe", "notes.txt", "--fingerprints", "F", "--key-file", "K", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["people"]) == (1, 1)


def test_an_address_that_cannot_be_opened_is_told_without_its_password(tmp_path):
    words = ("postgres://reader:hush@127.0.0.1:1/records", "--identify", "name=person")
    made = clerestory("fingerprints", "build", *words, "--key-file", "K", "--out", "F", cwd=tmp_path)
    assert made.returncode == 2
    assert "postgres://" in made.stderr
    assert "hush" not in made.stdout + made.stderr
