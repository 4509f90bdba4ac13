"""The published form of a cube: dense JSON-stat 2.0 with a status for every cell.

``status`` is an array of "p" (published) and "c" (withheld, value null) and nothing else.
``extension.collection`` names the collection, ``extension.table`` the table. ``category.child``
nests every category, flat totals too; the code of a total is ``Total``. The last dimension is
``measure`` (``role.metric``). A dimension id is a column of the vault table; a leaf code is the
column's value as text. ``extension.coarsens`` says which variable is a level of which.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.errors import InputError
from clerestory.vocabulary.status import PublicStatus

MEASURE = "measure"


@dataclass(frozen=True)
class Dimension:
    """One variable of a published cube: codes in order, labels, and which nests in which."""

    id: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    child: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PublishedCube:
    """A cube as everybody may see it: no count that is withheld, no reason why."""

    table: str
    collection: str
    title: str
    source: str
    updated: str  # ISO date of the release
    dimensions: tuple[Dimension, ...]  # ``measure`` last
    values: tuple[int | None, ...]  # row-major; None where withheld
    notes: tuple[str, ...] = ()
    coarsens: Mapping[str, str] | None = None
    extension: Mapping[str, object] | None = None  # release, minimum, unit, licence ...

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of categories of each dimension."""
        return tuple(len(dimension.codes) for dimension in self.dimensions)

    def dimension(self, id: str) -> Dimension:  # noqa: A002  (the standard's own word)
        """The dimension of that id; ``KeyError`` if there is none."""
        for dimension in self.dimensions:
            if dimension.id == id:
                return dimension
        raise KeyError(id)


def to_bytes(cube: PublishedCube) -> bytes:
    """The JSON-stat file: the same cube gives the same bytes."""
    return (json.dumps(_dataset(cube), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def from_bytes(content: bytes, where: str) -> PublishedCube:
    """Read a published cube; ``InputError`` naming ``where`` if it is not one of ours."""
    try:
        dataset = json.loads(content)
        cube = _cube(dataset)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise InputError(
            f"{where}: not a JSON-stat cube as published here; build the release again"
        ) from None
    _check(cube, dataset["status"], where)
    return cube


def _dataset(cube: PublishedCube) -> dict[str, object]:
    extension: dict[str, object] = {"collection": cube.collection, "table": cube.table}
    if cube.coarsens:
        extension["coarsens"] = dict(sorted(cube.coarsens.items()))
    extension.update(sorted((cube.extension or {}).items()))
    return {
        "version": "2.0",
        "class": "dataset",
        "label": cube.title,
        "source": cube.source,
        "updated": cube.updated,
        **({"note": list(cube.notes)} if cube.notes else {}),
        "id": [dimension.id for dimension in cube.dimensions],
        "size": list(cube.shape),
        "role": {"metric": [MEASURE]},
        "dimension": {dimension.id: _category(dimension) for dimension in cube.dimensions},
        "value": list(cube.values),
        "status": [_status(value).value for value in cube.values],
        "extension": extension,
    }


def _category(dimension: Dimension) -> dict[str, object]:
    category: dict[str, object] = {
        "index": list(dimension.codes),
        "label": {code: dimension.labels.get(code, code) for code in dimension.codes},
    }
    if dimension.child:
        category["child"] = {code: list(below) for code, below in dimension.child.items()}
    return {"label": dimension.label, "category": category}


def _status(value: int | None) -> PublicStatus:
    return PublicStatus.WITHHELD if value is None else PublicStatus.PUBLISHED


def _cube(dataset: Mapping[str, object]) -> PublishedCube:
    parts: Mapping[str, Mapping[str, Mapping[str, object]]] = dataset["dimension"]  # type: ignore[assignment]
    extension = dict(dataset["extension"])  # type: ignore[call-overload]
    ids: Sequence[str] = dataset["id"]  # type: ignore[assignment]
    return PublishedCube(
        table=extension.pop("table"),
        collection=extension.pop("collection"),
        title=str(dataset["label"]),
        source=str(dataset["source"]),
        updated=str(dataset["updated"]),
        dimensions=tuple(_dimension(name, parts[name]) for name in ids),
        values=tuple(dataset["value"]),  # type: ignore[arg-type]
        notes=tuple(dataset.get("note", ())),  # type: ignore[arg-type]
        coarsens=extension.pop("coarsens", None),
        extension=extension,
    )


def _dimension(id: str, part: Mapping[str, Mapping[str, object]]) -> Dimension:  # noqa: A002
    category = part["category"]
    child: Mapping[str, Sequence[str]] = category.get("child", {})  # type: ignore[assignment]
    return Dimension(
        id=id,
        label=str(part["label"]),
        codes=tuple(category["index"]),  # type: ignore[arg-type]
        labels=category["label"],  # type: ignore[arg-type]
        child={code: tuple(below) for code, below in child.items()},
    )


def _check(cube: PublishedCube, status: Sequence[str], where: str) -> None:
    told = [_status(value).value for value in cube.values]
    if len(cube.values) != math.prod(cube.shape) or list(status) != told:
        raise InputError(f"{where}: values, sizes and status disagree; build the release again")
