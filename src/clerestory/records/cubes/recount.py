"""Count what is about to be published once more, by other code, from the published file itself.

Slow and obvious on purpose: it reads the categories and their nesting from the published cube, not
from the project, counts the records of one table by plain grouping, and adds each group to every
total above it, one by one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from clerestory.records.vault.codes import as_text
from clerestory.records.vault.connection import Sealed, Vault
from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube

COUNT = "records_counted"


@dataclass(frozen=True)
class Recount:
    """How a published cube compares with the vault: counts of cells only."""

    published: int
    agreeing: int
    small: int  # published numbers from 1 to one below the minimum

    @property
    def agrees(self) -> bool:
        """Whether every published number is right, and none is small."""
        return self.published == self.agreeing and not self.small


def recount(vault: Vault, cube: PublishedCube, minimum: int) -> Recount:
    """Compare every published number of a cube with the records."""
    counted = [dimension for dimension in cube.dimensions if dimension.id != MEASURE]
    true = _totals(vault, cube.collection, counted)
    cells = zip(product(*(dimension.codes for dimension in counted)), cube.values, strict=True)
    shown = [(true[cell], value) for cell, value in cells if value is not None]
    return Recount(
        published=len(shown),
        agreeing=sum(count == value for count, value in shown),
        small=sum(0 < value < minimum for _, value in shown),
    )


def _totals(vault: Vault, collection: str, counted: list[Dimension]) -> Counter[tuple[str, ...]]:
    above = [_lines(dimension) for dimension in counted]
    totals: Counter[tuple[str, ...]] = Counter()
    for codes, records in _groups(vault, collection, [dimension.id for dimension in counted]):
        for cell in product(*(line.get(code, ()) for line, code in zip(above, codes, strict=True))):
            totals[cell] += records
    return totals


def _groups(vault: Vault, collection: str, names: list[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    with Sealed(f"the vault's table {collection} cannot be counted again"):
        table = vault.table(collection)
        grouped = table.group_by(names).aggregate(**{COUNT: table.count()})
    for row in vault.read(grouped, f"the second count of {collection}").to_pylist():
        yield tuple(as_text(row[name]) for name in names), row[COUNT]


def _lines(dimension: Dimension) -> Mapping[str, tuple[str, ...]]:
    """For every code without children, itself and every code above it."""
    parents = {child: code for code, below in dimension.child.items() for child in below}
    return {code: tuple(_line(code, parents)) for code in dimension.codes if code not in dimension.child}


def _line(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    yield code
    while code in parents:
        code = parents[code]
        yield code
