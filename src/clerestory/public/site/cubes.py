"""The published cubes of a release as the site reads them: whole, complete, and never a record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from clerestory.errors import InputError
from clerestory.project.model import Project, Table
from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube, from_bytes
from clerestory.vocabulary.hierarchy import TOTAL

_YEAR = re.compile(r"\d{4}")
FORMATS = ("csv", "xlsx", "parquet", "json")


@dataclass(frozen=True)
class Published:
    """One table as it was written: its declaration, its cube, and the size of each file."""

    table: Table
    cube: PublishedCube
    sizes: Mapping[str, int]  # format -> octets
    text: str  # the JSON-stat file itself, for the renderer

    @property
    def cells(self) -> int:
        """How many numbers the cube holds, withheld ones included."""
        return len(self.cube.values)

    @property
    def withheld(self) -> int:
        """How many of them are withheld."""
        return sum(value is None for value in self.cube.values)

    @property
    def variables(self) -> tuple[Dimension, ...]:
        """The dimensions but the measure."""
        return tuple(part for part in self.cube.dimensions if part.id != MEASURE)

    def address(self, format_name: str) -> str:
        """Where a file of the table lies, below the web root."""
        return f"data/{self.table.collection}/{self.table.id}.{format_name}"


def read(project: Project, data: Path) -> dict[str, Published]:
    """Every table of the project from ``data/<collection>/<table>.*``; one that is not there stops the build."""
    return {table.id: _read(table, data / table.collection) for table in project.tables}


def _read(table: Table, folder: Path) -> Published:
    sizes = {name: _size(table, folder / f"{table.id}.{name}") for name in FORMATS}
    file = folder / f"{table.id}.json"
    content = file.read_bytes()
    cube = from_bytes(content, file.name)
    if (cube.table, cube.collection) != (table.id, table.collection):
        raise InputError(f"{file.name}: holds another table than {table.id}; build the release again")
    return Published(table, cube, sizes, content.decode())


def _size(table: Table, file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        raise InputError(
            f"table {table.id}: {file.name} is not among the data of this build; build the release again"
        ) from None


def merged(cube: PublishedCube) -> Iterator[tuple[str, str]]:
    """(variable, code) of each category below ``Total`` none of whose children is published anywhere."""
    for axis, dimension in enumerate(cube.dimensions):
        for parent, children in dimension.child.items():
            if parent != TOTAL and not any(_is_shown(cube, axis, code) for code in children):
                yield dimension.id, parent


def is_time(codes: Sequence[str]) -> bool:
    """Whether a variable's categories, ``Total`` first, are years."""
    return len(codes) > 1 and all(map(_YEAR.fullmatch, codes[1:]))


def _is_shown(cube: PublishedCube, axis: int, code: str) -> bool:
    at = cube.dimensions[axis].codes.index(code)
    places = [range(size) if place != axis else (at,) for place, size in enumerate(cube.shape)]
    return any(cube.values[_offset(cube.shape, cell)] is not None for cell in product(*places))


def _offset(shape: tuple[int, ...], cell: tuple[int, ...]) -> int:
    offset = 0
    for size, at in zip(shape, cell, strict=True):
        offset = offset * size + at
    return offset
