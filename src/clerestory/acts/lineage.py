"""What stands behind each address of a release: datasets, their confidential columns, and the declarations."""

import tomllib
from collections.abc import Iterable

from clerestory.project.model import Project
from clerestory.release.withdrawal import column, configuration
from clerestory.vocabulary.status import ColumnClass


def lineage_of(project: Project) -> dict[str, tuple[str, ...]]:
    """Pages, downloads, and what shows all of them, each with everything that it was made from."""
    of_pages = {
        f"{page.id}/": _marks(project, [page.collection], [f"pages/{page.id}.toml"]) for page in project.pages
    }
    of_data = {f"data/{name}/": _marks(project, [name], []) for name in project.collections}
    shown = _marks(project, sorted({page.collection for page in project.pages}), ["pages/home.toml"])
    return {**of_pages, **of_data, "index.html": shown, "places/": shown, "search/": shown}


def _marks(project: Project, collections: Iterable[str], pages: Iterable[str]) -> tuple[str, ...]:
    names = list(collections)
    columns = {
        column(each.name)
        for name in names
        for each in project.source(name).columns
        if each.column_class is not ColumnClass.PLAIN
    }
    files = {"policy.toml", *pages, *(file for name in names for file in _declarations(project, name))}
    return (*names, *sorted(columns), *sorted(configuration(file) for file in files))


def _declarations(project: Project, collection: str) -> set[str]:
    """The files that say what is counted of a collection, and how its categories nest."""
    tables = f"tables/{collection}.toml"
    declared = tomllib.loads((project.root / tables).read_text(encoding="utf-8")).get("variable", [])
    nested = {
        f"hierarchies/{each['hierarchy']}" for each in declared if isinstance(each.get("hierarchy"), str)
    }
    return {tables, f"sources/{collection}.toml", *nested}
