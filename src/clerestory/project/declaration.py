"""The files of a project as dataclasses: a field is a key, nothing else is accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from clerestory.project.model import Column, Measure, Person, Release


@dataclass(frozen=True)
class About:
    """Who publishes what."""

    id: Annotated[str, "short name of the project, in addresses and metadata"]
    title: Annotated[str, "name of the publication"]
    publisher: Annotated[str, "who publishes it"]
    contact: Annotated[str, "where a reader can report a problem: an address"]
    licence: Annotated[str, "the licence of the published numbers"]
    base_url: Annotated[str, "the address at which it will be served, without a slash at the end"]
    language: Annotated[str, "language of the pages"] = "en"
    collections: Annotated[
        tuple[str, ...], "the collections in the order that readers see; not named: after these, by name"
    ] = ()
    example: Annotated[str, "a banner on every page where the numbers are made up; else empty"] = ""


@dataclass(frozen=True)
class PlacesDeclared:
    """Where things lie, relative to the project folder."""

    vault: Annotated[str, "the records, a DuckDB file"] = "../vault/records.duckdb"
    published: Annotated[str, "what is published, and its signatures"] = "../published"
    evidence: Annotated[str, "the confidential evidence, owner-only"] = "../evidence"
    keys: Annotated[str, "the keys of those who sign"] = "../keys"


@dataclass(frozen=True)
class ProjectFile:
    """`project.toml`: who publishes what, which release, where things lie."""

    project: Annotated[About, "who publishes what"]
    release: Annotated[Release, "this release"]
    places: Annotated[PlacesDeclared, "where things lie"] = field(default_factory=PlacesDeclared)


@dataclass(frozen=True)
class PeopleFile:
    """`people.toml`: who acts, in which roles."""

    person: Annotated[tuple[Person, ...], "one table a person"]


@dataclass(frozen=True)
class SourceDeclared:
    """A collection of records."""

    collection: Annotated[str, "its name: that of its vault table and of this file"]
    title: Annotated[str, "its name for readers"]
    record: Annotated[str, "what one record is, for readers: a permit application"]
    origin: Annotated[str, "who collects it, and by which duty"] = ""
    caveats: Annotated[tuple[str, ...], "what a reader should know of its quality"] = ()


@dataclass(frozen=True)
class SourceFile:
    """`sources/<collection>.toml`: a collection and every column of its vault table."""

    source: Annotated[SourceDeclared, "the collection"]
    column: Annotated[tuple[Column, ...], "one table a column of the vault"]


@dataclass(frozen=True)
class Category:
    """A category with a label of its own."""

    code: Annotated[str, "the column's value, as text"]
    label: Annotated[str, "what readers see"]


@dataclass(frozen=True)
class VariableDeclared:
    """A column that tables count by."""

    id: Annotated[str, "the column's name"]
    label: Annotated[str, "what readers see"]
    total_label: Annotated[str, "what readers see for the total: All years"]
    definition: Annotated[str, "what it means, for the data dictionary"] = ""
    coarsens: Annotated[str | None, "the finer variable whose hierarchy has these codes (region: county)"] = (
        None
    )
    suffix: Annotated[str, "what follows a category's name in a sentence: ' County'"] = ""
    categories: Annotated[
        tuple[str | Category, ...], "its categories, in order: a code, or a code with a label"
    ] = ()
    hierarchy: Annotated[str | None, "instead of categories: a file of `hierarchies/`"] = None


@dataclass(frozen=True)
class TableDeclared:
    """A published table."""

    id: Annotated[str, "name of the table, in addresses: letters, digits, - and _"]
    title: Annotated[str, "what readers see"]
    by: Annotated[tuple[str, ...], "the variables counted by"]
    measure: Annotated[Measure, "what is counted"]
    minimum: Annotated[int | None, "fewest records of a published cell; not given: the policy's"] = None
    where: Annotated[
        Mapping[str, tuple[str, ...]], "count only these categories; the variable must be in `by`"
    ] = field(default_factory=dict)
    notes: Annotated[tuple[str, ...], "notes under the table and in its files"] = ()


@dataclass(frozen=True)
class TablesFile:
    """`tables/<collection>.toml`: the variables and tables of a collection."""

    variable: Annotated[tuple[VariableDeclared, ...], "one table a variable"]
    table: Annotated[tuple[TableDeclared, ...], "one table a published table"]
