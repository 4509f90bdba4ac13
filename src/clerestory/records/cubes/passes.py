"""Which variables to count together, so that the records are read in as few passes as pay.

One GROUP BY over all variables of a collection is one pass, but where their categories multiply
into the tens of thousands it is slower than a pass for each table. Pure: sizes in, sets of variables out.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import prod

MOST_CELLS = 50_000


def passes(
    tables: Iterable[Sequence[str]], sizes: Mapping[str, int], most_cells: int = MOST_CELLS
) -> tuple[tuple[str, ...], ...]:
    """Sets of variables, each table's within one of them; joined while their cells stay few."""
    wanted = sorted(
        {frozenset(table) for table in tables}, key=lambda one: (-_cells(one, sizes), sorted(one))
    )
    found: list[frozenset[str]] = []
    for variables in wanted:
        for number, other in enumerate(found):
            if variables <= other or _cells(variables | other, sizes) <= most_cells:
                found[number] = variables | other
                break
        else:
            found.append(variables)
    return tuple(tuple(sorted(variables)) for variables in found)


def _cells(variables: Iterable[str], sizes: Mapping[str, int]) -> int:
    return prod(sizes[name] for name in variables)
