"""Every place with its number from each topic that has a map: one page, for readers without JavaScript too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.project.model import Project, Variable
from clerestory.project.pages import Chart, Page
from clerestory.public.site import words
from clerestory.public.site.cubes import Published
from clerestory.release.jsonstat import MEASURE, PublishedCube
from clerestory.vocabulary.hierarchy import TOTAL


@dataclass(frozen=True)
class Place:
    """One place: where it stands on the page of places, and its number from each topic."""

    code: str
    name: str
    anchor: str
    cells: tuple[str | None, ...]  # None where withheld

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
    cubes = [published[chart.table].cube for _, chart in same]
    charts = [chart for _, chart in same]
    named = [
        _place(code, variable.hierarchy.label(code), charts, cubes)
        for code in sorted(variable.hierarchy.leaves)
    ]
    total = _place(TOTAL, variable.total_label, charts, cubes)
    topics = tuple(Topic(page, published[chart.table].table.title) for page, chart in same)
    return Places(variable, total, tuple(named), topics)


def sentence_name(variable: Variable, code: str) -> str:
    """A place as sentences name it: "Orange County"."""
    return f"{variable.hierarchy.label(code)}{variable.suffix}"


def _place(code: str, name: str, charts: Sequence[Chart], cubes: Sequence[PublishedCube]) -> Place:
    cells = tuple(
        cell(cube, {**chart.at, chart.along: code}) for chart, cube in zip(charts, cubes, strict=True)
    )
    shown = tuple(None if value is None else words.number(value) for value in cells)
    return Place(code, name, slug(code), shown)


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
