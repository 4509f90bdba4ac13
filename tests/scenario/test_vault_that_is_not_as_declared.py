"""A vault that is not as the project declares: a sentence, and never a value of a record."""

from pathlib import Path

import duckdb
import pytest

from clerestory.errors import VaultError
from clerestory.project.read import read
from clerestory.records import cubes, vault
from clerestory.vocabulary.progress import Silent
from tests.fixtures import tiny

SECRET = "Featherstone-42"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.make(tmp_path / "D")


def count_all(folder: Path):
    project = read(folder)
    with vault.open(project) as opened:
        return [cubes.count(opened, project, name, Silent()) for name in project.collections]


def change(folder: Path, *statements: str) -> None:
    with duckdb.connect(str(folder / "vault" / "records.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["ALTER TABLE cards RENAME gender TO sex"], "has no column gender, which sources/cards.toml declares"),
        (["ALTER TABLE cards DROP last_name"], "has no column last_name"),
        (["ALTER TABLE cards ADD COLUMN phone VARCHAR"], "has a column phone that sources/cards.toml does not"),
        (["ALTER TABLE cards ALTER year TYPE VARCHAR"], "the column year is text, not integer"),
        (["DROP TABLE loans"], "the vault has no table loans"),
        (["DELETE FROM loans"], "table loans holds no record"),
        ([f"UPDATE loans SET kind = '{SECRET}' WHERE card_number <= 'C-100004'"], "5 of 400 records have a kind"),
        (["UPDATE cards SET gender = NULL WHERE gender = 'X'"], "of 700 records have no gender"),
        (["UPDATE cards SET year = 2035 WHERE year = 2024"], "records have a year that tables/cards.toml"),
        (["UPDATE cards SET birth_date = '2201-01-01' WHERE year = 2023"], "a birth_date out of range"),
        (["UPDATE cards SET birth_date = 'infinity' WHERE year = 2023"], "a birth_date out of range"),
        (["UPDATE cards SET district = 'north' WHERE town = 'Freshitt'"], "records have a district that is not"),
    ],
)  # fmt: skip
def test_a_vault_that_differs_is_told_by_table_and_column(folder: Path, statements, told: str) -> None:
    change(folder, *statements)
    with pytest.raises(VaultError, match="the vault") as caught:
        count_all(folder)
    assert told in str(caught.value)
    for value in (SECRET, "2035", "2201", "Freshitt"):
        assert value not in str(caught.value)


def test_a_vault_as_declared_is_counted(folder: Path) -> None:
    assert [len(found) for found in count_all(folder)] == [3, 1]


def test_a_latest_day_may_be_the_last_there_is(folder: Path) -> None:
    source = folder / "project" / "sources" / "cards.toml"
    source.write_text(source.read_text().replace("latest = 2026-03-01", "latest = 9999-12-31"))
    change(folder, "UPDATE cards SET birth_date = '9999-12-31' WHERE year = 2023")
    assert [len(found) for found in count_all(folder)] == [3, 1]
    change(folder, "UPDATE cards SET birth_date = 'infinity' WHERE year = 2023")
    with pytest.raises(VaultError, match="a birth_date out of range"):
        count_all(folder)


def test_a_place_whose_name_holds_the_word_lock_is_not_called_locked(folder: Path) -> None:
    place = folder / "vault" / "blocked"
    place.mkdir()
    (place / "records.duckdb").write_bytes(b"no vault")
    with pytest.raises(VaultError, match="no DuckDB file that can be read"):
        vault.connect(place / "records.duckdb")


def test_a_missing_vault_is_told(folder: Path) -> None:
    (folder / "vault" / "records.duckdb").unlink()
    with pytest.raises(VaultError, match=r"records\.duckdb: there is no vault"):
        count_all(folder)


@pytest.mark.parametrize("length", [0, 100, 5000, 20000])
def test_a_truncated_vault_is_told(folder: Path, length: int) -> None:
    file = folder / "vault" / "records.duckdb"
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(VaultError):
        count_all(folder)


def test_a_vault_opens_nothing_else_and_cannot_be_written(folder: Path) -> None:
    with vault.open(read(folder)) as opened:
        for statement in (
            "SELECT * FROM read_csv('/etc/passwd')",
            "COPY cards TO '/tmp/cards.csv'",
            "DELETE FROM cards",
            "INSTALL httpfs",
            "SET enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                opened._connection.execute(statement)


def test_the_register_names_every_column_with_its_class_and_how_many_records(folder: Path) -> None:
    project = read(folder)
    with vault.open(project) as opened:
        entries = vault.register(opened, project)
    assert [
        (entry.source, entry.column, entry.column_class.value, entry.records) for entry in entries[-3:]
    ] == [
        ("loans", "card_number", "direct identifier", 400),
        ("loans", "year", "plain", 400),
        ("loans", "kind", "sensitive", 400),
    ]
