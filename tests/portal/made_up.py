"""Cubes with made-up numbers for a declared project, so that pages can be built without any record.

A number is what the weights of its categories give, rounded; a small one is withheld, and so is the
largest cell beside it. This is no protection: there is nobody to protect in it.
"""

import csv
import hashlib
import io
import math
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from clerestory.project.model import Project, Table, Variable
from clerestory.release.jsonstat import Dimension, PublishedCube, to_bytes
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

EVIDENCE_TIERS = {"integer": 3}


def evidence_of(project: Project) -> dict[str, object]:
    """Public evidence in which every trial came out well."""
    trials = {name: {"determined": 0, "narrow": 0, "tiers": EVIDENCE_TIERS} for name in project.collections}
    return {"collections": trials}


def write_data(project: Project, folder: Path, sizes: Mapping[str, float] | None = None) -> Path:
    """``folder/<collection>/<table>.*`` for every table of the project."""
    for table in project.tables:
        cube = made_up(project, table, (sizes or {}).get(table.collection, 250_000))
        place = folder / table.collection
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{table.id}.json").write_bytes(to_bytes(cube))
        (place / f"{table.id}.csv").write_bytes(_as_csv(cube))
        (place / f"{table.id}.xlsx").write_bytes(b"PK made up " * 700)
        (place / f"{table.id}.parquet").write_bytes(b"PAR1 made up " * 300)
    return folder


def made_up(project: Project, table: Table, records: float) -> PublishedCube:
    """A published cube of the table."""
    variables = [project.variables[table.collection][name] for name in table.by]
    kept = [_kept(table, variable) for variable in variables]
    weights = [_weights(project, table, variable) for variable in variables]
    values: list[int | None] = []
    for cell in product(*(range(len(codes)) for codes in kept)):
        share = math.prod(weight[codes[at]] for weight, codes, at in zip(weights, kept, cell, strict=True))
        count = round(records * share)
        values.append(count if count == 0 or count >= table.minimum else None)
    return PublishedCube(
        table=table.id,
        collection=table.collection,
        title=table.title,
        source=project.publisher,
        updated=project.release.published_on.isoformat(),
        dimensions=(
            *(_dimension(variable, codes) for variable, codes in zip(variables, kept, strict=True)),
            Dimension("measure", "Measure", (table.measure.id,), {table.measure.id: table.measure.label}, {}),
        ),
        values=tuple(values),
        notes=table.notes,
        coarsens={v.id: v.coarsens for v in variables if v.coarsens and v.coarsens in table.by},
        extension={"minimum": table.minimum, "release": project.release.id, "unit": table.measure.unit},
    )


def _kept(table: Table, variable: Variable) -> tuple[str, ...]:
    only = table.where.get(variable.id)
    return tuple(code for code in variable.hierarchy.codes if only is None or code == TOTAL or code in only)


def _dimension(variable: Variable, codes: tuple[str, ...]) -> Dimension:
    hierarchy = variable.hierarchy
    labels = {code: variable.total_label if code == TOTAL else hierarchy.label(code) for code in codes}
    child = {
        above: tuple(code for code in below if code in codes)
        for above, below in hierarchy.children.items()
        if above in codes
    }
    return Dimension(variable.id, variable.label, codes, labels, child)


def _weights(project: Project, table: Table, variable: Variable) -> dict[str, float]:
    residents = next(iter(project.denominators.values()), {})
    hierarchy = variable.hierarchy
    raw = {leaf: _raw(leaf, at, residents, hierarchy) for at, leaf in enumerate(hierarchy.leaves)}
    whole = sum(raw.values())
    weights = {leaf: weight / whole for leaf, weight in raw.items()}
    for code in reversed(hierarchy.codes):
        if code in hierarchy.children:
            weights[code] = sum(weights[below] for below in hierarchy.children[code])
    if only := table.where.get(variable.id):
        weights[TOTAL] = sum(weights[code] for code in only)
    return weights


def _raw(leaf: str, at: int, residents: Mapping[str, float], hierarchy: Hierarchy) -> float:
    luck = int(hashlib.sha256(leaf.encode()).hexdigest()[:4], 16) / 65535
    if leaf in residents:
        return residents[leaf] * (0.15 + luck**3 * 3)
    if leaf.isdigit():
        return 1 + 0.11 * at + 0.5 * luck
    return 0.1 + luck


def _as_csv(cube: PublishedCube) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([*(part.id for part in cube.dimensions), "value", "status"])
    for cell, value in zip(product(*(part.codes for part in cube.dimensions)), cube.values, strict=True):
        rows.writerow([*cell, "" if value is None else value, "suppressed" if value is None else "published"])
    return text.getvalue().encode()
