"""Sources and tables of a collection: no direct identifier, names that match, sums that add up."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from clerestory.project.checks.names import known, unique, well_formed
from clerestory.project.declaration import SourceFile, TableDeclared, TablesFile, VariableDeclared
from clerestory.project.document import Document
from clerestory.project.location import Place
from clerestory.project.model import Column, Policy, least_width
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy
from clerestory.vocabulary.status import ColumnClass

MEASURE = "measure"


@dataclass(frozen=True)
class Declared:
    """The declarations that a table must agree with."""

    source: SourceFile
    tables: TablesFile
    hierarchies: Mapping[str, Hierarchy]  # variable -> its hierarchy, where it is whole
    policy: Policy

    @property
    def direct(self) -> frozenset[str]:
        """The columns that say who somebody is."""
        return frozenset(
            column.name
            for column in self.source.column
            if column.column_class is ColumnClass.DIRECT_IDENTIFIER
        )

    @property
    def least_minimum(self) -> int:
        """A table about people keeps the policy's minimum; one about things may go lower."""
        plain = all(column.column_class is ColumnClass.PLAIN for column in self.source.column)
        return 1 if plain else self.policy.minimum


def check_source(source: SourceFile, name: str, document: Document) -> None:
    """The collection is named as its file; each column once."""
    collection = source.source.collection
    if collection != name:
        what = f"the collection {collection!r} stands in a file named {name!r}"
        document.problem(("source", "collection"), what, "let both have the same name")
    well_formed(document, ("source", "collection"), collection)
    unique(document, _named("column", source.column, "name"), "the column")
    for number, column in enumerate(source.column):
        _check_dates(column, ("column", number), document)


def _check_dates(column: Column, place: Place, document: Document) -> None:
    if (column.earliest or column.latest) and column.type not in ("date", "timestamp"):
        what = f"{column.name!r} is of type {column.type} and has no earliest or latest"
        document.problem(place, what, "leave them out")
    if column.earliest and column.latest and column.latest < column.earliest:
        what = f"the latest of {column.name!r} is before its earliest"
        document.problem((*place, "latest"), what, "swap them")


def check_variables(declared: Declared, document: Document) -> None:
    """Each variable is a column that may be counted, with categories that nest."""
    unique(document, _named("variable", declared.tables.variable, "id"), "the variable")
    columns = {column.name for column in declared.source.column}
    for number, variable in enumerate(declared.tables.variable):
        place: Place = ("variable", number)
        if variable.id == MEASURE:
            document.problem((*place, "id"), f"{MEASURE!r} is no variable's name", "rename the column")
        elif _identifies_nobody(declared, variable.id, (*place, "id"), f"variable {variable.id!r}", document):
            known(document, (*place, "id"), variable.id, columns, "the column")
        _check_categories(variable, place, document)
        if variable.coarsens is not None:
            _check_coarsens(declared, variable, (*place, "coarsens"), document)


def check_tables(declared: Declared, document: Document) -> None:
    """Each table counts by declared variables, and names nobody."""
    unique(document, _named("table", declared.tables.table, "id"), "the table")
    for number, table in enumerate(declared.tables.table):
        place: Place = ("table", number)
        well_formed(document, (*place, "id"), table.id)
        _check_by(declared, table, place, document)
        _check_where(declared, table, place, document)
        _check_minimum(declared, table, place, document)


def check_taken(tables: TablesFile, taken: Collection[str], document: Document) -> None:
    """No table has the name of a table of another collection: pages name tables alone."""
    for number, table in enumerate(tables.table):
        if table.id in taken:
            what = f"table {table.id!r} is declared in another collection too"
            document.problem(("table", number, "id"), what, "rename one of them")


def flat(variable: VariableDeclared) -> Hierarchy:
    """The hierarchy of a variable that lists its categories (``Total`` among them is a problem told elsewhere)."""
    codes = tuple(part if isinstance(part, str) else part.code for part in variable.categories)
    labels = {part.code: part.label for part in variable.categories if not isinstance(part, str)}
    return Hierarchy.flat(tuple(code for code in codes if code != TOTAL), labels)


def _identifies_nobody(declared: Declared, name: str, place: Place, what: str, document: Document) -> bool:
    if name not in declared.direct:
        return True
    document.problem(
        place,
        f"{what} names the direct identifier {name!r}, which no table may (rule R01)",
        "remove it from the table",
    )
    return False


def _check_categories(variable: VariableDeclared, place: Place, document: Document) -> None:
    if bool(variable.categories) == (variable.hierarchy is not None):
        what = f"variable {variable.id!r} needs either categories or a hierarchy"
        document.problem(place, what, "give one of the two")
    codes = [part if isinstance(part, str) else part.code for part in variable.categories]
    unique(document, [((*place, "categories", at), code) for at, code in enumerate(codes)], "the category")
    for number, code in enumerate(codes):
        if not code or code == TOTAL:
            document.problem((*place, "categories", number), f"{code!r} is no category", "leave it out")


def _check_coarsens(declared: Declared, variable: VariableDeclared, place: Place, document: Document) -> None:
    names = {other.id for other in declared.tables.variable} - {variable.id}
    if not known(document, place, str(variable.coarsens), names, "the variable"):
        return
    coarse = declared.hierarchies.get(variable.id)
    fine = declared.hierarchies.get(str(variable.coarsens))
    if coarse is None or fine is None:
        return
    if strangers := [code for code in coarse.parent if code not in fine.parent]:
        what = f"{strangers[0]!r} of {variable.id!r} is no code of the hierarchy of {variable.coarsens!r}"
        document.problem(place, what, "let both use the same codes")
    elif alone := [leaf for leaf in fine.leaves if _times_covered(leaf, coarse, fine) != 1]:
        what = (
            f"{alone[0]!r} of {variable.coarsens!r} does not lie in exactly one category of {variable.id!r}"
        )
        document.problem(place, what, "let the coarser categories part the finer ones")


def _times_covered(leaf: str, coarse: Hierarchy, fine: Hierarchy) -> int:
    times, code, tops = 0, leaf, set(coarse.leaves)
    while code != TOTAL:
        times += code in tops
        code = fine.parent[code]
    return times


def _check_by(declared: Declared, table: TableDeclared, place: Place, document: Document) -> None:
    variables = {variable.id for variable in declared.tables.variable}
    at = [((*place, "by", number), name) for number, name in enumerate(table.by)]
    unique(document, at, "the variable")
    if not table.by:
        document.problem((*place, "by"), f"table {table.id!r} counts by nothing", "name a variable")
    for where, name in at:
        if _identifies_nobody(declared, name, where, f"table {table.id!r}", document):
            known(document, where, name, variables, "the variable")
    for variable in declared.tables.variable:
        if variable.coarsens in table.by and variable.id in table.by:
            what = (
                f"table {table.id!r} counts by {variable.id!r} and by {variable.coarsens!r}, which holds it"
            )
            document.problem((*place, "by"), what, f"leave out {variable.id!r}")


def _check_where(declared: Declared, table: TableDeclared, place: Place, document: Document) -> None:
    for name, codes in table.where.items():
        at = (*place, "where", name)
        if not _identifies_nobody(declared, name, at, f"table {table.id!r}", document):
            continue
        if name not in table.by:
            what = f"table {table.id!r} counts only part of {name!r} and does not show it"
            document.problem(at, what, "add the variable to `by`")
        if not codes:
            document.problem(at, f"no category of {name!r} is left", "name one, or leave it out")
        if hierarchy := declared.hierarchies.get(name):
            for number, code in enumerate(codes):
                known(document, (*at, number), code, hierarchy.parent, f"the category of {name!r}")


def _check_minimum(declared: Declared, table: TableDeclared, place: Place, document: Document) -> None:
    minimum = declared.policy.minimum if table.minimum is None else table.minimum
    if minimum < declared.least_minimum:
        what = (
            f"the minimum {minimum} of table {table.id!r} is below the {declared.least_minimum} it must keep"
        )
        document.problem((*place, "minimum"), what, f"give {declared.least_minimum} or more")
    elif least_width(declared.policy.minimum) <= declared.policy.width < least_width(minimum):
        what = f"the minimum {minimum} asks for a width of {least_width(minimum)}, more than the policy's"
        document.problem((*place, "minimum"), what, "raise the width in policy.toml")


def _named(key: str, parts: Iterable[object], attribute: str) -> list[tuple[Place, str]]:
    return [((key, number, attribute), getattr(part, attribute)) for number, part in enumerate(parts)]
