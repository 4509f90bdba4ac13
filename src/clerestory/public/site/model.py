"""The page model: what a page declares and what its cubes hold, as the renderer reads both (``page.json``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain

from clerestory.errors import ProjectError
from clerestory.project.model import Project
from clerestory.project.pages import Chart, Figure, Page, View
from clerestory.public.site import words
from clerestory.public.site.cubes import Published, is_time, merged
from clerestory.release.jsonstat import MEASURE, Dimension
from clerestory.vocabulary.hierarchy import TOTAL

MAP_ADDRESS = "assets/california.json"
LEAD, BESIDE = 760, 560


def page_model(project: Project, page: Page, published: Mapping[str, Published]) -> dict[str, object]:
    """The model of one dashboard; ``ProjectError`` where a page names what no table holds."""
    own = _own_cubes(project, page, published)
    check(page, {each.table.id: each for each in own})
    variables = _variables(project, page, own)
    place = _place(project, page, variables)
    rate = next(iter(_denominators(page)), None)
    return {
        "version": 1,
        "minimum": project.policy.minimum,
        "id": page.id,
        "title": page.title,
        "collection": page.collection,
        "language": project.language,
        "release": project.release.id,
        "unit": {"one": page.unit_one, "many": page.unit_many},
        "summary": page.summary,
        "source": project.source(page.collection).origin,
        "links": _LINKS,
        "time": _time(variables),
        "place": place,
        "variables": variables,
        "cubes": [_cube(each, variables) for each in own],
        "filters": list(page.filters),
        "defaults": _defaults(page, variables),
        "figures": [asdict(figure) for figure in page.figures],
        "charts": [asdict(chart) | {"wide": _width(at)} for at, chart in enumerate(page.charts)],
        "view": asdict(page.view),
        "definitions": dict(page.definitions),
        "denominators": {name: dict(project.denominators[name]) for name in _denominators(page)},
        "rate": rate,
        "map": {"url": f"../{MAP_ADDRESS}"} if has_map(page) else None,
    }


_LINKS = {"protection": "../protection/", "table": "table/", "data": "#data", "take": "#take", "page": "./"}


def _width(at: int) -> int:
    """How wide a chart is drawn: the first stands beside its definitions alone, the others in pairs."""
    return LEAD if at == 0 else BESIDE


def has_map(page: Page) -> bool:
    """Whether the page draws a map."""
    return any(chart.kind == "map" for chart in page.charts)


def check(page: Page, own: Mapping[str, Published]) -> None:
    """Every part of the page finds its table, its variables and their categories."""
    for what, table, named in _named(page):
        if table not in own:
            raise _wrong(page, f"{what} names table {table}, which is not a table of {page.collection}")
        held = {part.id: part.codes for part in own[table].variables}
        for variable, code in named:
            if variable not in held:
                raise _wrong(page, f"{what} names variable {variable}, which table {table} does not count by")
            if code is not None and code not in held[variable]:
                raise _wrong(page, f"{what} names category {code}, which {variable} does not have")
    known = {part.id for each in own.values() for part in each.variables}
    for variable in page.filters:
        if variable not in known:
            raise _wrong(page, f"filter {variable} is in no table of {page.collection}")


def _wrong(page: Page, reason: str) -> ProjectError:
    return ProjectError(f"page {page.id}: {reason}; correct pages/{page.id}.toml")


Named = tuple[str, str, list[tuple[str, str | None]]]


def _named(page: Page) -> Iterator[Named]:
    for position, figure in enumerate(page.figures, 1):
        yield f"figure {position}", figure.table, [*figure.at.items(), *figure.of.items()]
    for chart in page.charts:
        yield f"chart {chart.id}", chart.table, _of_chart(chart)
    yield "the table", page.view.table, _of_view(page.view)


def _of_chart(chart: Chart) -> list[tuple[str, str | None]]:
    axes: list[tuple[str, str | None]] = [(name, None) for name in (chart.along, chart.series) if name]
    return [*axes, *chart.at.items()]


def _of_view(view: View) -> list[tuple[str, str | None]]:
    rows: list[tuple[str, str | None]] = [(view.rows, code) for code in view.row_codes]
    columns: list[tuple[str, str | None]] = [(view.columns, code) for code in view.column_codes]
    return [(view.rows, None), (view.columns, None), *rows, *columns, *view.at.items()]


def _own_cubes(project: Project, page: Page, published: Mapping[str, Published]) -> list[Published]:
    own = [published[table.id] for table in project.tables_of(page.collection)]
    return sorted(own, key=lambda each: (each.table.id != page.view.table, each.cells))


def _variables(project: Project, page: Page, own: Sequence[Published]) -> dict[str, dict[str, object]]:
    gathered: dict[str, list[Dimension]] = {}
    for part in chain.from_iterable(each.variables for each in own):
        gathered.setdefault(part.id, []).append(part)
    alone = _merged_everywhere(own)
    return {name: _variable(project, page, parts, alone.get(name, [])) for name, parts in gathered.items()}


def _variable(
    project: Project, page: Page, parts: Sequence[Dimension], alone: list[str]
) -> dict[str, object]:
    whole = max(parts, key=lambda part: len(part.codes))
    declared = project.variables[page.collection][whole.id]
    return {
        "label": declared.label,
        "plural": words.plural(declared.label.lower()),
        "total": declared.total_label,
        "codes": list(whole.codes),
        "labels": {code: whole.labels.get(code, code) for code in whole.codes},
        "child": {code: list(below) for code, below in whole.child.items()},
        "coarsens": declared.coarsens,
        "definition": declared.definition,
        "merged": alone,
    }


def _merged_everywhere(own: Sequence[Published]) -> dict[str, list[str]]:
    found = [(each, set(merged(each.cube))) for each in own]
    every = sorted(set().union(*(pairs for _, pairs in found)))
    together: dict[str, list[str]] = {}
    for variable, code in every:
        holding = [pairs for each, pairs in found if code in _codes(each, variable)]
        if all((variable, code) in pairs for pairs in holding):
            together.setdefault(variable, []).append(code)
    return together


def _codes(each: Published, variable: str) -> tuple[str, ...]:
    return next((part.codes for part in each.variables if part.id == variable), ())


def _cube(each: Published, variables: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    measure = each.cube.dimension(MEASURE)
    first = measure.codes[0]
    fewer = {
        part.id: list(part.codes)
        for part in each.variables
        if list(part.codes) != variables[part.id]["codes"]
    }
    return {
        "table": each.table.id,
        "title": each.table.title,
        "url": f"../{each.address('json')}",
        "by": [part.id for part in each.variables],
        "cells": each.cells,
        "measure": {
            "id": first,
            "label": measure.labels.get(first, first),
            "unit": each.table.measure.unit,
        },
        "codes": fewer,
    }


def _time(variables: Mapping[str, Mapping[str, object]]) -> str | None:
    for name, variable in variables.items():
        codes = variable["codes"]
        if isinstance(codes, list) and is_time(codes):
            return name
    return None


def _place(
    project: Project, page: Page, variables: Mapping[str, Mapping[str, object]]
) -> dict[str, str] | None:
    mapped = [chart.along for chart in page.charts if chart.kind == "map"]
    finer = [str(variable["coarsens"]) for variable in variables.values() if variable["coarsens"]]
    place = next((name for name in (*mapped, *finer) if name in variables), None)
    if place is None:
        return None
    return {"variable": place, "suffix": project.variables[page.collection][place].suffix}


def _defaults(page: Page, variables: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    time = _time(variables)
    defaults = {name: page.view.at.get(name, TOTAL) for name in page.filters}
    if time in defaults:
        codes = variables[time]["codes"]
        defaults[time] = page.view.at.get(time) or (codes[-1] if isinstance(codes, list) else TOTAL)
    return defaults


def _denominators(page: Page) -> list[str]:
    parts: tuple[Figure | Chart, ...] = (*page.figures, *page.charts)
    return sorted({part.denominator for part in parts if part.denominator})
