"""Which class a column is proposed, by its name and by how unique its values are."""

import pytest

from clerestory.project.proposal.classes import propose_class
from clerestory.project.proposal.derivation import band_labels, derivations, left_out
from clerestory.project.proposal.profile import ColumnProfile
from clerestory.records.vault import plain_name

DIRECT, QUASI, SENSITIVE, PLAIN = "direct identifier", "quasi-identifier", "sensitive", "plain"


def column(name: str, type_: str, distinct: int, records: int = 1000, **more) -> ColumnProfile:
    return ColumnProfile(name, type_, records, distinct, more.pop("missing", 0), **more)


@pytest.mark.parametrize(
    ("given", "proposed"),
    [
        (column("last_name", "text", 800), DIRECT),
        (column("drivers_license", "text", 999), DIRECT),
        (column("license", "text", 2), QUASI),  # a flag names nobody
        (column("native_born", "text", 2), QUASI),
        (column("birth_date", "date", 700), DIRECT),
        (column("remark", "text", 900), DIRECT),  # free text may name anybody
        (column("badge", "integer", 990, lowest=100_000, highest=999_999), DIRECT),
        (
            column("points", "integer", 900, lowest=0, highest=2000),
            QUASI,
        ),  # too common a number to search for
        (column("sex", "text", 3), QUASI),
        (column("county", "text", 58), QUASI),
        (column("application_status", "text", 10), SENSITIVE),
        (column("diagnosis", "text", 300), SENSITIVE),
        (column("year", "integer", 10), PLAIN),
        (column("familienname", "text", 800), DIRECT),
        (column("geb_datum", "text", 700), DIRECT),  # in several forms, so that it came as text
        (column("fecha_de_nacimiento", "date", 700), DIRECT),
        (column("vorname", "text", 3), DIRECT),  # however few there are
        (column("landkreis", "text", 200), QUASI),
        (column("jahr", "integer", 10), PLAIN),
        (column("something", "text", 5), QUASI),  # the careful one where nothing is known
    ],
)
def test_a_class_is_proposed_by_name_and_uniqueness(given: ColumnProfile, proposed: str) -> None:
    assert propose_class(given).column_class.value == proposed


def test_a_running_number_is_left_out() -> None:
    numbers = column("no", "integer", 1000, lowest=1, highest=1000)
    gaps = column("id", "integer", 1000, lowest=1, highest=1001)
    assert left_out([numbers, gaps]) == ("no",)


def test_ages_are_banded_and_thin_ends_are_merged() -> None:
    ages = {str(age): 40 for age in range(16, 50)}  # 80 under 18; none of 55 and more
    (made,) = derivations([column("age", "integer", 34, 1360, lowest=16, highest=49, categories=ages)])
    assert (made.name, made.cuts) == ("age_group", (25, 35, 45))
    assert list(band_labels(made.cuts)) == ["0-24", "25-34", "35-44", "45+"]


def test_a_profile_shows_no_count_when_it_is_printed() -> None:
    assert repr(column("sex", "text", 2, categories={"F": 3, "M": 997})) == "ColumnProfile('sex')"


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("Sex at birth", "sex_at_birth"),
        ("lastName", "last_name"),
        ("Straße / Nr.", "strasse_nr"),
        ("Gebühr (€)", "gebuehr"),
        ("Prénom", "prenom"),
        ("AÑO", "ano"),
        ("2021", "c_2021"),
        ("名前", ""),
    ],
)
def test_a_column_gets_a_plain_name(given: str, plain: str) -> None:
    assert plain_name(given) == plain
