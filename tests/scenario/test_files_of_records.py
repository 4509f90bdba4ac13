"""Files of records under any name and in any encoding: the file that was given is read, and no other."""

import gzip
from pathlib import Path

import duckdb
import pytest

from clerestory.errors import InputError
from clerestory.matching.key import Key
from clerestory.records import content
from clerestory.records.fingerprints.files import build_from_files
from clerestory.vocabulary.status import Identifies

KEY = Key(bytes(range(16)))
HEAD = "name,licence\n"


def people(file: Path, *names: str, encoding: str = "utf-8") -> Path:
    rows = "".join(f"{name},D{at:07}\n" for at, name in enumerate(names))
    file.write_text(HEAD + rows, encoding=encoding)
    return file


def rows_of(file: Path) -> int:
    return content.in_file(file).rows()


@pytest.mark.parametrize("name", ["records[1].csv", "records*.csv", "record?.csv", "it's.csv"])
def test_a_name_that_looks_like_a_pattern_is_one_file(tmp_path: Path, name: str) -> None:
    for other in ("records1.csv", "records2.csv", "its.csv"):
        people(tmp_path / other, "Ann Miller", "Bob Stone", "Carl Woods")
    file = people(tmp_path / name, "Dora Quince")
    assert rows_of(file) == 1
    assert build_from_files([file], {"name": Identifies.PERSON}, KEY).people == 1


@pytest.mark.parametrize("ending", [".CSV", ".PARQUET", ".DuckDB"])
def test_an_ending_may_be_in_capitals(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"RECORDS{ending}"
    people(tmp_path / "small.csv", "Ann Miller", "Bob Stone")
    given = f"FROM read_csv('{tmp_path / 'small.csv'}')"
    with duckdb.connect(str(file) if ending == ".DuckDB" else ":memory:") as connection:
        if ending == ".DuckDB":
            connection.execute(f'CREATE TABLE "odd""name" AS {given}')
        else:
            connection.execute(f"COPY ({given}) TO '{file}' (FORMAT {ending[1:].lower()})")
    assert build_from_files([file], {"name": Identifies.PERSON}, KEY).people == 2


def test_a_short_file_in_latin_1_is_read_wherever_its_letter_stands(tmp_path: Path) -> None:
    assert rows_of(people(tmp_path / "end.csv", "Ann Miller", "José", encoding="latin-1")) == 2
    (tmp_path / "last.csv").write_bytes((HEAD + "Ann,José").encode("latin-1"))
    assert rows_of(tmp_path / "last.csv") == 1
    (tmp_path / "packed").write_bytes(gzip.compress((HEAD + "Ann,José\n").encode("latin-1")))
    assert rows_of(tmp_path / "packed") == 1


def test_a_value_that_is_quoted_in_two_spellings_counts_once(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("name,number,town\nAnn Miller,12,Lowick\n")
    table = content.in_file(tmp_path / "r.csv")
    assert content.together(table, ["Ann Miller", "12", "12.0", "0012"], ["name"], KEY) == 2
    assert content.together(table, ["Ann Miller", ".0", ""], ["name"], KEY) == 1


@pytest.mark.parametrize("cut", [0, 10, 200, -1])
def test_a_fingerprint_that_is_not_whole_is_a_sentence(tmp_path: Path, cut: int) -> None:
    made = content.Fingerprint(1, (), (), ())
    with pytest.raises(InputError, match="not the fingerprint of a dataset"):
        content.from_bytes(content.to_bytes(made)[:cut], "kept.npz")


def test_two_files_may_each_have_a_birth_date(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,born\nAnn Miller,1985-04-05\n")
    (tmp_path / "b.csv").write_text("name,dob\nBob Stone,1972-01-02\n")
    columns = {"name": Identifies.PERSON, "born": Identifies.DATE, "dob": Identifies.DATE}
    assert build_from_files([tmp_path / "a.csv", tmp_path / "b.csv"], columns, KEY).people == 2
