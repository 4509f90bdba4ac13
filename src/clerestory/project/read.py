"""Read a project: every file, every rule, every problem at once.

``read`` gives a ``Project`` that keeps all rules, or raises ``UnusableProject`` with all problems.
A file with a problem of its own is not compared with the others, so that nothing is told twice.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from clerestory.errors import InputError
from clerestory.project.checks.governance import (
    check_order,
    check_people,
    check_places,
    check_policy,
    check_signatures,
)
from clerestory.project.checks.pages import Shown, check_page
from clerestory.project.checks.tables import (
    Declared,
    check_source,
    check_tables,
    check_taken,
    check_variables,
    flat,
)
from clerestory.project.declaration import (
    PeopleFile,
    PlacesDeclared,
    ProjectFile,
    SourceFile,
    TableDeclared,
    TablesFile,
    VariableDeclared,
)
from clerestory.project.decode import decode
from clerestory.project.document import Document, open_document
from clerestory.project.hierarchies import read_denominator, read_hierarchy
from clerestory.project.model import Places, Policy, Project, Source, Table, Variable
from clerestory.project.pages import Home, Page
from clerestory.project.problem import Problem, UnusableProject
from clerestory.vocabulary.hierarchy import Hierarchy

T = TypeVar("T")
Opened = tuple[T, Document]


def read(folder: Path) -> Project:
    """The project in a folder (or in its folder ``project``); ``UnusableProject`` if it is wrong."""
    root = project_folder(folder)
    problems: list[Problem] = []
    project = _Reading(root, problems).project()
    if problems or project is None:
        raise UnusableProject(problems)
    return project


def project_folder(folder: Path) -> Path:
    """The folder that holds ``project.toml``: this one, or ``project`` in it."""
    if (found := find(folder)) is not None:
        return found
    raise InputError(
        f"{folder}: no project.toml there or in its folder project; make one with `clerestory new`"
    )


def find(folder: Path) -> Path | None:
    """The same, or none."""
    for candidate in (folder, folder / "project"):
        if (candidate / "project.toml").is_file():
            return candidate.resolve()
    return None


class _Reading:
    """The files of one project, as far as they can be read."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems
        self._whole = True  # every table could be read, so that pages can be compared with them

    def project(self) -> Project | None:
        """Everything declared, or None where a problem was noted."""
        about = self._open(ProjectFile, "project.toml")
        policy = self._policy()
        people = self._people(policy)
        denominators = self._denominators()
        sources, variables, tables = self._collections(policy)
        home = self._open(Home, "pages/home.toml")
        pages = self._pages(Shown({table.id: table for table in tables}, variables, denominators))
        if about:
            check_places(about[0].places, self._root, about[1])
            check_order(about[0].project, {source.collection for source in sources}, about[1])
        if self._problems or not (about and policy and people and home):
            return None
        declared = about[0].project
        rank = _ranks(declared.collections, sources)
        return Project(
            root=self._root,
            id=declared.id,
            title=declared.title,
            publisher=declared.publisher,
            contact=declared.contact,
            licence=declared.licence,
            base_url=declared.base_url.rstrip("/"),
            language=declared.language,
            example=declared.example,
            release=about[0].release,
            places=_places(self._root, about[0].places),
            policy=policy,
            people=people.person,
            sources=tuple(sorted(sources, key=lambda source: rank[source.collection])),
            variables=variables,
            tables=tuple(sorted(tables, key=lambda table: rank[table.collection])),
            home=home[0],
            pages=tuple(sorted(pages, key=lambda page: rank[page.collection])),
            denominators=denominators,
        )

    def _open(self, kind: type[T], file: str) -> Opened[T] | None:
        document = open_document(self._root, file, self._problems)
        if document is None:
            return None
        declared = decode(kind, document)
        return None if declared is None else (declared, document)

    def _files(self, folder: str, ending: str) -> list[str]:
        return sorted(f"{folder}/{path.name}" for path in (self._root / folder).glob(f"*{ending}"))

    def _policy(self) -> Policy | None:
        if (opened := self._open(Policy, "policy.toml")) is None:
            return None
        check_policy(*opened)
        return opened[0]

    def _people(self, policy: Policy | None) -> PeopleFile | None:
        if (opened := self._open(PeopleFile, "people.toml")) is None:
            return None
        check_people(*opened)
        if policy:
            check_signatures(policy, opened[0].person, opened[1])
        return opened[0]

    def _denominators(self) -> Mapping[str, Mapping[str, float]]:
        found = {
            Path(file).stem: read_denominator(self._root, file, self._problems)
            for file in self._files("denominators", ".csv")
        }
        return {name: values for name, values in found.items() if values is not None}

    def _collections(
        self, policy: Policy | None
    ) -> tuple[tuple[Source, ...], Mapping[str, Mapping[str, Variable]], tuple[Table, ...]]:
        files = self._files("sources", ".toml")
        if not files:
            self._note("sources", "no source is declared", "add sources/<collection>.toml")
        self._check_strays({Path(file).stem for file in files})
        sources: list[Source] = []
        variables: dict[str, Mapping[str, Variable]] = {}
        tables: list[Table] = []
        for file in files:
            name = Path(file).stem
            if source := self._source(file, name):
                found = self._tables(name, source, policy or Policy(), {table.id for table in tables})
                sources.append(_source(source))
                variables[name] = {part.id: part for part in found[0]}
                tables.extend(found[1])
            else:
                self._whole = False
        return tuple(sources), variables, tuple(tables)

    def _source(self, file: str, name: str) -> SourceFile | None:
        if (opened := self._open(SourceFile, file)) is None:
            return None
        check_source(opened[0], name, opened[1])
        return opened[0]

    def _tables(
        self, name: str, source: SourceFile, policy: Policy, taken: set[str]
    ) -> tuple[tuple[Variable, ...], tuple[Table, ...]]:
        if (opened := self._open(TablesFile, f"tables/{name}.toml")) is None:
            self._whole = False
            return (), ()
        file, document = opened
        hierarchies = self._hierarchies(file)
        declared = Declared(source, file, hierarchies, policy)
        check_variables(declared, document)
        check_tables(declared, document)
        check_taken(file, taken, document)
        whole = tuple(
            _variable(part, hierarchies[part.id]) for part in file.variable if part.id in hierarchies
        )
        return whole, tuple(_table(part, name, policy) for part in file.table)

    def _hierarchies(self, file: TablesFile) -> Mapping[str, Hierarchy]:
        found: dict[str, Hierarchy] = {}
        for variable in file.variable:
            if variable.hierarchy is None:
                found[variable.id] = flat(variable)
            elif hierarchy := read_hierarchy(self._root, f"hierarchies/{variable.hierarchy}", self._problems):
                found[variable.id] = hierarchy
            else:
                self._whole = False
        return found

    def _check_strays(self, collections: set[str]) -> None:
        for file in self._files("tables", ".toml"):
            if Path(file).stem not in collections:
                remedy = f"add sources/{Path(file).name}, or remove it"
                self._note(file, "there is no source of that name", remedy)

    def _note(self, file: str, what: str, remedy: str) -> None:
        self._problems.append(Problem(file, 1, what, remedy))

    def _pages(self, shown: Shown) -> tuple[Page, ...]:
        pages = []
        for file in self._files("pages", ".toml"):
            name = Path(file).stem
            if name == "home" or (opened := self._open(Page, file)) is None:
                continue
            if self._whole:
                check_page(opened[0], name, shown, opened[1])
            pages.append(opened[0])
        return tuple(pages)


def _ranks(order: Sequence[str], sources: Sequence[Source]) -> Mapping[str, int]:
    named = {name: number for number, name in enumerate(order)}
    ranked = sorted((named.get(source.collection, len(named)), source.collection) for source in sources)
    return {collection: number for number, (_, collection) in enumerate(ranked)}


def _places(root: Path, declared: PlacesDeclared) -> Places:
    return Places(
        vault=(root / declared.vault).resolve(),
        published=(root / declared.published).resolve(),
        evidence=(root / declared.evidence).resolve(),
        keys=(root / declared.keys).resolve(),
    )


def _source(file: SourceFile) -> Source:
    declared = file.source
    return Source(
        collection=declared.collection,
        title=declared.title,
        record=declared.record,
        columns=file.column,
        origin=declared.origin,
        caveats=declared.caveats,
    )


def _variable(declared: VariableDeclared, hierarchy: Hierarchy) -> Variable:
    return Variable(
        id=declared.id,
        label=declared.label,
        hierarchy=hierarchy,
        total_label=declared.total_label,
        definition=declared.definition,
        coarsens=declared.coarsens,
        suffix=declared.suffix,
    )


def _table(declared: TableDeclared, collection: str, policy: Policy) -> Table:
    return Table(
        id=declared.id,
        collection=collection,
        title=declared.title,
        by=declared.by,
        measure=declared.measure,
        minimum=policy.minimum if declared.minimum is None else declared.minimum,
        where=declared.where,
        notes=declared.notes,
    )
