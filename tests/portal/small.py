"""A small project: permits in six counties, and models of something that no place has."""

from datetime import date
from pathlib import Path

from clerestory.project.model import Measure, Places, Policy, Project, Release, Source, Table, Variable
from clerestory.project.pages import Chart, Figure, Home, Page, View
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

RESIDENTS = {
    "Alameda": 1_670_000.0,
    "Alpine": 1_100.0,
    "Amador": 39_000.0,
    "Fresno": 999_000.0,
    "Orange": 3_175_000.0,
    "San Francisco": 881_000.0,
}
RESIDENTS[TOTAL] = sum(RESIDENTS.values())
REGION = {
    "Bay Area": ("Alameda", "San Francisco"),
    "Sierra Nevada": ("Alpine", "Amador"),
    "South": ("Fresno", "Orange"),
}
COUNTY = Hierarchy(
    {**dict.fromkeys(REGION, TOTAL), **{leaf: name for name, below in REGION.items() for leaf in below}}
)
YEARS = tuple(str(year) for year in range(2017, 2022))

VARIABLES = {
    "permits": {
        "county": Variable("county", "County", COUNTY, "California", suffix=" County"),
        "region": Variable(
            "region", "Region", Hierarchy.flat(tuple(REGION)), "California", coarsens="county"
        ),
        "year": Variable("year", "Year", Hierarchy.flat(YEARS), "All years", "Year of the decision."),
        "gender": Variable("gender", "Gender", Hierarchy.flat(("Female", "Male")), "All genders"),
    },
    "models": {
        "kind": Variable(
            "kind", "Kind", Hierarchy.flat(("Pistol", "Revolver"), {"Pistol": "Pistols"}), "All kinds"
        ),
    },
}
TABLES = (
    Table(
        "permits_county",
        "permits",
        "Permits by county and year",
        ("county", "year"),
        Measure("permits", "Permits issued", "permit"),
        11,
        {},
        ("Renewals are counted.",),
    ),
    Table(
        "permits_gender",
        "permits",
        "Permits by region, year and gender",
        ("region", "year", "gender"),
        Measure("permits", "Permits issued", "permit"),
        11,
        {},
    ),
    Table(
        "permits_women",
        "permits",
        "Permits of women",
        ("year", "gender"),
        Measure("permits", "Permits issued", "permit"),
        11,
        {"gender": ("Female",)},
    ),
    Table(
        "models_kind",
        "models",
        "Models by kind",
        ("kind",),
        Measure("models", "Models", "model"),
        11,
        {},
    ),
)
PERMITS = Page(
    id="permits",
    collection="permits",
    title="Permits",
    card="permits issued",
    summary="{place} issued {1} permits in {year}, {1.change} than in {previous_year}.",
    filters=("county", "year", "gender"),
    figures=(
        Figure("Permits issued", "permits_county", {"year": "2021"}, compare="previous"),
        Figure("Permits per 100,000 residents", "permits_county", {"year": "2021"}, "rate", {}, "residents"),
    ),
    charts=(
        Chart("trend", "line", "permits_gender", "year", "gender"),
        Chart("map", "map", "permits_county", "county", denominator="residents"),
        Chart("counties", "bar", "permits_county", "county"),
        Chart("groups", "multiples", "permits_gender", "year", "gender"),
    ),
    view=View("permits_county", "county", "year"),
    unit_one="permit",
    unit_many="permits",
    definitions={"Permit": "A paper that allows something."},
    compare_notes={"A permit is not a person": "People return."},
)
MODELS = Page(
    id="models",
    collection="models",
    title="Models <of> & things",
    card="models listed",
    summary="{1} models are listed.",
    filters=("kind",),
    figures=(Figure("Models", "models_kind", {}),),
    charts=(Chart("kinds", "bar", "models_kind", "kind"),),
    view=View("models_kind", "kind", "kind"),
    unit_one="model",
    unit_many="models",
)
PROJECT = Project(
    root=Path("/nowhere"),
    id="small",
    title="Small & fine statistics",
    publisher="Bureau of <Numbers>",
    contact="numbers@example.gov",
    licence="Public domain (CC0 1.0)",
    base_url="https://numbers.example.gov/",
    language="en",
    example="Every number here is made up.",
    release=Release("2026-09", date(2026, 9, 15), "December 2026"),
    places=Places(*(Path(f"/nowhere/{name}") for name in ("vault", "published", "evidence", "keys"))),
    policy=Policy(),
    people=(),
    sources=(
        Source("permits", "Permits", "a permit", (), "reports of the counties", ("Two counties were late.",)),
        Source("models", "Models", "a model", ()),
    ),
    variables=VARIABLES,
    tables=TABLES,
    home=Home(
        "Permits in numbers", "Find a number.", "Numbers are for 2021.", {"What is [c]?": "protection/"}
    ),
    pages=(PERMITS, MODELS),
    denominators={"residents": RESIDENTS},
)
SIZES = {"permits": 9_000.0, "models": 763.0}
