"""Several tables over one file of records, declared in one TOML file: ``table protect --tables``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from clerestory.project.checks.names import unique, well_formed
from clerestory.project.decode import decode
from clerestory.project.document import Document, open_document
from clerestory.project.location import Place
from clerestory.project.problem import Problem, UnusableProject


@dataclass(frozen=True)
class LinkedTable:
    """A table to publish."""

    id: Annotated[str, "name of the table and of its file: letters, digits, - and _"]
    by: Annotated[tuple[str, ...], "the variables counted by, as columns"]
    minimum: Annotated[int | None, "fewest a published cell may count; not given: the file's"] = None
    weight: Annotated[float, "how many ordinary cells one of this table is worth to readers"] = 1.0
    where: Annotated[
        Mapping[str, tuple[str, ...]], "count only records with these categories of one variable, not in `by`"
    ] = field(default_factory=dict)
    without: Annotated[
        Mapping[str, tuple[str, ...]],
        "count only records without these categories of one variable, not in `by`",
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkedFile:
    """The tables of `clerestory table protect RECORDS --tables FILE`, protected as one linked system."""

    table: Annotated[tuple[LinkedTable, ...], "one table a published table"]
    hierarchies: Annotated[
        Mapping[str, str | tuple[str, ...]],
        "for a variable the file of its code,parent rows, beside this file; several where they overlap",
    ] = field(default_factory=dict)
    coarsens: Annotated[Mapping[str, str], "a column that is a level of a finer one: region = county"] = (
        field(default_factory=dict)
    )
    count: Annotated[str | None, "the rows are leaves, and this column counts them"] = None
    minimum: Annotated[int | None, "fewest a published cell may count, if not none; not given: 11"] = None
    width: Annotated[
        int | None, "what is owed to a small cell; not given: a fifth of the minimum, at least 3"
    ] = None
    seed: Annotated[int | None, "same records, same seed, same tables; not given: 1"] = None
    zeros: Annotated[Literal["publish", "withhold"], "what becomes of a count of nobody"] = "publish"
    group_disclosure: Annotated[
        tuple[str, ...], "variables of which no group may be all in one category"
    ] = ()
    force: Annotated[
        str | None, "a CSV of variables and codes, beside this file: cells that must be published"
    ] = None
    weights: Annotated[
        str | None, "a CSV of variables, codes and weight, beside this file: how much readers lose"
    ] = None


def read_linked(path: Path) -> LinkedFile:
    """The declaration, or ``UnusableProject`` with everything that is wrong with it."""
    problems: list[Problem] = []
    document = open_document(path.parent, path.name, problems)
    declared = decode(LinkedFile, document) if document else None
    if declared is None or document is None:
        raise UnusableProject(problems, where="")
    names = [(("table", number, "id"), table.id) for number, table in enumerate(declared.table)]
    unique(document, names, "the table")
    for number, table in enumerate(declared.table):
        _check_table(table, ("table", number), document)
    if not declared.table:
        document.problem((), "no table", "declare one with [[table]]")
    variables = used(declared)
    for key in ("hierarchies", "coarsens"):
        for name in getattr(declared, key):
            if name not in variables:
                document.problem((key, name), f"no table counts by {name}", "name a variable of a table")
    if problems:
        raise UnusableProject(problems, where="")
    return declared


def _check_table(table: LinkedTable, place: Place, document: Document) -> None:
    well_formed(document, (*place, "id"), table.id)
    if not table.by or len(set(table.by)) < len(table.by):
        document.problem((*place, "by"), "no variables, or one twice", "name each variable once")
    if len(table.where) + len(table.without) > 1:
        document.problem(place, "restricted by several variables", "restrict by one variable")
    if not 0 < table.weight < 1e6:
        what = "weight is not above 0 and below a million"
        document.problem((*place, "weight"), what, "give 1 for an ordinary table")
    if table.minimum is not None and table.minimum < 1:
        document.problem((*place, "minimum"), "minimum is below 1", "give 1 or more")


def used(declared: LinkedFile) -> tuple[str, ...]:
    """Every variable that a table counts by or is restricted by, once."""
    names = (name for table in declared.table for name in (*table.by, *table.where, *table.without))
    return tuple(dict.fromkeys(names))
