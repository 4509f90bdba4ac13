"""The files a reader can take: each with its address, a word for what it is, and its real size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.project.model import Project
from clerestory.project.pages import Page
from clerestory.public.site import words
from clerestory.public.site.cubes import FORMATS, Published

NAMES = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet", "json": "JSON-stat"}


@dataclass(frozen=True)
class File:
    """One line in a list of files."""

    address: str
    label: str
    size: str


@dataclass(frozen=True)
class TableFiles:
    """One table with its files."""

    id: str
    title: str
    by: str
    cells: str
    withheld: str
    files: tuple[File, ...]


def table_files(project: Project, each: Published) -> TableFiles:
    """A table as the lists show it."""
    variables = project.variables[each.table.collection]
    return TableFiles(
        id=each.table.id,
        title=each.table.title,
        by=words.joined([variables[name].label.lower() for name in each.table.by]),
        cells=words.number(each.cells),
        withheld=words.number(each.withheld),
        files=tuple(_file(each, name, NAMES[name]) for name in FORMATS),
    )


def shown(each: Published, archive: File) -> list[File]:
    """What the panel of a page offers first: everything, then the table that the page shows."""
    return [archive, *(_file(each, name, f"{each.table.title}, {NAMES[name]}") for name in FORMATS)]


def archive_address(page: Page) -> str:
    """Where the zip of a page lies."""
    return f"data/{page.collection}/{page.id}.zip"


def archive_file(page: Page, content: bytes) -> File:
    """The zip of a page as a line in a list."""
    return File(archive_address(page), f"{page.title}: everything, ZIP", words.size(len(content)))


def plain_file(address: str, label: str, written: Mapping[str, int]) -> File:
    """Any other file that was written before."""
    return File(address, label, words.size(written[address]))


def totals(published: Sequence[Published]) -> str:
    """How much there is, in a sentence."""
    cells = words.number(sum(each.cells for each in published))
    return f"{words.counted(len(published), 'table', 'tables').capitalize()} with {cells} numbers."


def _file(each: Published, name: str, label: str) -> File:
    return File(each.address(name), label, words.size(each.sizes[name]))
