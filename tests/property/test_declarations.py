"""A project written and read back is the same project; every key's line is found."""

import tempfile
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clerestory.project.location import lines
from clerestory.project.model import (
    Column,
    Measure,
    Person,
    Places,
    Policy,
    Project,
    Release,
    Source,
    Table,
    Variable,
)
from clerestory.project.pages import Chart, Figure, Home, Page, View
from clerestory.project.read import read
from clerestory.project.write import files, write
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy
from clerestory.vocabulary.status import ColumnClass, Identifies

AWKWARD = (
    "",
    "plain",
    'has "quotes"',
    "two\nlines",
    "back\\slash",
    "# no comment",
    "é 漢 🙂",
    "\x7f\t",
    "[x]",
    "a.b = c}",
)
WORDS = st.sampled_from(AWKWARD)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
CODES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=6).filter(
    lambda code: code != TOTAL
)  # fmt: skip
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("measure", "home")
)
DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def hierarchies(draw) -> Hierarchy:
    codes = draw(st.lists(CODES, min_size=1, max_size=8, unique=True))
    parent = {code: draw(st.sampled_from([TOTAL, *codes[:number]])) for number, code in enumerate(codes)}
    labels = draw(
        st.dictionaries(
            st.sampled_from(codes),
            st.sampled_from([word for word in AWKWARD if word.strip() and word.isprintable()]),
            max_size=3,
        )
    )
    return Hierarchy(parent, labels)


@st.composite
def collections(draw, name: str):
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    variables = {
        name: Variable(name, draw(WORDS), draw(hierarchies()), draw(WORDS), draw(WORDS), None, draw(WORDS))
        for name in ids
    }
    columns = tuple(Column(name, "text", ColumnClass.QUASI_IDENTIFIER, draw(WORDS)) for name in ids)
    columns += (Column("MEMBER", "date", ColumnClass.DIRECT_IDENTIFIER, "who", Identifies.DATE, draw(DATES)),)
    source = Source(
        name, draw(WORDS), draw(WORDS), columns, draw(WORDS), tuple(draw(st.lists(WORDS, max_size=2)))
    )
    tables = tuple(
        draw(tables_of(name, f"{name}_{number}", variables)) for number in range(draw(st.integers(1, 3)))
    )
    return source, variables, tables


@st.composite
def tables_of(draw, collection: str, name: str, variables) -> Table:
    by = tuple(draw(st.lists(st.sampled_from(sorted(variables)), min_size=1, unique=True)))
    restricted = draw(st.lists(st.sampled_from(by), max_size=1))
    where = {
        part: tuple(
            draw(st.lists(st.sampled_from(sorted(variables[part].hierarchy.parent)), min_size=1, max_size=2))
        )
        for part in restricted
    }
    measure = Measure(draw(WORDS), draw(WORDS), draw(WORDS))
    return Table(
        name, collection, draw(WORDS), by, measure, draw(st.sampled_from([11, 12])), where, ("note",)
    )


@st.composite
def pages(draw, collection: str, table: Table, variables) -> Page:
    at = {name: draw(st.sampled_from(sorted(variables[name].hierarchy.codes))) for name in table.by}
    figure = Figure(draw(WORDS), table.id, at, of=at, note=draw(WORDS))
    chart = Chart(
        "one", draw(st.sampled_from(["line", "bar"])), table.id, table.by[0], at=at, heading=draw(WORDS)
    )
    axes = (table.by[0], table.by[1]) if len(table.by) > 1 else None
    view = View(table.id, *axes, at=at) if axes else None
    return Page(
        id=f"{collection}-page",
        collection=collection,
        title=draw(WORDS),
        card=draw(WORDS),
        summary=draw(WORDS),
        filters=table.by,
        figures=(figure,) * draw(st.integers(0, 2)),
        charts=(chart,),
        view=view,
        unit_one=draw(WORDS),
        unit_many=draw(WORDS),
        definitions=draw(st.dictionaries(WORDS, WORDS, max_size=3)),
    )


@st.composite
def projects(draw) -> Project:
    root = Path(tempfile.gettempdir()).resolve()
    declared = {name: draw(collections(name)) for name in draw(st.permutations(["b", "a"]))}
    variables = {name: parts[1] for name, parts in declared.items()}
    drawn = [
        draw(pages(name, table, variables[name]))
        for name, parts in declared.items()
        if (table := next((one for one in parts[2] if len(one.by) > 1), None))
    ]
    return Project(
        root=root,
        id=draw(IDS),
        title=draw(TEXT),
        publisher=draw(WORDS),
        contact=draw(WORDS),
        licence=draw(WORDS),
        base_url="https://numbers.example",
        language="en",
        example=draw(WORDS),
        release=Release(draw(WORDS), draw(DATES), draw(WORDS), tuple(draw(st.lists(WORDS, max_size=2)))),
        places=Places(root / "v.duckdb", root / "published", root / "evidence", root / "keys"),
        policy=Policy(seed=draw(st.integers(0, 2**40)), width=draw(st.integers(3, 9))),
        people=(Person("a", draw(WORDS), ("privacy officer",)), Person("b", draw(WORDS), ("publisher",))),
        sources=tuple(parts[0] for parts in declared.values()),
        variables=variables,
        tables=tuple(table for parts in declared.values() for table in parts[2]),
        home=Home(draw(WORDS), draw(WORDS), questions=draw(st.dictionaries(WORDS, WORDS, max_size=2))),
        pages=tuple(drawn),
        denominators={"residents": {TOTAL: draw(st.floats(0.5, 1e9)), "x": 3.0}},
    )


@given(projects())
def test_a_project_written_and_read_back_is_equal(project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        moved = _at(project, root)
        write(moved, root)
        assert read(root) == moved


def _at(project: Project, root: Path) -> Project:
    places = Places(root / "v.duckdb", root / "published", root / "evidence", root / "keys")
    return replace(project, root=root, places=places)


@given(projects())
def test_every_key_and_element_of_a_declaration_has_the_line_on_which_it_stands(project: Project) -> None:
    for name, text in files(project, {}).items():
        if name.endswith(".toml"):
            found = lines(text)
            told = text.split("\n")
            for place, value in _places(tomllib.loads(text)):
                line = told[found[place] - 1]
                last = place[-1]
                if isinstance(last, str):
                    assert last in line or f"{last!r}"[1:-1] in line or "\\" in line
                elif isinstance(value, bool | int):
                    assert str(value).lower() in line


def _places(value, place=()):
    if place:
        yield place, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _places(part, (*place, key))
