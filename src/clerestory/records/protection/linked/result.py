"""Protected tables as their readers get them: one for each wanted, whatever cubes it took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from clerestory.records.protection.protected import WITHHELD, ProtectedCube


@dataclass(frozen=True, repr=False)
class ProtectedTable:
    """Every cell of a table with its codes; a cell that several cubes hold stands once."""

    id: str
    variables: tuple[str, ...]
    cubes: tuple[ProtectedCube, ...]

    def __repr__(self) -> str:
        return f"ProtectedTable({self.id!r}, {len(self.cubes)} cubes)"

    def cells(self) -> Iterator[tuple[tuple[str, ...], int | None]]:
        """Codes and count (None where withheld), cube after cube, each cell once."""
        seen: set[tuple[str, ...]] = set()
        for cube in self.cubes:
            own = len(self.variables)
            counts = cube.counts.reshape(-1).tolist()
            for codes, count in zip(product(*cube.codes), counts, strict=True):
                if codes[:own] not in seen:
                    seen.add(codes[:own])
                    yield codes[:own], None if count == WITHHELD else count


def tables_of(cubes: Sequence[ProtectedCube], ids: Sequence[str]) -> tuple[ProtectedTable, ...]:
    """Put the cubes of every table together; an axis that only told records apart is not shown."""
    made = []
    for table in ids:
        own = tuple(cube for cube in cubes if cube.table.partition("~")[0] == table)
        first = own[0]
        variables = tuple(name for name in first.variables if name not in first.where)
        made.append(ProtectedTable(table, variables, own))
    return tuple(made)
