"""Pages and charts as a publisher declares them: which table, which view, which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """A headline figure: a label, one cell (or a rate or share of cells), a sentence beside it."""

    label: str
    table: str
    at: Mapping[str, str]  # variable -> code; what is not named is Total
    kind: Literal["number", "rate", "share"] = "number"
    of: Mapping[str, str] = field(default_factory=dict)  # share: the cell it is a share of
    denominator: str = ""  # rate: name of a denominator
    compare: Literal["", "previous", "first"] = ""  # with the year before, or the first year
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart card. Its heading is a finding made from the numbers, unless ``heading`` says it."""

    id: str
    kind: Literal["line", "bar", "stacked", "dot", "map", "multiples"]
    table: str
    along: str  # the variable along the axis, on the map, or one bar each
    series: str = ""  # the variable with one line or panel for each category
    at: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()  # categories of ``along`` or ``series`` shown, if not all
    denominator: str = ""  # a rate per 100,000 where given
    heading: str = ""
    measure: str = ""  # the line under the heading: measure, place, years
    note: str = ""


@dataclass(frozen=True)
class View:
    """The table a page opens with."""

    table: str
    rows: str
    columns: str
    at: Mapping[str, str] = field(default_factory=dict)
    row_codes: tuple[str, ...] = ()
    column_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A dashboard: sentence, figures, filters, charts, table, downloads, caveats."""

    id: str
    collection: str
    title: str
    card: str  # the noun phrase under the figure on the home page
    summary: str  # the sentence that answers first; {placeholders} come from figures
    filters: tuple[str, ...]
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    view: View
    unit_one: str
    unit_many: str
    definitions: Mapping[str, str] = field(default_factory=dict)
    compare_notes: Mapping[str, str] = field(default_factory=dict)  # "Before you compare"


@dataclass(frozen=True)
class Home:
    """The first page."""

    title: str
    lede: str
    note: str = ""  # beside the heading of the topics: "Numbers are for 2021 unless stated."
    questions: Mapping[str, str] = field(default_factory=dict)  # text -> address
