"""The pages of a topic: the dashboard, its full table, and the model that the explorer reads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.project.model import Project
from clerestory.project.pages import Chart, Page
from clerestory.public.site import citation
from clerestory.public.site.cubes import Published
from clerestory.public.site.downloads import File, shown, table_files
from clerestory.public.site.engine import Model, Renderer
from clerestory.public.site.frame import Address, Frame, markup, plain
from clerestory.public.site.model import has_map

_KINDS = {
    "line": "Over time",
    "bar": "Ranking",
    "stacked": "Composition",
    "dot": "Comparison",
    "map": "Map",
    "multiples": "Groups",
}


@dataclass(frozen=True)
class ChartRow:
    """One or two charts side by side."""

    kind: str  # lead, map, even
    charts: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Topic:
    """A page with everything its files are made from."""

    page: Page
    model: Model
    own: Sequence[Published]  # the table shown first
    archive: File
    covers: str


def files(project: Project, frame: Frame, renderer: Renderer, topic: Topic) -> dict[str, bytes]:
    """Every file of a topic but its zip and its tables."""
    page, folder = topic.page, f"{topic.page.id}/"
    return {
        f"{folder}index.html": _dashboard(project, frame, renderer, topic),
        f"{folder}table/index.html": _full_table(frame, renderer, topic, project),
        f"{folder}page.json": _compact(topic.model),
        f"{folder}cite.bib": citation.bibtex(project, page, topic.covers),
        f"{folder}cite.ris": citation.ris(project, page, topic.covers),
    }


def covers(model: Model) -> str:
    """The years a page covers: "2012 to 2021"; empty where it has none."""
    variables = model["variables"]
    time = model["time"]
    if not isinstance(variables, Mapping) or time is None:
        return ""
    codes = [code for code in variables[time]["codes"] if str(code).isdigit()]
    return f"{codes[0]} to {codes[-1]}" if len(codes) > 1 else str(codes[0])


def rows(charts: Sequence[Chart]) -> tuple[ChartRow, ...]:
    """The first chart beside its definitions, then two and two; a map keeps its neighbor closer."""
    if not charts:
        return ()
    first, rest = charts[0], list(charts[1:])
    made = [ChartRow("lead", (first.id,), _KINDS[first.kind])]
    while rest:
        pair, rest = rest[:2], rest[2:]
        kind = "map" if pair[0].kind == "map" else "even"
        label = " and ".join(dict.fromkeys(_KINDS[chart.kind] for chart in pair)).capitalize()
        made.append(ChartRow(kind, tuple(chart.id for chart in pair), label))
    return _told_apart(made)


def _told_apart(made: Sequence[ChartRow]) -> tuple[ChartRow, ...]:
    seen: dict[str, int] = {}
    apart = []
    for row in made:
        seen[row.label] = seen.get(row.label, 0) + 1
        count = seen[row.label]
        apart.append(ChartRow(row.kind, row.charts, row.label if count == 1 else f"{row.label}, {count}"))
    return tuple(apart)


def _dashboard(project: Project, frame: Frame, renderer: Renderer, topic: Topic) -> bytes:
    page, regions = topic.page, renderer.page(topic.model)
    address = Address(f"{page.id}/", page.title, plain(regions["summary"]), "topics")
    return frame.page(
        "page.html",
        address,
        page=page,
        regions=markup(regions),
        rows=rows(page.charts),
        covers=topic.covers,
        placed=has_map(page),
        cautions=_cautions(project, page),
        shown=shown(topic.own[0], topic.archive),
        others=[table_files(project, each) for each in topic.own[1:]],
        example_file=topic.own[0].address("csv"),
    )


def _cautions(project: Project, page: Page) -> list[tuple[str, str]]:
    caveats = [("", caveat) for caveat in project.source(page.collection).caveats]
    return [*page.compare_notes.items(), *caveats]


def _full_table(frame: Frame, renderer: Renderer, topic: Topic, project: Project) -> bytes:
    page, regions = topic.page, renderer.table_page(topic.model)
    title = f"{page.title}: the full table"
    address = Address(f"{page.id}/table/", title, plain(regions["summary"]), "topics")
    return frame.page(
        "table.html",
        address,
        page=page,
        heading=topic.own[0].table.title,
        table=topic.own[0].table.id,
        regions=markup(regions),
        archive=topic.archive,
        tables=[table_files(project, each) for each in topic.own],
        example_file=topic.own[0].address("csv"),
    )


def _compact(model: Model) -> bytes:
    return (json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
