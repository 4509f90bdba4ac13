"""Every place with its number from each topic that has a map: one page, for readers without JavaScript too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.project.model import Project, Variable
from clerestory.project.pages import Chart, Page
from clerestory.public.site import words
from clerestory.public.site.cubes import Published, is_time, merged
from clerestory.release.jsonstat import MEASURE, PublishedCube
from clerestory.vocabulary.hierarchy import TOTAL


@dataclass(frozen=True)
class Cell:
    """A number as shown: empty where withheld; ``beside`` names the places it was joined with."""

    shown: str
    beside: str = ""


@dataclass(frozen=True)
class Place:
    """One place: where it stands on the page of places, and its number from each topic."""

    code: str
    name: str
    anchor: str
    cells: tuple["Cell", ...]

    @property
    def address(self) -> str:
        """Where a link to the place leads."""
        return f"places/#{self.anchor}"


@dataclass(frozen=True)
class Topic:
    """A column of the page of places."""

    page: Page
    what: str

    def of(self, place: Place) -> str:
        """The address of the topic with the place chosen."""
        return f"{self.page.id}/?place={place.code.replace(' ', '+')}"


@dataclass(frozen=True)
class Places:
    """All places and topics."""

    variable: Variable
    total: Place
    list: tuple[Place, ...]
    topics: tuple[Topic, ...]

    @property
    def heading(self) -> str:
        """What the lists are called: "Your county"."""
        return f"Your {self.variable.label.lower()}"

    @property
    def note(self) -> str:
        """What stands beside that heading."""
        return f"What {words.counted(len(self.topics), 'topic says', 'topics say')} about it, side by side."


def places(project: Project, published: Mapping[str, Published]) -> Places | None:
    """The places of every page with a map; ``None`` where no page has one."""
    maps = [(page, chart) for page in project.pages for chart in page.charts if chart.kind == "map"]
    if not maps:
        return None
    variable = project.variables[maps[0][0].collection][maps[0][1].along]
    same = [(page, chart) for page, chart in maps if chart.along == variable.id]
    drawn = [(chart, published[chart.table].cube) for _, chart in same]
    named = [
        _place(code, variable.hierarchy.label(code), drawn) for code in sorted(variable.hierarchy.leaves)
    ]
    total = _place(TOTAL, variable.total_label, drawn)
    topics = tuple(Topic(page, _what(project, chart, published[chart.table])) for page, chart in same)
    return Places(variable, total, tuple(named), topics)


def sentence_name(variable: Variable, code: str) -> str:
    """A place as sentences name it: "Orange County"."""
    return f"{variable.hierarchy.label(code)}{variable.suffix}"


def _what(project: Project, chart: Chart, each: Published) -> str:
    measure = each.cube.dimension(MEASURE)
    variables = project.variables[each.table.collection]
    times = [
        variables[name].total_label if chart.at.get(name, TOTAL) == TOTAL else chart.at[name]
        for name in each.table.by
        if is_time(variables[name].hierarchy.codes)
    ]
    return ", ".join([measure.labels[measure.codes[0]], *(time[:1].lower() + time[1:] for time in times)])


def _place(code: str, name: str, drawn: Sequence[tuple[Chart, PublishedCube]]) -> Place:
    return Place(code, name, slug(code), tuple(_cell(chart, cube, code) for chart, cube in drawn))


def _cell(chart: Chart, cube: PublishedCube, code: str) -> Cell:
    value = cell(cube, {**chart.at, chart.along: code})
    if value is not None:
        return Cell(words.number(value))
    together, others = _merged_with(cube, chart.along, code)
    joined = cell(cube, {**chart.at, chart.along: together}) if together else None
    return Cell("") if joined is None else Cell(words.number(joined), words.joined(others))


def _merged_with(cube: PublishedCube, variable: str, code: str) -> tuple[str, list[str]]:
    """The category that was made by joining this one with others, and those others."""
    if code == TOTAL:
        return "", []
    dimension = cube.dimension(variable)
    for name, parent in merged(cube):
        if name == variable and code in dimension.child[parent]:
            others = [other for other in dimension.child[parent] if other != code]
            return parent, [dimension.labels.get(other, other) for other in others]
    return "", []


def cell(cube: PublishedCube, at: Mapping[str, str]) -> int | None:
    """One number of a cube; what ``at`` does not name is the total, or the first measure."""
    offset = 0
    for dimension in cube.dimensions:
        fallback = dimension.codes[0] if dimension.id == MEASURE else TOTAL
        code = at.get(dimension.id, fallback)
        offset = offset * len(dimension.codes) + dimension.codes.index(code)
    return cube.values[offset]


def slug(code: str) -> str:
    """A code as an anchor: "san-francisco"."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-") or "x"
