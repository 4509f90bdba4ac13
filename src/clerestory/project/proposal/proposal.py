"""The whole proposal: a project that can be read, checked and built, and a comment for every choice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clerestory.errors import InputError
from clerestory.project.location import Place
from clerestory.project.model import (
    Column,
    Person,
    Places,
    Policy,
    Project,
    Release,
    Source,
    Table,
    Variable,
)
from clerestory.project.pages import Home
from clerestory.project.proposal.classes import propose_class
from clerestory.project.proposal.derivation import Derived, Making
from clerestory.project.proposal.pages import page_of
from clerestory.project.proposal.profile import ColumnProfile
from clerestory.project.proposal.tables import tables_of
from clerestory.project.proposal.variables import label_of, variables_of
from clerestory.vocabulary.status import ColumnClass

Comments = dict[str, dict[Place, str]]
PEOPLE = (
    Person("analyst", "Name of the analyst", ("analyst",)),
    Person("checker-1", "Name of an output checker", ("output checker",)),
    Person("checker-2", "Name of another output checker", ("output checker",)),
    Person("officer", "Name of the privacy officer", ("privacy officer",)),
    Person("publisher", "Name of the publisher", ("publisher",)),
    Person("lead", "Name of the incident lead", ("incident lead",)),
    Person("executive", "Name of the executive", ("executive",)),
    Person("auditor", "Name of the log auditor", ("log auditor",)),
    Person("keeper", "Name of the keeper of the root keys", ("root keeper",)),
)


@dataclass(frozen=True)
class Proposal:
    """A project to be finished by a person, and what the comments in its files say."""

    project: Project
    comments: Mapping[str, Mapping[Place, str]]


def propose(
    root: Path, collection: str, columns: Sequence[ColumnProfile], made: Sequence[Derived], today: date
) -> Proposal:
    """The project in ``root`` for the columns of one collection."""
    policy = Policy()
    variables = variables_of(columns, made)
    tables = tables_of(collection, variables, columns, policy.minimum)
    if not any(len(table.by) > 1 for table in tables):
        raise InputError(
            f"{collection}: there are no two columns with few enough values to make a table of; "
            "declare the project by hand, or give more records"
        )
    used = {name: variable for name, variable in variables.items() if any(name in one.by for one in tables)}
    title = label_of(collection)
    source = Source(collection, title, "a record", tuple(_columns(columns, used, made)))
    project = Project(
        root=root,
        id=collection.replace("_", "-"),
        title=title,
        publisher="Name of the publisher",
        contact="numbers@publisher.example",
        licence="CC-BY-4.0",
        base_url="http://127.0.0.1:8000",
        language="en",
        example="",
        release=Release(f"{today.year}-1", today, changes=("First release.",)),
        places=_places(root),
        policy=policy,
        people=PEOPLE,
        sources=(source,),
        variables={collection: used},
        tables=tables,
        home=Home(title, f"{title} in numbers."),
        pages=(page_of(collection, title, tables, used),),
        denominators={},
    )
    return Proposal(project, _comments(collection, columns, made, used, tables))


def _places(root: Path) -> Places:
    around = root.parent
    return Places(
        vault=around / "vault" / "records.duckdb",
        published=around / "published",
        evidence=around / "evidence",
        keys=around / "keys",
    )


def _columns(
    columns: Sequence[ColumnProfile], used: Mapping[str, Variable], made: Sequence[Derived]
) -> Iterator[Column]:
    for column in columns:
        proposed = propose_class(column)
        purpose = _purpose(column.name, used, [one for one in made if one.making is not Making.FILLED])
        yield Column(column.name, column.type, proposed.column_class, purpose, proposed.identifies)


def _purpose(name: str, used: Mapping[str, Variable], made: Sequence[Derived]) -> str:
    purpose = "counted by in the tables" if name in used else "held, not published"
    for one in made:
        if one.name == name:
            return f"made from {one.source}, {purpose}"
        if name in (one.source, one.other) and one.name in used:
            return f"{one.name} is made from it"
    return purpose


def _comments(
    collection: str,
    columns: Sequence[ColumnProfile],
    made: Sequence[Derived],
    used: Mapping[str, Variable],
    tables: Sequence[Table],
) -> Comments:
    filled = {one.name for one in made if one.making is Making.FILLED}
    return {
        "project.toml": {
            (
                "project",
            ): "Say who you are. `clerestory check` tells what is wrong with any file, and what to do.",
            ("project", "base_url"): "The address at which readers will find the pages.",
        },
        "policy.toml": {
            (
                "minimum",
            ): "No published cell counts 1 to 10 records. Never lower it without your privacy officer.",
            ("recode",): "propose: where tables are too fine, the build is refused and says what to merge.",
        },
        "people.toml": {
            (): "Put the names of real people here. Two people in two roles sign every release;\n"
            "who makes a release never approves it."
        },
        f"sources/{collection}.toml": {
            ("source",): "Say what one record is: a permit application, an arrest, an order.",
            **_of_columns(columns, filled),
        },
        f"tables/{collection}.toml": _of_tables(used, tables),
        f"pages/{collection}.toml": {
            (): "The page of this collection. Rename `record` and `records` to what you count."
        },
        "pages/home.toml": {(): "The first page."},
    }


def _of_columns(columns: Sequence[ColumnProfile], filled: set[str]) -> dict[Place, str]:
    found: dict[Place, str] = {}
    for number, column in enumerate(columns):
        proposed = propose_class(column)
        told = f"{proposed.column_class.value}: {proposed.because}."
        if column.name in filled:
            told += " Records without a value were loaded as Unknown."
        if proposed.column_class is ColumnClass.DIRECT_IDENTIFIER:
            told += " No table may name it; every file of a release is searched for its values."
        found["column", number] = told
    found["column", 0] = (
        "Every column of the vault stands here, with what it can do to a person and why it is held.\n"
        "The classes are proposed from names and values: look at each.\n" + found["column", 0]
    )
    return found


def _of_tables(used: Mapping[str, Variable], tables: Sequence[Table]) -> dict[Place, str]:
    found: dict[Place, str] = {
        ("variable", 0): "What tables count by. Codes are the values of the vault; add labels for readers.",
        (
            "table",
            0,
        ): "Each variable stands in one table, always with the year: tables that meet in so little\n"
        "can be protected together. They are so coarse that few cells are expected to be small.\n"
        "A finer table withholds more; try it with `clerestory release build`.",
    }
    for number, variable in enumerate(used.values()):
        if variable.coarsens:
            found["variable", number, "coarsens"] = (
                f"Each category holds whole categories of {variable.coarsens}."
            )
    return found
