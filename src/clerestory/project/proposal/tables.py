"""Tables coarse enough to be published, that meet in the year alone, so that they can be protected together."""

from collections.abc import Mapping, Sequence
from math import prod

from clerestory.project.model import Measure, Table, Variable
from clerestory.project.proposal.variables import is_time

RECORDS_A_CELL = 40  # records that there should be for each cell of a table
MOST_TABLES = 8
MEASURE = Measure("records", "Records", "records")


def tables_of(
    collection: str, variables: Mapping[str, Variable], records: int, minimum: int
) -> tuple[Table, ...]:
    """Each variable in one table, always with the year; as many in a table as the records allow."""
    shared = [name for name, variable in variables.items() if is_time(variable)][:1]
    within = {variable.coarsens for name, variable in variables.items() if name in shared}
    size = {name: len(variable.hierarchy.leaves) for name, variable in variables.items()}
    rest = [name for name in variables if name not in shared and name not in within]
    budget = max(1, records // RECORDS_A_CELL) // prod(size[name] for name in shared)
    groups = _packed([name for name in rest if size[name] <= budget], size, budget)
    chosen = [*([*group, *shared] for group in groups), *([name] for name in within if name)]
    return tuple(_table(collection, by, variables, minimum) for by in chosen[:MOST_TABLES])


def _packed(names: Sequence[str], size: Mapping[str, int], budget: int) -> list[list[str]]:
    """Put each name into the first group in which it fits."""
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            if prod(size[other] for other in group) * size[name] <= budget:
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
