"""The example's records: they show the published figures, about one population, the same every time."""

import shutil
from pathlib import Path

import duckdb
import pytest

from clerestory.california import calibration, extract, project, records
from clerestory.errors import InputError
from clerestory.project.read import read
from clerestory.records import cubes
from clerestory.records import vault as vaults
from clerestory.vocabulary.progress import Silent

COLLECTIONS = ("arrests", "awr", "ccw", "dros", "fsc", "gvro", "homicides", "roster")
PERSONS = tuple(name for name in COLLECTIONS if name != "roster")


def ask(vault: Path, query: str) -> list[tuple]:
    with duckdb.connect(vault, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_published_figure_is_met(vault: Path) -> None:
    found = calibration.check(vault, records.DEFAULT)
    assert len(found) == len(calibration.measures()) > 50
    assert [finding for finding in found if not finding.ok] == []


def test_a_figure_that_is_not_met_is_told(tiny: Path, tmp_path: Path) -> None:
    other = tmp_path / "records.duckdb"
    shutil.copy(tiny, other)
    with duckdb.connect(other) as connection:
        connection.execute("delete from gvro where county = 'San Francisco'")
    missed = {finding.measure for finding in calibration.check(other, 0.02) if not finding.ok}
    assert "GVRO San Francisco 2019" in missed


def digests(vault: Path) -> dict[str, int]:
    return {name: ask(vault, f"select bit_xor(hash(t)) from {name} t")[0][0] for name in COLLECTIONS}


def test_the_same_seed_gives_the_same_records_and_another_seed_others(tiny: Path, tmp_path: Path) -> None:
    records.make_at(tmp_path / "again.duckdb", 0.02, Silent())
    records.make_at(tmp_path / "other.duckdb", 0.02, Silent(), seed=7)
    assert digests(tmp_path / "again.duckdb") == digests(tiny)
    assert not set(digests(tmp_path / "other.duckdb").items()) & set(digests(tiny).items())


def test_a_licence_means_the_same_person_in_every_collection(vault: Path) -> None:
    licensed = [name for name in PERSONS if name != "homicides"]
    everybody = " union all ".join(
        f"select drivers_license, last_name, first_name, birth_date, gender from {name}" for name in licensed
    )
    query = f"""select max(n) from (select count(distinct (last_name, first_name, birth_date, gender)) as n
                from ({everybody}) group by drivers_license)"""
    assert ask(vault, query) == [(1,)]


def test_the_same_person_applies_buys_registers_and_holds_a_certificate(vault: Path) -> None:
    both = "select count(distinct drivers_license) from {} where drivers_license in (select drivers_license from {})"
    for one, other in (
        ("ccw", "dros"),
        ("dros", "fsc"),
        ("awr", "dros"),
        ("ccw", "arrests"),
        ("gvro", "arrests"),
    ):
        assert ask(vault, both.format(one, other))[0][0] > 100, (one, other)


def test_the_vault_holds_what_the_project_declares(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    shutil.copy(tiny, tmp_path / "vault" / "records.duckdb")
    project.write(tmp_path / "project")
    declared = read(tmp_path)
    assert set(declared.collections) == set(COLLECTIONS)
    vault = vaults.open(declared)
    try:
        for collection in declared.collections:
            made = cubes.count(vault, declared, collection, Silent())
            assert all(cube.leaves.sum() > 0 for cube in made)
    finally:
        vault.close()


FIRST_VIEWS = {
    "ccw": "region, year, status_group",
    "dros": "region, year, transaction_type",
    "fsc": "region, year, test_version",
    "awr": "region, period, weapon_type",
    "gvro": "region, year",
    "roster": "year, gun_type",
    "arrests": "region, year, offense_group",
    "homicides": "region, year",
}


@pytest.mark.parametrize("collection", FIRST_VIEWS)
def test_no_count_of_a_first_view_is_small(vault: Path, collection: str) -> None:
    by = FIRST_VIEWS[collection]
    query = f"select min(n) from (select count(*) as n from {collection} group by cube ({by}))"
    assert ask(vault, query)[0][0] >= 11


@pytest.mark.parametrize("collection", PERSONS)
def test_hardly_any_county_is_small_over_all_years(vault: Path, collection: str) -> None:
    only = "where status_group = 'Issued'" if collection == "ccw" else ""
    counts = dict(ask(vault, f"select county, count(*) from {collection} {only} group by county"))
    small = [county for county, count in counts.items() if count <= 10]
    assert len(small) <= 2
    assert sum(counts[county] for county in small) <= 0.001 * sum(counts.values())


def test_ages_keep_to_the_law(vault: Path) -> None:
    assert ask(vault, "select min(age) >= 21 from ccw") == [(True,)]
    assert ask(vault, "select min(age) >= 18 from dros") == [(True,)]
    assert ask(vault, "select min(age) >= 18 from awr") == [(True,)]
    wrong = "select count(*) from arrests where age <> date_diff('year', birth_date, arrest_date) - " + (
        "(strftime(arrest_date, '%m%d') < strftime(birth_date, '%m%d'))::int"
    )
    assert ask(vault, wrong) == [(0,)]


class Interrupted:
    """Ctrl-C in the middle of the third collection."""

    def step(self, name: str) -> None:
        self.name = name

    def advance(self, done: int, of: int) -> None:
        if "dros" in self.name:
            raise KeyboardInterrupt


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        records.make_at(tmp_path / "records.duckdb", 0.02, Interrupted())
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    path.write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        records.make_at(path, 0.02, Silent())
    assert path.read_text() == "mine"


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_the_extract_names_applicants_alone(tiny: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"dashboard{ending}"
    rows = extract.write(tiny, path)
    found = duckdb.sql(
        f"""select collection, count(*), count(last_name), count(permit_number), count(drivers_license),
            count(birth_date) from '{path}' group by all order by collection"""
    ).fetchall()
    assert sum(row[1] for row in found) == rows
    for collection, all_rows, named, permits, licences, born in found:
        assert born == all_rows
        assert (named, licences) == ((all_rows, 0) if collection == "ccw" else (0, all_rows))
        assert (permits > 0) == (collection == "ccw")
    assert list(tmp_path.iterdir()) == [path]


def test_an_extract_of_another_kind_is_refused(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="an extract is"):
        extract.write(tiny, tmp_path / "dashboard.xlsx")


@pytest.mark.slow
def test_every_published_figure_is_met_at_full_size(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    records.make(path, full=True, progress=Silent())
    assert [finding for finding in calibration.check(path, records.FULL) if not finding.ok] == []


FORMS = {  # what the forms ask, and the columns that hold it
    "ccw": "agency cii_number issue_date expiration_date local_agency_number ori application_kind last_name first_name "
    "occupation street_address city zip business_address county birth_date permit_type weight_pounds eye_color "
    "height_inches hair_color weapon_make weapon_serial weapon_caliber weapon_model restrictions status denial_reason "
    "permit_number gender race drivers_license",
    "fsc": "certificate_number issue_date expiration_date last_name first_name birth_date gender drivers_license "
    "street_address county instructor_number test_version",
    "dros": "sale_time manufacturer model serial_number caliber gun_type condition barrel_inches color dealer_number "
    "certificate_number peace_officer_exemption waiting_period_exemption last_name first_name birth_date street_address "
    "drivers_license place_of_birth telephone occupation gender",
    "awr": "date_acquired acquired_from last_name first_name street_address telephone birth_date gender height_inches "
    "weight_pounds eye_color hair_color drivers_license",
    "gvro": "order_type petitioner_type county issue_date expiration_date gender race age_group",
    "roster": "manufacturer model gun_type barrel_inches caliber expiration_date",
    "arrests": "last_name first_name birth_date gender race county agency arrest_date offense_level offense_group cii_number",
    "homicides": "last_name first_name birth_date gender race age_group county incident_date weapon relationship location "
    "clearance",
}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_collection_has_the_columns_of_its_form(tiny: Path, collection: str) -> None:
    columns = {name for (name,) in ask(tiny, f"select column_name from (describe {collection})")}
    assert set(FORMS[collection].split()) - columns == set()


def test_an_agency_has_one_number(tiny: Path) -> None:
    query = "select count(distinct agency), count(distinct ori), count(distinct (agency, ori)) from ccw"
    assert len(set(ask(tiny, query)[0])) == 1
