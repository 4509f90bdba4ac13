"""A protected cube with the words around it: what its readers see in every format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from clerestory.project.model import Project, Release, Source, Table, Variable
from clerestory.records.protection.protected import WITHHELD, ProtectedCube
from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


@dataclass(frozen=True)
class Publication:
    """The words: what is counted, by what, from where, in which release."""

    table: Table
    variables: Mapping[str, Variable]
    source: Source
    release: Release
    publisher: str = ""
    licence: str = ""

    @classmethod
    def of(cls, project: Project, table: Table) -> "Publication":
        """What a project declares about one of its tables."""
        return cls(
            table,
            project.variables[table.collection],
            project.source(table.collection),
            project.release,
            project.publisher,
            project.licence,
        )


def published(cube: ProtectedCube, words: Publication) -> PublishedCube:
    """The cube as everybody may see it."""
    measure = words.table.measure
    dimensions = [
        _dimension(words.variables[variable], hierarchy, codes)
        for variable, hierarchy, codes in zip(cube.variables, cube.hierarchies, cube.codes, strict=True)
    ]
    dimensions.append(Dimension(MEASURE, "Measure", (measure.id,), {measure.id: measure.label}, {}))
    return PublishedCube(
        table=cube.table,
        collection=cube.collection,
        title=words.table.title,
        source=words.source.title,
        updated=words.release.published_on.isoformat(),
        dimensions=tuple(dimensions),
        values=tuple(None if count == WITHHELD else int(count) for count in cube.counts.flat),
        notes=notes(words),
        coarsens=dict(cube.coarsens) or None,
        extension={
            "release": words.release.id,
            "minimum": cube.minimum,
            "unit": measure.unit,
            "publisher": words.publisher,
            "licence": words.licence,
        },
    )


def notes(words: Publication) -> tuple[str, ...]:
    """What a reader must know beside the numbers: the table's notes, then the source's caveats."""
    return (*words.table.notes, *words.source.caveats)


def labels(hierarchy: Hierarchy, variable: Variable) -> dict[str, str]:
    """What readers see for every code, the total included."""
    return {
        code: variable.total_label if code == TOTAL else hierarchy.label(code) for code in hierarchy.codes
    }


def rows(cube: ProtectedCube) -> Iterator[tuple[tuple[str, ...], int | None]]:
    """Every cell in row-major order: its codes, and its count where it is shown."""
    for codes, count in zip(product(*cube.codes), cube.counts.ravel().tolist(), strict=True):
        yield codes, None if count == WITHHELD else count


def _dimension(variable: Variable, hierarchy: Hierarchy, codes: tuple[str, ...]) -> Dimension:
    told = labels(hierarchy, variable)
    return Dimension(
        variable.id,
        variable.label,
        codes,
        {code: told[code] for code in codes},
        {code: below for code, below in hierarchy.children.items() if code in codes},
    )
