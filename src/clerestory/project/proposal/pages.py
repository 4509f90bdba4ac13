"""A page for the tables proposed: how many, of which kind, over the years, by each variable."""

from collections.abc import Iterator, Mapping, Sequence

from clerestory.project.model import Table, Variable
from clerestory.project.pages import Chart, Figure, Page, View
from clerestory.project.proposal.variables import is_time

MOST_LINES = 5
MOST_FIGURES = 4


def page_of(collection: str, title: str, tables: Sequence[Table], variables: Mapping[str, Variable]) -> Page:
    """The page of a collection: a sentence, figures, charts, a table."""
    wide = next(table for table in tables if len(table.by) > 1)
    time = next((name for name in wide.by if is_time(variables[name])), None)
    counted = [name for table in tables for name in table.by]
    figures = tuple(_figures(wide, tables, time, variables))[:MOST_FIGURES]
    return Page(
        id=collection,
        collection=collection,
        title=title,
        card="records",
        summary="{1} records were counted in {year}." if time else "{1} records were counted.",
        filters=tuple(dict.fromkeys(name for name in counted if not _is_finer(name, variables))),
        figures=figures,
        charts=tuple(_charts(wide, tables, time, variables)),
        view=_view(wide, time),
        unit_one="record",
        unit_many="records",
    )


def _is_finer(name: str, variables: Mapping[str, Variable]) -> bool:
    """Months are shown in their own chart; readers choose by the year."""
    return any(variable.coarsens == name for variable in variables.values())


def _view(wide: Table, time: str | None) -> View:
    rows = next(name for name in wide.by if name != time)
    columns = time or next(name for name in wide.by if name != rows)
    return View(wide.id, rows, columns)


def _figures(
    wide: Table, tables: Sequence[Table], time: str | None, variables: Mapping[str, Variable]
) -> Iterator[Figure]:
    at = {time: _last(variables[time])} if time else {}
    yield Figure("Records", wide.id, at, compare="previous" if time else "")
    for table in tables:
        for name in table.by:
            codes = variables[name].hierarchy.leaves
            if len(codes) == 2 and name != time:
                yield _share(table, name, codes, at, variables[name])


def _share(
    table: Table, name: str, codes: Sequence[str], at: Mapping[str, str], variable: Variable
) -> Figure:
    code = next((code for code in codes if code.lower() in ("yes", "true", "1")), codes[0])
    label = f"{variable.label}: {variable.hierarchy.label(code)}"
    return Figure(label, table.id, {**at, name: code}, kind="share", of=dict(at))


def _charts(
    wide: Table, tables: Sequence[Table], time: str | None, variables: Mapping[str, Variable]
) -> Iterator[Chart]:
    if time:
        yield Chart("trend", "line", wide.id, time, measure="Records a year")
    for table in tables:
        for name in table.by:
            variable = variables[name]
            if name == time:
                continue
            measure = f"Records by {variable.label.lower()}"
            if time in table.by and 2 <= len(variable.hierarchy.leaves) <= MOST_LINES:
                yield Chart(name, "line", table.id, str(time), series=name, measure=measure)
            elif not _is_finer(name, variables):
                yield Chart(name, "bar", table.id, name, measure=measure)


def _last(time: Variable) -> str:
    return time.hierarchy.leaves[-1]
