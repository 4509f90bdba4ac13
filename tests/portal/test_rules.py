"""The small rules of the site: words, the worked example, places, charts in rows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.project.pages import Chart
from clerestory.public.site import citation, dashboards, methodology, words
from clerestory.public.site.cubes import is_time, merged
from clerestory.public.site.places import cell, slug
from clerestory.release.jsonstat import Dimension, PublishedCube
from tests.portal.small import PERMITS, PROJECT


@pytest.mark.parametrize(
    ("octets", "shown"),
    [(0, "1 KB"), (1_499, "1 KB"), (164_000, "164 KB"), (999_600, "1.0 MB"), (8_700_000, "8.7 MB")],
)
def test_a_size_is_what_people_read(octets: int, shown: str) -> None:
    assert words.size(octets) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 10, "0%"),
        (1, 3, "33%"),
        (16, 1000, "1.6%"),
        (9_949, 100_000, "9.9%"),
        (9_960, 100_000, "10%"),
        (1, 0, "0%"),
    ],
)
def test_a_share_has_a_decimal_under_ten(part: int, whole: int, shown: str) -> None:
    assert words.percent(part, whole) == shown


def test_dates_and_lists_read_as_sentences_do() -> None:
    assert words.day(date(2026, 9, 5)) == "September 5, 2026"
    assert words.joined(["a"]) == "a"
    assert words.joined(["a", "b", "c"]) == "a, b and c"
    assert words.counted(1, "table", "tables") == "one table"
    assert words.counted(1234, "table", "tables") == "1,234 tables"


@given(st.integers(min_value=2, max_value=400))
def test_the_worked_example_is_right_for_every_minimum(minimum: int) -> None:
    count, withhold, attack, protect = methodology.steps(minimum)
    men, women, total = (column(count, place) for place in range(3))
    assert total == [m + w for m, w in zip(men, women, strict=True)]
    assert men[3] == sum(men[:3])
    small = women[1]
    assert 1 <= small < minimum
    assert min(men + women[:1] + women[2:] + total) >= minimum
    assert withhold.rows[1].cells[1] == {"struck": small}
    assert attack.rows[1].cells[1] == f"{total[1]} − {men[1]} = {small}"
    hidden = [row.cells[:2].count("hidden") for row in protect.rows]
    assert hidden == [2, 2, 0, 0]
    low, high = possible(men, women)
    assert protect.heading == f"Now it could be anything from {low} to {high}"


def column(step: methodology.Step, place: int) -> list[int]:
    values = [row.cells[place] for row in step.rows]
    return [value[0] if isinstance(value, tuple) else int(str(value)) for value in values]


def possible(men: list[int], women: list[int]) -> tuple[int, int]:
    """What Birch's women could be, tried one by one against the totals shown."""
    alder, birch, both = men[0] + women[0], men[1] + women[1], women[0] + women[1]
    fits = [w for w in range(birch + 1) if 0 <= both - w <= alder]
    return fits[0], fits[-1]


def cube(values: tuple[int | None, ...]) -> PublishedCube:
    place = Dimension(
        "county",
        "County",
        ("Total", "Alpine and Amador", "Alpine", "Amador", "Fresno"),
        {},
        {"Total": ("Alpine and Amador", "Fresno"), "Alpine and Amador": ("Alpine", "Amador")},
    )
    measure = Dimension("measure", "Measure", ("permits",), {"permits": "Permits"}, {})
    return PublishedCube("t", "c", "", "", "2026-09-15", (place, measure), values)


def test_a_category_whose_parts_are_all_withheld_stands_for_them() -> None:
    assert list(merged(cube((100, 40, None, None, 60)))) == [("county", "Alpine and Amador")]
    assert list(merged(cube((100, 40, 20, 20, 60)))) == []


def test_a_cell_is_found_by_what_is_named_and_else_is_the_total() -> None:
    counts = cube((100, 40, None, None, 60))
    assert cell(counts, {}) == 100
    assert cell(counts, {"county": "Fresno"}) == 60
    assert cell(counts, {"county": "Alpine"}) is None


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [(("Total", "2012", "2013"), True), (("Total",), False), (("Total", "Before 2012", "2012"), False)],
)
def test_a_variable_of_years_is_time(codes: tuple[str, ...], verdict: bool) -> None:
    assert is_time(codes) is verdict


@pytest.mark.parametrize(("code", "anchor"), [("San Francisco", "san-francisco"), ("65+", "65"), ("½", "x")])
def test_a_place_has_an_anchor(code: str, anchor: str) -> None:
    assert slug(code) == anchor


def test_the_first_chart_leads_and_the_others_stand_in_pairs() -> None:
    kinds = ["line", "map", "bar", "line", "multiples", "line"]
    charts = [Chart(f"c{at}", kind, "t", "year") for at, kind in enumerate(kinds)]
    rows = dashboards.rows(charts)
    assert [(row.kind, row.charts) for row in rows] == [
        ("lead", ("c0",)),
        ("map", ("c1", "c2")),
        ("even", ("c3", "c4")),
        ("even", ("c5",)),
    ]
    assert len({row.label for row in rows}) == len(rows)
    assert dashboards.rows([]) == ()


def test_a_citation_says_who_what_when_and_where() -> None:
    told = citation.sentence(PROJECT, PERMITS, "2017 to 2021")
    assert told == (
        "Bureau of <Numbers>. Permits, 2017 to 2021. Release 2026-09, September 15, 2026. "
        "Example data. https://numbers.example.gov/permits/"
    )
    braced = replace(PROJECT, publisher="A {strange} \\name")
    assert b"author = {{A strange name}}" in citation.bibtex(braced, PERMITS, "")
    assert citation.ris(PROJECT, PERMITS, "").endswith(b"ER  - \r\n")
