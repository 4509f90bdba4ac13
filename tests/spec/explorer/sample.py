"""A page with made-up numbers: cubes of the shape of the example, and the page model the site builder would write."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube, to_bytes

YEARS = tuple(str(year) for year in range(2012, 2022))
STATUS = ("Issued", "Not issued")
GENDER = ("Female", "Male", "Unknown")
AGE = ("21 to 29", "30 to 44", "45 to 59", "60+")
RACE = ("White", "Hispanic or Latino", "Asian", "Black", "Other or more than one", "Unknown")
GROWTH = (0.38, 0.46, 0.5, 0.54, 0.72, 0.63, 0.62, 0.66, 0.82, 1.0)
REGIONS = {
    "Bay Area": ("Alameda", "Contra Costa", "Marin", "Napa", "San Francisco", "San Mateo", "Santa Clara", "Solano", "Sonoma"),
    "Sacramento region": ("El Dorado", "Placer", "Sacramento", "Sutter", "Yolo", "Yuba"),
    "San Joaquin Valley": ("Fresno", "Kern", "Kings", "Madera", "Merced", "San Joaquin", "Stanislaus", "Tulare"),
    "Southern California": ("Imperial", "Los Angeles", "Orange", "Riverside", "San Bernardino", "San Diego", "Ventura"),
    "Central Coast": ("Monterey", "San Benito", "San Luis Obispo", "Santa Barbara", "Santa Cruz"),
    "Sierra Nevada": ("Calaveras", "Inyo", "Mariposa", "Mono", "Nevada", "Plumas", "Sierra", "Tuolumne"),
    "North State": ("Butte", "Colusa", "Del Norte", "Glenn", "Humboldt", "Lake", "Lassen", "Mendocino", "Modoc", "Shasta", "Siskiyou", "Tehama", "Trinity"),
}  # fmt: skip
MERGED = {"Alpine and Amador": ("Alpine", "Amador")}
LARGE = {
    "Orange": 10248,
    "Sacramento": 9339,
    "Fresno": 5299,
    "Tulare": 2452,
    "San Bernardino": 667,
    "Kern": 643,
    "Riverside": 529,
}
RESIDENTS = {"Los Angeles": 10014009, "San Diego": 3298634, "Orange": 3186989, "Riverside": 2418185, "San Bernardino": 2181654, "Santa Clara": 1936259, "Alameda": 1682353, "Sacramento": 1585055, "Fresno": 1008654, "Kern": 909235, "Tulare": 473117, "Marin": 262321, "San Francisco": 873965, "Sierra": 3236}  # fmt: skip
WITHHELD = {"Marin", "San Francisco"}


@dataclass(frozen=True)
class Tree:
    """Codes of a variable, Total first, with what nests in what."""

    codes: tuple[str, ...]
    child: Mapping[str, tuple[str, ...]]


def _places() -> Tree:
    child: dict[str, tuple[str, ...]] = {"Total": tuple(REGIONS)}
    codes = ["Total"]
    for region, counties in REGIONS.items():
        below = (*counties, *MERGED) if region == "Sierra Nevada" else counties
        child[region] = below
        codes += [region, *counties]
        if region == "Sierra Nevada":
            for merged, parts in MERGED.items():
                child[merged] = parts
                codes += [merged, *parts]
    return Tree(tuple(codes), child)


def _flat(codes: Sequence[str]) -> Tree:
    return Tree(("Total", *codes), {"Total": tuple(codes)})


TREES = {
    "county": _places(),
    "region": _flat(tuple(REGIONS)),
    "year": _flat(YEARS),
    "status": _flat(STATUS),
    "gender": _flat(GENDER),
    "age_group": _flat(AGE),
    "race": _flat(RACE),
}
LABELS = {"county": "County", "region": "Region", "year": "Year", "status": "Outcome", "gender": "Gender", "age_group": "Age", "race": "Race or ethnicity"}  # fmt: skip
TOTALS = {"county": "California", "region": "California", "year": "All years", "status": "All applications", "gender": "All genders", "age_group": "All ages", "race": "All"}  # fmt: skip
SHARES: Mapping[str, Mapping[str, float]] = {
    "status": {"Issued": 0.89, "Not issued": 0.11},
    "gender": {"Female": 0.22, "Male": 0.77, "Unknown": 0.01},
    "age_group": {"21 to 29": 0.13, "30 to 44": 0.29, "45 to 59": 0.31, "60+": 0.27},
    "race": {"White": 0.6, "Hispanic or Latino": 0.2, "Asian": 0.09, "Black": 0.05, "Other or more than one": 0.045, "Unknown": 0.015},
}  # fmt: skip
DRIFT = {"Female": 0.3, "21 to 29": 0.35, "White": -0.25, "Hispanic or Latino": 0.75, "Asian": 1.0}


def _leaves(key: str) -> tuple[str, ...]:
    return tuple(code for code in TREES[key].codes if code not in TREES[key].child)


def _below(key: str, code: str) -> tuple[str, ...]:
    child = TREES[key].child.get(code)
    return (code,) if child is None else tuple(leaf for one in child for leaf in _below(key, one))


def _size(county: str) -> float:
    if county in LARGE:
        return LARGE[county] / 0.89
    spread = sum(county.encode()) % 37
    return {"Alpine": 6, "Marin": 4, "San Francisco": 3, "Amador": 9}.get(county, 20 + 11 * spread)


def _part(key: str, code: str, year: str) -> float:
    share = SHARES[key][code]
    return share * (1 + DRIFT.get(code, 0) * (YEARS.index(year) - 9) / 9)


def _leaf_counts(by: Sequence[str]) -> dict[tuple[str, ...], int]:
    counts: dict[tuple[str, ...], int] = {}
    for codes in product(*(_leaves(key) for key in by)):
        named = dict(zip(by, codes, strict=True))
        place = sum(
            _size(county)
            for county in _below("county", named.get("county") or named.get("region") or "Total")
        )
        value = place * GROWTH[YEARS.index(named["year"])]
        for key in SHARES.keys() & named.keys():
            value *= _part(key, named[key], named["year"])
        counts[codes] = round(value)
    return counts


def _value(by: Sequence[str], codes: Sequence[str], counts: Mapping[tuple[str, ...], int]) -> int | None:
    named = dict(zip(by, codes, strict=True))
    place = named.get("county", "Total")
    if place in WITHHELD and named["year"] != "Total":
        return None
    if place in {"Alpine", "Amador"}:
        return None
    value = sum(
        counts[leaf] for leaf in product(*(_below(key, code) for key, code in zip(by, codes, strict=True)))
    )
    small = 0 < value < 11
    return None if small else value


def cube(table: str, title: str, by: Sequence[str]) -> PublishedCube:
    """A cube of made-up applications by these variables; small cells and some others are withheld."""
    counts = _leaf_counts(by)
    dimensions = [
        Dimension(key, LABELS[key], TREES[key].codes, {"Total": TOTALS[key]}, TREES[key].child) for key in by
    ]
    measure = Dimension(MEASURE, "Measure", ("applications",), {"applications": "Applications"}, {})
    values = tuple(_value(by, codes, counts) for codes in product(*(TREES[key].codes for key in by)))
    return PublishedCube(
        table=table,
        collection="ccw",
        title=title,
        source="Made-up records",
        updated="2026-09-15",
        dimensions=(*dimensions, measure),
        values=values,
        coarsens={"region": "county"},
    )


CUBES = (
    cube("ccw_county", "Applications by county, year and outcome", ("county", "year", "status")),
    cube(
        "ccw_people",
        "Applications by region, year, gender and age",
        ("region", "year", "gender", "age_group"),
    ),
    cube("ccw_race", "Applications by region, year and race", ("region", "year", "race")),
)


def cubes() -> dict[str, object]:
    """Every cube as the JSON-stat object that a browser gets."""
    return {one.table: json.loads(to_bytes(one)) for one in CUBES}


def _variable(key: str) -> dict[str, object]:
    tree = TREES[key]
    return {
        "label": LABELS[key],
        "total": TOTALS[key],
        "codes": list(tree.codes),
        "labels": {"Total": TOTALS[key]},
        "child": {code: list(below) for code, below in tree.child.items()},
        "coarsens": "county" if key == "region" else None,
        "merged": list(MERGED) if key == "county" else [],
    }


def residents() -> dict[str, int]:
    """Made-up residents where the census number is not needed."""
    counties = {
        county: RESIDENTS.get(county, 20000 + 9000 * (sum(county.encode()) % 41))
        for county in _leaves("county")
    }
    return {"Total": sum(counties.values()), **counties}


def _chart(id: str, kind: str, table: str, along: str, **more: object) -> dict[str, object]:  # noqa: A002
    empty = {"series": "", "at": {}, "codes": [], "denominator": "", "heading": "", "measure": "", "note": ""}
    return {"id": id, "kind": kind, "table": table, "along": along, **empty, **more}


def _figure(label: str, table: str, at: Mapping[str, str], **more: object) -> dict[str, object]:
    return {
        "label": label,
        "table": table,
        "at": at,
        "kind": "number",
        "of": {},
        "denominator": "",
        "compare": "",
        "note": "",
        **more,
    }


def model() -> dict[str, object]:
    """The page model that goes with the cubes."""
    last = {"year": "2021"}
    return {
        "version": 1,
        "id": "ccw",
        "title": "Concealed-carry permits",
        "collection": "ccw",
        "language": "en",
        "release": "2026-09",
        "minimum": 11,
        "unit": {"one": "application", "many": "applications"},
        "summary": "California\u2019s sheriffs and police chiefs took {1} applications to carry a concealed weapon in {year}, {1.change} than in {previous_year}.",
        "source": "permit applications reported to the department",
        "links": {
            "protection": "../protection/",
            "table": "table/",
            "data": "#data",
            "take": "#take",
            "page": "./",
        },
        "time": "year",
        "place": {"variable": "county", "suffix": " County"},
        "variables": {key: _variable(key) for key in TREES},
        "cubes": [
            {
                "table": one.table,
                "title": one.title,
                "url": f"{one.table}.json",
                "by": [dimension.id for dimension in one.dimensions[:-1]],
                "cells": len(one.values),
                "measure": {"id": "applications", "label": "Applications", "unit": "application"},
            }
            for one in CUBES
        ],
        "filters": ["county", "year", "status", "gender", "age_group", "race"],
        "defaults": {"county": "Total", "status": "Issued", **last},
        "figures": [
            _figure("Applications received", "ccw_county", last, compare="previous"),
            _figure("Permits issued", "ccw_county", {**last, "status": "Issued"}, compare="previous"),
            _figure(
                "Permits issued per 100,000 residents",
                "ccw_county",
                {**last, "status": "Issued"},
                kind="rate",
                denominator="residents",
                compare="first",
            ),
            _figure("From women", "ccw_people", {**last, "gender": "Female"}, kind="share", compare="first"),
        ],
        "charts": [
            _chart(
                "trend",
                "line",
                "ccw_county",
                "year",
                series="status",
                measure="Applications by outcome",
                wide=760,
            ),
            _chart(
                "map",
                "map",
                "ccw_county",
                "county",
                at={**last, "status": "Issued"},
                denominator="residents",
                measure="Permits issued",
            ),
            _chart(
                "ranking",
                "bar",
                "ccw_county",
                "county",
                at={**last, "status": "Issued"},
                measure="Permits issued",
                wide=560,
            ),
            _chart(
                "age",
                "line",
                "ccw_people",
                "year",
                series="age_group",
                measure="Applications by age of the applicant",
                wide=560,
                note="Age on the day of application.",
            ),
            _chart(
                "race",
                "multiples",
                "ccw_race",
                "year",
                series="race",
                measure="Applications by race or ethnicity",
            ),
            _chart("gender", "stacked", "ccw_people", "year", series="gender", wide=560),
            _chart("agegender", "stacked", "ccw_people", "age_group", series="gender", at=last, wide=560),
            _chart(
                "dots",
                "dot",
                "ccw_people",
                "age_group",
                series="year",
                codes=["2012", "2021"],
                measure="Applications by age",
            ),
            _chart(
                "total",
                "line",
                "ccw_county",
                "year",
                at={"status": "Issued"},
                measure="Permits issued",
                wide=560,
            ),
            _chart("byage", "bar", "ccw_people", "age_group", at=last),
        ],
        "view": {
            "table": "ccw_county",
            "rows": "county",
            "columns": "year",
            "at": {"status": "Issued"},
            "row_codes": [],
            "column_codes": list(YEARS[-5:]),
        },
        "denominators": {"residents": residents()},
        "rate": "residents",
        "map": {"url": "../assets/california.json"},
    }
