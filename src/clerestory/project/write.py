"""Write a project as files that ``read`` gives back equal; what ``clerestory new`` lays out."""

import csv
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from clerestory.project.declaration import (
    About,
    Category,
    PeopleFile,
    PlacesDeclared,
    ProjectFile,
    SourceDeclared,
    SourceFile,
    TableDeclared,
    TablesFile,
    VariableDeclared,
)
from clerestory.project.location import Place
from clerestory.project.model import Project, Source, Table, Variable
from clerestory.project.toml import to_toml
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

Comments = Mapping[str, Mapping[Place, str]]  # file -> place -> the comment above it


def write(project: Project, folder: Path, comments: Comments | None = None) -> None:
    """Lay out every file of a project in a folder."""
    for file, text in files(project, comments or {}).items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")


def files(project: Project, comments: Comments) -> Mapping[str, str]:
    """The text of every file, by its name in the project folder."""
    declared = dict(_declarations(project))
    texts = {file: to_toml(value, comments.get(file, {})) for file, value in declared.items()}
    for collection, variables in project.variables.items():
        for variable in variables.values():
            if not _is_flat(variable.hierarchy):
                texts[f"hierarchies/{_hierarchy_file(collection, variable)}"] = _tree(variable.hierarchy)
    for name, values in project.denominators.items():
        texts[f"denominators/{name}.csv"] = _csv(
            [("code", "value"), *((code, f"{value!r}") for code, value in values.items())]
        )
    return texts


def _declarations(project: Project) -> Iterator[tuple[str, object]]:
    yield "project.toml", _project_file(project)
    yield "policy.toml", project.policy
    yield "people.toml", PeopleFile(project.people)
    for source in project.sources:
        yield f"sources/{source.collection}.toml", _source_file(source)
        yield f"tables/{source.collection}.toml", _tables_file(project, source.collection)
    yield "pages/home.toml", project.home
    for page in project.pages:
        yield f"pages/{page.id}.toml", page


def _project_file(project: Project) -> ProjectFile:
    about = About(
        id=project.id,
        title=project.title,
        publisher=project.publisher,
        contact=project.contact,
        licence=project.licence,
        base_url=project.base_url,
        language=project.language,
        collections=project.collections,
        example=project.example,
    )
    places = {
        name: Path(os.path.relpath(place, project.root)).as_posix()
        for name, place in vars(project.places).items()
    }
    return ProjectFile(about, project.release, PlacesDeclared(**places))


def _source_file(source: Source) -> SourceFile:
    declared = SourceDeclared(
        collection=source.collection,
        title=source.title,
        record=source.record,
        origin=source.origin,
        caveats=source.caveats,
    )
    return SourceFile(declared, source.columns)


def _tables_file(project: Project, collection: str) -> TablesFile:
    variables = project.variables[collection].values()
    return TablesFile(
        variable=tuple(_variable(variable, collection) for variable in variables),
        table=tuple(_table(table, project.policy.minimum) for table in project.tables_of(collection)),
    )


def _variable(variable: Variable, collection: str) -> VariableDeclared:
    flat = _is_flat(variable.hierarchy)
    return VariableDeclared(
        id=variable.id,
        label=variable.label,
        total_label=variable.total_label,
        definition=variable.definition,
        coarsens=variable.coarsens,
        suffix=variable.suffix,
        categories=_categories(variable.hierarchy) if flat else (),
        hierarchy=None if flat else _hierarchy_file(collection, variable),
    )


def _table(table: Table, usual_minimum: int) -> TableDeclared:
    return TableDeclared(
        id=table.id,
        title=table.title,
        by=table.by,
        measure=table.measure,
        minimum=None if table.minimum == usual_minimum else table.minimum,
        where=table.where,
        notes=table.notes,
    )


def _is_flat(hierarchy: Hierarchy) -> bool:
    return set(hierarchy.parent.values()) <= {TOTAL}


def _hierarchy_file(collection: str, variable: Variable) -> str:
    return f"{collection}-{variable.id}.csv"


def _categories(hierarchy: Hierarchy) -> tuple[str | Category, ...]:
    return tuple(
        Category(code, hierarchy.labels[code]) if code in hierarchy.labels else code
        for code in hierarchy.parent
    )


def _tree(hierarchy: Hierarchy) -> str:
    lines = [(code, above, hierarchy.labels.get(code, "")) for code, above in hierarchy.parent.items()]
    return _csv([("code", "parent", "label"), *lines])


def _csv(lines: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()
