"""Pages and charts as a publisher declares them: which table, which view, which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal


@dataclass(frozen=True)
class Figure:
    """A headline figure: a label, one cell (or a rate or share of cells), a sentence beside it."""

    label: Annotated[str, "what the figure is, for readers"]
    table: Annotated[str, "the table it is read from"]
    at: Annotated[Mapping[str, str], "the cell: variable to code; a variable not named is at Total"] = field(
        default_factory=dict
    )
    kind: Annotated[
        Literal["number", "rate", "share"],
        "the cell itself, the cell per 100,000 residents, or the cell as a share of another",
    ] = "number"
    of: Annotated[Mapping[str, str], "share: the cell it is a share of"] = field(default_factory=dict)
    denominator: Annotated[str, "rate: the name of a denominator"] = ""
    compare: Annotated[
        Literal["", "previous", "first"], "compare with the year before, or with the first year"
    ] = ""
    note: Annotated[str, "a sentence beside the figure"] = ""


@dataclass(frozen=True)
class Chart:
    """One chart card. Its heading is a finding made from the numbers, unless ``heading`` says it."""

    id: Annotated[str, "name of the chart, unique on its page"]
    kind: Annotated[Literal["line", "bar", "stacked", "dot", "map", "multiples"], "the drawing"]
    table: Annotated[str, "the table it is drawn from"]
    along: Annotated[str, "the variable along the axis, on the map, or one bar each"]
    series: Annotated[str, "the variable with one line or panel for each category"] = ""
    at: Annotated[Mapping[str, str], "the other variables, at a code; not named: Total"] = field(
        default_factory=dict
    )
    codes: Annotated[tuple[str, ...], "categories of `along` or `series` shown, if not all"] = ()
    denominator: Annotated[str, "a rate per 100,000 of this denominator"] = ""
    heading: Annotated[str, "the heading; empty: a finding made from the numbers"] = ""
    measure: Annotated[str, "the line under the heading: measure, place, years"] = ""
    note: Annotated[str, "a sentence under the chart"] = ""


@dataclass(frozen=True)
class View:
    """The table a page opens with."""

    table: Annotated[str, "the table it shows"]
    rows: Annotated[str, "the variable down the side"]
    columns: Annotated[str, "the variable across the top"]
    at: Annotated[Mapping[str, str], "the other variables, at a code; not named: Total"] = field(
        default_factory=dict
    )
    row_codes: Annotated[tuple[str, ...], "the rows shown, if not all"] = ()
    column_codes: Annotated[tuple[str, ...], "the columns shown, if not all"] = ()


@dataclass(frozen=True)
class Page:
    """A dashboard: sentence, figures, filters, charts, table, downloads, caveats."""

    id: Annotated[str, "the page's address, and the name of its file"]
    collection: Annotated[str, "the collection it shows"]
    title: Annotated[str, "its heading"]
    card: Annotated[str, "the noun phrase under the figure on the home page"]
    summary: Annotated[str, "the sentence that answers first; {placeholders} come from figures"]
    filters: Annotated[tuple[str, ...], "the variables a reader can choose by, the place first"]
    figures: Annotated[tuple[Figure, ...], "the headline figures"]
    charts: Annotated[tuple[Chart, ...], "the chart cards, in order"]
    view: Annotated[View, "the table it opens with"]
    unit_one: Annotated[str, "one of what is counted: application"]
    unit_many: Annotated[str, "many of what is counted: applications"]
    definitions: Annotated[Mapping[str, str], "words explained on the page"] = field(default_factory=dict)
    compare_notes: Annotated[Mapping[str, str], "notes under `Before you compare`"] = field(
        default_factory=dict
    )


@dataclass(frozen=True)
class Home:
    """The first page."""

    title: Annotated[str, "the heading of the home page"]
    lede: Annotated[str, "the sentence under it"]
    note: Annotated[str, "beside the heading of the topics: Numbers are for 2021 unless stated."] = ""
    questions: Annotated[Mapping[str, str], "questions and the address that answers each"] = field(
        default_factory=dict
    )
