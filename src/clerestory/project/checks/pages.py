"""Pages: every table, variable, code and denominator they name exists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clerestory.project.checks.names import known, unique, well_formed
from clerestory.project.checks.words import check_words
from clerestory.project.document import Document
from clerestory.project.location import Place
from clerestory.project.model import Table, Variable
from clerestory.project.pages import Chart, Figure, Page, View
from clerestory.vocabulary.hierarchy import TOTAL

YEAR = "year"


@dataclass(frozen=True)
class Shown:
    """What a page can show."""

    tables: Mapping[str, Table]
    variables: Mapping[str, Mapping[str, Variable]]
    denominators: Mapping[str, Mapping[str, float]]

    def codes(self, table: Table, variable: str) -> frozenset[str]:
        """The codes that a variable has in a table."""
        declared = self.variables[table.collection].get(variable)
        return frozenset([TOTAL, *declared.hierarchy.parent]) if declared else frozenset()


def check_page(page: Page, name: str, shown: Shown, document: Document) -> None:
    """Everything that a page names exists, and can be drawn."""
    if page.id != name:
        document.problem(("id",), f"the page {page.id!r} stands in a file named {name!r}", "use one name")
    well_formed(document, ("id",), page.id)
    if known(document, ("collection",), page.collection, shown.variables, "the collection"):
        for number, variable in enumerate(page.filters):
            known(document, ("filters", number), variable, shown.variables[page.collection], "the variable")
    unique(document, [(("charts", at, "id"), chart.id) for at, chart in enumerate(page.charts)], "the chart")
    for number, figure in enumerate(page.figures):
        _check_figure(figure, ("figures", number), shown, document)
    for number, chart in enumerate(page.charts):
        _check_chart(chart, ("charts", number), shown, document)
    _check_view(page.view, shown, document)
    check_words(page, document)


def _check_figure(figure: Figure, place: Place, shown: Shown, document: Document) -> None:
    if not known(document, (*place, "table"), figure.table, shown.tables, "the table"):
        return
    table = shown.tables[figure.table]
    _check_cell(table, figure.at, (*place, "at"), shown, document)
    _check_cell(table, figure.of, (*place, "of"), shown, document)
    if figure.kind == "rate" or figure.denominator:
        _check_denominator(figure.denominator, table, (*place, "denominator"), shown, document)
    if figure.compare and YEAR not in table.by:
        what = f"table {table.id!r} has no variable {YEAR!r} to compare by"
        document.problem((*place, "compare"), what, "leave `compare` out")


def _check_chart(chart: Chart, place: Place, shown: Shown, document: Document) -> None:
    well_formed(document, (*place, "id"), chart.id)
    if not known(document, (*place, "table"), chart.table, shown.tables, "the table"):
        return
    table = shown.tables[chart.table]
    axes = [chart.along, *([chart.series] if chart.series else [])]
    _check_axes(table, axes, ("along", "series"), place, document)
    _check_cell(table, chart.at, (*place, "at"), shown, document)
    codes = frozenset[str]().union(*(shown.codes(table, axis) for axis in axes))
    _check_codes(chart.codes, codes, (*place, "codes"), document)
    if chart.denominator:
        _check_denominator(chart.denominator, table, (*place, "denominator"), shown, document)


def _check_view(view: View, shown: Shown, document: Document) -> None:
    place: Place = ("view",)
    if not known(document, (*place, "table"), view.table, shown.tables, "the table"):
        return
    table = shown.tables[view.table]
    _check_axes(table, [view.rows, view.columns], ("rows", "columns"), place, document)
    _check_cell(table, view.at, (*place, "at"), shown, document)
    _check_codes(view.row_codes, shown.codes(table, view.rows), (*place, "row_codes"), document)
    _check_codes(view.column_codes, shown.codes(table, view.columns), (*place, "column_codes"), document)


def _check_axes(
    table: Table, axes: list[str], keys: tuple[str, str], place: Place, document: Document
) -> None:
    for axis, key in zip(axes, keys, strict=False):
        known(document, (*place, key), axis, table.by, f"in table {table.id!r} the variable")
    if len(axes) == 2 and axes[0] == axes[1]:
        document.problem((*place, keys[1]), f"{axes[0]!r} stands on both axes", "choose another")


def _check_cell(
    table: Table, cell: Mapping[str, str], place: Place, shown: Shown, document: Document
) -> None:
    for variable, code in cell.items():
        at = (*place, variable)
        if known(document, at, variable, table.by, f"in table {table.id!r} the variable"):
            known(document, at, code, shown.codes(table, variable), f"the category of {variable!r}")


def _check_codes(codes: Iterable[str], allowed: frozenset[str], place: Place, document: Document) -> None:
    for number, code in enumerate(codes):
        known(document, (*place, number), code, allowed, "the category")


def _check_denominator(name: str, table: Table, place: Place, shown: Shown, document: Document) -> None:
    """The denominator exists and has residents for the categories of a variable of the table."""
    if not known(document, place, name, shown.denominators, "the denominator"):
        return
    has = set(shown.denominators[name])
    if TOTAL not in has and not any(has & shown.codes(table, variable) for variable in table.by):
        what = f"the denominator {name!r} has no category of table {table.id!r}"
        document.problem(place, what, f"add its codes, or {TOTAL}")
