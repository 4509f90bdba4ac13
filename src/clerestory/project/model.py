"""A project as frozen values: what is declared, after every check has passed.

``pages.py`` holds the pages and charts; ``read.py`` makes a ``Project`` from a folder. Text in
``Annotated`` is what the reference and the editors' schemas tell about a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from clerestory.project.decode import Key
from clerestory.project.pages import Home, Page
from clerestory.vocabulary.hierarchy import Hierarchy
from clerestory.vocabulary.status import ColumnClass, Identifies

ColumnType = Literal["text", "integer", "number", "date", "timestamp", "boolean"]


@dataclass(frozen=True)
class Column:
    """One column of a vault table: what it can do to a person, and why it is held."""

    name: Annotated[str, "the column's name in the vault"]
    type: Annotated[ColumnType, "what its values are"]
    column_class: Annotated[ColumnClass, Key("class"), "what it can do to a person"]
    purpose: Annotated[str, "why it is held, in a few words"]
    identifies: Annotated[Identifies | None, Key("identify"), "how its values are compared in a search"] = (
        None
    )
    earliest: Annotated[date | None, "dates and times: no record may be earlier"] = None
    latest: Annotated[date | None, "dates and times: no record may be later"] = None


@dataclass(frozen=True)
class Source:
    """One collection: a table of the vault, a record a row."""

    collection: str
    title: str
    record: str  # what one record is, for readers: "a permit application"
    columns: tuple[Column, ...]
    origin: str = ""
    caveats: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The declared column of that name; ``KeyError`` if it is not declared."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Variable:
    """A column that tables count by. ``id`` is the column's name and the dimension's id."""

    id: str
    label: str
    hierarchy: Hierarchy
    total_label: str  # what readers see for ``Total``: "California", "All years"
    definition: str = ""
    coarsens: str | None = None  # the finer variable of which this is a level (region: county)
    suffix: str = ""  # what follows a category's name in a sentence: " County"


@dataclass(frozen=True)
class Measure:
    """What is counted: one category of the dimension ``measure``."""

    id: Annotated[str, "the category's code"]
    label: Annotated[str, "what readers see"]
    unit: Annotated[str, "the unit, many of it: applications"]


@dataclass(frozen=True)
class Table:
    """One published cube: counts of a collection by variables, with every total."""

    id: str
    collection: str
    title: str
    by: tuple[str, ...]
    measure: Measure
    minimum: int
    where: Mapping[str, tuple[str, ...]]  # restricting variables; each is also in ``by``
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """The rules of a publication; every field has one meaning and no off-switch."""

    minimum: Annotated[int, "fewest records that a published cell may count, if not none"] = 11
    zeros: Annotated[Literal["published"], "what is done with a cell that counts nothing"] = "published"
    width: Annotated[
        int, "how uncertain every small number must stay: max(3, a fifth of the minimum) or more"
    ] = 3
    proof: Annotated[
        Literal["integer", "continuous"], "what proves it: a whole other table, or a linear relaxation"
    ] = "integer"
    recode: Annotated[
        Literal["apply", "propose"], "merge categories where that withholds less, or refuse with the proposal"
    ] = "propose"
    seed: Annotated[int, "chooses between equally good patterns; keep it to get the same bytes again"] = 1
    signatures: Annotated[tuple[str, ...], "the roles that sign a release, each another person"] = (
        "privacy officer",
        "publisher",
    )
    host: Annotated[
        Literal["server", "static"],
        "what serves it: `clerestory serve`, which takes reports itself; or files alone, as a store or web host does",
    ] = "server"
    intake: Annotated[
        str, "on a static host: where the report form posts, https; elsewhere empty, the server takes reports"
    ] = ""


def least_width(minimum: int) -> int:
    """What is owed to an unsafe cell at the least: a fifth of the minimum, and never under 3."""
    return max(3, -(-minimum // 5))


@dataclass(frozen=True)
class Person:
    """Somebody who acts in this project."""

    id: Annotated[str, "short name, in file names of keys"]
    name: Annotated[str, "the person's name"]
    roles: Annotated[tuple[str, ...], "what the person may do here"]


@dataclass(frozen=True)
class Release:
    """What this publication is called and when it is dated."""

    id: Annotated[str, "its name: 2026-1"]
    published_on: Annotated[date, "the date it bears"]
    next: Annotated[str, "when the next one is due, for readers"] = ""
    changes: Annotated[tuple[str, ...], "what changed since the one before"] = ()


@dataclass(frozen=True)
class Places:
    """Where things lie, absolute."""

    vault: Path
    published: Path
    evidence: Path
    keys: Path


@dataclass(frozen=True)
class Project:
    """Everything a publisher declared, read and checked."""

    root: Path
    id: str
    title: str
    publisher: str
    contact: str
    licence: str
    base_url: str
    language: str
    example: str  # a banner on every page where the numbers are made up; else empty
    release: Release
    places: Places
    policy: Policy
    people: tuple[Person, ...]
    sources: tuple[Source, ...]
    variables: Mapping[str, Mapping[str, Variable]]  # collection -> id -> variable
    tables: tuple[Table, ...]
    home: Home
    pages: tuple[Page, ...]
    denominators: Mapping[str, Mapping[str, float]]  # name -> code of the place variable -> residents

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections, in the order of their sources."""
        return tuple(source.collection for source in self.sources)

    def source(self, collection: str) -> Source:
        """The source of that collection."""
        return next(source for source in self.sources if source.collection == collection)

    def tables_of(self, collection: str) -> tuple[Table, ...]:
        """The tables of that collection, in the order declared."""
        return tuple(table for table in self.tables if table.collection == collection)
