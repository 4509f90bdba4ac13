"""The drill's publication: six collections of a few hundred made-up records, their project, and the records as a file.

Small, so that a drill takes seconds; of the shape of June 2022: CCW with names, FSC, DROS and AWR with birth
dates and licence numbers but no name, GVRO and Roster without persons. Nobody in it exists.
"""

import csv
import io
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clerestory.california import project as example

COUNTIES = ("Alameda", "Fresno", "Kern", "Orange")
YEARS = (2019, 2020, 2021)
RECORDS = 480
SURNAMES = (
    "Abernathy",
    "Brookfield",
    "Castellan",
    "Dunmore",
    "Ellsworth",
    "Fairweather",
    "Greenhalgh",
    "Hollister",
)
STREETS = ("Marigold Way", "Foxglove Lane", "Larkspur Court", "Juniper Road")

DIRECT = "direct identifier"


@dataclass(frozen=True)
class Column:
    """A column of a collection; ``identify`` where it tells a person."""

    name: str
    sql: str
    of_class: str
    purpose: str
    identify: str = ""


def _person(*names: str) -> tuple[Column, ...]:
    known = {
        "last_name": Column("last_name", "VARCHAR", DIRECT, "who applied", "surname"),
        "birth_date": Column("birth_date", "DATE", DIRECT, "to tell people apart", "date"),
        "address": Column("address", "VARCHAR", DIRECT, "where the permit is sent", "address"),
        "permit_number": Column("permit_number", "VARCHAR", DIRECT, "which permit", "strong"),
        "licence_number": Column("licence_number", "VARCHAR", DIRECT, "who was identified", "strong"),
        "gender": Column("gender", "VARCHAR", "quasi-identifier", "whom the programme reaches"),
        "county": Column("county", "VARCHAR", "quasi-identifier", "to publish by county"),
        "year": Column("year", "INTEGER", "plain", "to publish by year"),
    }
    return tuple(known[name] for name in names)


NAMELESS = _person("birth_date", "licence_number", "gender", "county", "year")
COLLECTIONS = {
    "ccw": ("Concealed-carry permits", "permits", _person(
        "last_name", "birth_date", "address", "permit_number", "gender", "county", "year")),
    "dros": ("Dealers’ records of sale", "sales", NAMELESS),
    "fsc": ("Firearm Safety Certificates", "certificates", NAMELESS),
    "awr": ("Assault-weapons registry", "entries", NAMELESS),
    "gvro": ("Gun-violence restraining orders", "orders", _person("county", "year")),
    "roster": ("Handguns certified for sale", "models", _person("county", "year")),
}  # fmt: skip
EXPOSED = ("ccw", "fsc", "dros", "awr")
NO_CHART_NEEDS = tuple(
    f"{name}.{column.name}"
    for name in EXPOSED
    for column in COLLECTIONS[name][2]
    if column.of_class == DIRECT
)


def make(folder: Path, without: Sequence[str] = ()) -> Path:
    """The project and its vault; ``without`` columns that are declared in no source of the project."""
    declare(folder / "project", without)
    (folder / "vault").mkdir(mode=0o700, parents=True)
    with duckdb.connect(str(folder / "vault" / "records.duckdb")) as vault:
        for name, (_, _, columns) in COLLECTIONS.items():
            vault.execute(f"CREATE TABLE {name} ({', '.join(f'{each.name} {each.sql}' for each in columns)})")
            marks = ", ".join("?" * len(columns))
            vault.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows(name)))  # noqa: S608  (our own names)
    return folder


def rows(name: str, count: int = RECORDS) -> Iterator[tuple[object, ...]]:
    """The records of a collection, without chance."""
    shift = list(COLLECTIONS).index(name) * 1_000
    for number in range(count):
        known = _values(number, shift, name)
        yield tuple(known[each.name] for each in COLLECTIONS[name][2])


def as_csv(name: str) -> bytes:
    """The records of a collection as the file that nobody should have been able to fetch."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(each.name for each in COLLECTIONS[name][2])
    writer.writerows(rows(name))
    return text.getvalue().encode()


def declare(folder: Path, without: Sequence[str] = ()) -> None:
    """The project's declarations."""
    for part in ("sources", "tables", "pages"):
        (folder / part).mkdir(parents=True)
    beside = Path(example.__file__).parent
    shutil.copy(beside / "people.toml", folder)
    shutil.copy(beside / "policy.toml", folder)
    (folder / "project.toml").write_text(
        _PROJECT.format(collections=", ".join(f'"{name}"' for name in COLLECTIONS))
    )
    questions = "\n".join(f'"How many {what}?" = "{name}/"' for name, (_, what, _) in COLLECTIONS.items())
    (folder / "pages/home.toml").write_text(
        f'title = "Firearms"\nlede = "A drill: every number is made up."\n\n[questions]\n{questions}\n'
    )
    for name, (title, what, columns) in COLLECTIONS.items():
        kept = [each for each in columns if f"{name}.{each.name}" not in without]
        (folder / f"sources/{name}.toml").write_text(_source(name, title, what, kept))
        (folder / f"tables/{name}.toml").write_text(
            _TABLE.format(name=name, title=title, what=what, county=_county(), years=_years())
        )
        (folder / f"pages/{name}.toml").write_text(
            _PAGE.format(name=name, title=title, what=what, last=YEARS[-1])
        )


def _values(number: int, shift: int, name: str) -> dict[str, object]:
    one = number + shift
    return {
        "last_name": f"{SURNAMES[number % 8]}-{number // 8:02}",
        "birth_date": f"{1940 + one % 61}-{1 + one % 12:02}-{1 + one * 7 % 28:02}",
        "address": f"{100 + number} {STREETS[number % 4]}",
        "permit_number": f"P-{700_000 + one}",
        "licence_number": f"{name[0].upper()}{4_000_000 + one * 37}",
        "gender": "FM"[number % 2],
        "county": COUNTIES[number % 4],
        "year": YEARS[number // 4 % 3],
    }


def _source(name: str, title: str, what: str, columns: Sequence[Column]) -> str:
    parts = [f'[source]\ncollection = "{name}"\ntitle = "{title}"\nrecord = "one of the {what}"\n']
    kinds = {"VARCHAR": "text", "DATE": "date", "INTEGER": "integer"}
    for each in columns:
        told = f'[[column]]\nname = "{each.name}"\ntype = "{kinds[each.sql]}"\nclass = "{each.of_class}"\npurpose = "{each.purpose}"\n'
        bounds = "earliest = 1900-01-01\nlatest = 2022-06-27\n" if each.sql == "DATE" else ""
        parts.append(told + (f'identify = "{each.identify}"\n' if each.identify else "") + bounds)
    return "\n".join(parts)


def _county() -> str:
    return ", ".join(f'"{each}"' for each in COUNTIES)


def _years() -> str:
    return ", ".join(f'"{each}"' for each in YEARS)


_PROJECT = """[project]
id = "drill"
title = "Firearms statistics (drill)"
publisher = "Department of Justice (drill)"
contact = "mailto:data@drill.example"
licence = "CC0-1.0"
base_url = "http://127.0.0.1:8000"
language = "en"
example = "A drill. Every number here is made up."
collections = [{collections}]

[release]
id = "2022-06"
published_on = 2022-06-27
next = "never"
changes = ["The drill's release."]

[places]
vault = "../vault/records.duckdb"
published = "../published"
evidence = "../evidence"
keys = "../keys"
"""
_TABLE = """[[variable]]
id = "county"
label = "County"
total_label = "All counties"
categories = [{county}]

[[variable]]
id = "year"
label = "Year"
total_label = "All years"
categories = [{years}]

[[table]]
id = "{name}_by_county"
title = "{title}, by county and year"
by = ["county", "year"]
measure = {{ id = "{what}", label = "Number of {what}", unit = "{what}" }}
"""
_PAGE = """id = "{name}"
collection = "{name}"
title = "{title}"
card = "{what}"
summary = "{{1}} {what} in {last}."
filters = ["county", "year"]
figures = [{{ label = "{title} in {last}", table = "{name}_by_county", at = {{ year = "{last}" }} }}]
unit_one = "record"
unit_many = "{what}"

[[charts]]
id = "counties"
kind = "bar"
table = "{name}_by_county"
along = "county"
at.year = "{last}"

[view]
table = "{name}_by_county"
rows = "county"
columns = "year"
"""
