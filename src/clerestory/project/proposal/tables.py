"""Tables coarse enough to be published, that meet in the year alone, so that they can be protected together.

A table is coarse enough where, if its variables had nothing to do with each other, few cells would
be small. Each variable stands in one table, with the year where that is coarse enough, else alone.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod

from clerestory.project.model import Measure, Table, Variable
from clerestory.project.proposal.profile import ColumnProfile
from clerestory.project.proposal.variables import is_time

MOST_TABLES = 8
MOST_CELLS = 2_000
MOST_SMALL = 0.1  # of the cells, expected below half as much again as the minimum
MEASURE = Measure("records", "Records", "records")


def tables_of(
    collection: str, variables: Mapping[str, Variable], columns: Sequence[ColumnProfile], minimum: int
) -> tuple[Table, ...]:
    """The tables worth publishing; a variable too fine even alone stands in none."""
    counts = {column.name: [*column.categories.values()] for column in columns if column.name in variables}
    time = [name for name, variable in variables.items() if is_time(variable)][:1]
    months = [str(variables[name].coarsens) for name in time if variables[name].coarsens]
    rest = [name for name in variables if name not in (*time, *months)]

    def coarse(names: Sequence[str]) -> bool:
        return _is_coarse([counts[name] for name in names], 1.5 * minimum)

    with_time = [name for name in rest if coarse([name, *time])]
    alone = [name for name in (*rest, *months) if name not in with_time and coarse([name])]
    chosen = [*([*group, *time] for group in _packed(with_time, time, coarse)), *([name] for name in alone)]
    return tuple(_table(collection, by, variables, minimum) for by in chosen[:MOST_TABLES])


def _is_coarse(counts: Sequence[Sequence[int]], small: float) -> bool:
    if prod(map(len, counts)) > MOST_CELLS:
        return False
    records = sum(counts[0])
    cells = [records * prod(count / records for count in cell) for cell in product(*counts)]
    return sum(cell < small for cell in cells) <= MOST_SMALL * len(cells)


def _packed(
    names: Sequence[str], time: Sequence[str], coarse: Callable[[Sequence[str]], bool]
) -> list[list[str]]:
    """Put each name into the first group that stays coarse with it."""
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            if coarse([*group, name, *time]):
                group.append(name)
                break
        else:
            groups.append([name])
    return groups


def _table(collection: str, by: Sequence[str], variables: Mapping[str, Variable], minimum: int) -> Table:
    labels = [variables[name].label.lower() for name in by]
    told = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
    return Table(
        id=f"{collection}_by_{by[0]}",
        collection=collection,
        title=f"Records, by {told}",
        by=tuple(by),
        measure=MEASURE,
        minimum=minimum,
        where={},
    )
