"""Several tables over one file of records, declared in one TOML file: ``table protect --tables``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from clerestory.project.decode import decode
from clerestory.project.document import open_document
from clerestory.project.problem import Problem, UnusableProject

_NAME = "letters, digits, - and _"


@dataclass(frozen=True)
class LinkedTable:
    """A table to publish."""

    id: Annotated[str, f"name of the table and of its file: {_NAME}"]
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
    """The declaration; everything that is wrong is told with line and remedy."""
    problems: list[Problem] = []
    document = open_document(path.parent, path.name, problems)
    declared = decode(LinkedFile, document) if document else None
    if declared is None or document is None:
        raise UnusableProject(problems)
    known: set[str] = set()
    for number, table in enumerate(declared.table):
        place = ("table", number)
        if (
            table.id in known
            or not table.id.replace("-", "a").replace("_", "a").isalnum()
            or not table.id.isascii()
        ):
            document.problem(
                (*place, "id"), "not the name of one table", f"give every table its own: {_NAME}"
            )
        known.add(table.id)
        if not table.by or len(set(table.by)) < len(table.by):
            document.problem((*place, "by"), "no variables, or one twice", "name each variable once")
        if len(table.where) + len(table.without) > 1:
            document.problem(place, "restricted by several variables", "restrict by one variable")
        if not 0 < table.weight < 1e6:
            document.problem((*place, "weight"), "weight is not above 0", "give 1 for an ordinary table")
        if table.minimum is not None and table.minimum < 1:
            document.problem((*place, "minimum"), "minimum is below 1", "give 1 or more")
    if not declared.table:
        document.problem((), "no table", "declare one with [[table]]")
    variables = used(declared)
    for key, names in (("hierarchies", declared.hierarchies), ("coarsens", declared.coarsens)):
        for name in names:
            if name not in variables:
                document.problem((key, name), f"no table counts by {name}", "name a variable of a table")
    if problems:
        raise UnusableProject(problems)
    return declared


def used(declared: LinkedFile) -> tuple[str, ...]:
    """Every variable that a table counts by or is restricted by, once."""
    names = (name for table in declared.table for name in (*table.by, *table.where, *table.without))
    return tuple(dict.fromkeys(names))
