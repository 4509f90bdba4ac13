"""The data dictionary: every table, variable and category, for people (CSV) and programs (JSON)."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from clerestory.project.model import Project
from clerestory.public.site.cubes import Published
from clerestory.release.jsonstat import MEASURE, Dimension

COLUMNS = ("collection", "variable", "label", "definition", "code", "category", "parent", "tables")


def as_json(project: Project, published: Sequence[Published]) -> bytes:
    """The whole dictionary as one JSON object."""
    whole = {
        "title": project.title,
        "publisher": project.publisher,
        "release": project.release.id,
        "published": project.release.published_on.isoformat(),
        "licence": project.licence,
        "status": {
            "published": "the number is exact; 0 is a real zero",
            "suppressed": "withheld to protect people; the value is empty; totals include it",
        },
        "collections": [_collection(project, name, _of(published, name)) for name in project.collections],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(project: Project, published: Sequence[Published]) -> bytes:
    """One line a category of a variable."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for collection in project.collections:
        rows.writerows(_rows(project, collection, _of(published, collection)))
    return text.getvalue().encode()


def dimensions(own: Iterable[Published]) -> dict[str, tuple[Dimension, list[str]]]:
    """Every variable of a collection at its fullest, with the tables that count by it."""
    found: dict[str, tuple[Dimension, list[str]]] = {}
    for each in own:
        for part in each.variables:
            fullest, tables = found.get(part.id, (part, []))
            wider = part if len(part.codes) > len(fullest.codes) else fullest
            found[part.id] = (wider, [*tables, each.table.id])
    return found


def _of(published: Sequence[Published], collection: str) -> list[Published]:
    return [each for each in published if each.table.collection == collection]


def _collection(project: Project, collection: str, own: Sequence[Published]) -> dict[str, object]:
    source = project.source(collection)
    return {
        "id": collection,
        "title": source.title,
        "record": source.record,
        "origin": source.origin,
        "caveats": list(source.caveats),
        "tables": [_table(each) for each in own],
        "variables": [_variable(project, collection, *pair) for pair in dimensions(own).values()],
    }


def _table(each: Published) -> dict[str, object]:
    measure = each.cube.dimension(MEASURE)
    return {
        "id": each.table.id,
        "title": each.table.title,
        "by": [part.id for part in each.variables],
        "measures": dict(measure.labels),
        "unit": each.table.measure.unit,
        "minimum": each.table.minimum,
        "cells": each.cells,
        "withheld": each.withheld,
        "notes": list(each.table.notes),
        "files": {name: each.address(name) for name in each.sizes},
    }


def _variable(project: Project, collection: str, part: Dimension, tables: list[str]) -> dict[str, object]:
    declared = project.variables[collection][part.id]
    parents = parent_of(part)
    return {
        "id": part.id,
        "label": declared.label,
        "definition": declared.definition,
        "coarsens": declared.coarsens,
        "tables": tables,
        "categories": [
            {"code": code, "label": part.labels.get(code, code), "parent": parents.get(code)}
            for code in part.codes
        ],
    }


def _rows(project: Project, collection: str, own: Sequence[Published]) -> Iterable[Sequence[str]]:
    for part, tables in dimensions(own).values():
        declared = project.variables[collection][part.id]
        parents = parent_of(part)
        for code in part.codes:
            label = part.labels.get(code, code)
            yield (
                *(collection, part.id, declared.label, declared.definition),
                *(code, label, parents.get(code, ""), " ".join(tables)),
            )


def parent_of(part: Dimension) -> Mapping[str, str]:
    """The parent of every category that has one."""
    return {code: parent for parent, below in part.child.items() for code in below}
