"""Columns made from others so that they can be counted: years, age bands, a category for what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from clerestory.project.proposal.classes import AGE, YEAR, propose_class
from clerestory.project.proposal.profile import ColumnProfile
from clerestory.vocabulary.status import ColumnClass, Identifies

UNKNOWN = "Unknown"
AGE_CUTS = (18, 25, 35, 45, 55, 65, 75)
ENOUGH = 110  # records that a band should hold, so that it can be shown by another variable too
MOST_FLAT = 40


class Making(Enum):
    """How a derived column is made."""

    BANDS = "bands"
    AGE_AT = "age at"
    YEAR = "year"
    MONTH = "month"
    FILLED = "filled"


@dataclass(frozen=True)
class Derived:
    """A column made from another (for an age, from two dates)."""

    name: str
    making: Making
    source: str
    other: str = ""
    cuts: tuple[int, ...] = ()  # where each band but the first begins
    lowest: int = 0


def left_out(columns: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """Columns that only number the records: they tell nothing and are not loaded."""
    return tuple(column.name for column in columns if column.running_number)


def derivations(columns: Sequence[ColumnProfile]) -> tuple[Derived, ...]:
    """The columns worth making, each with a name that is not taken."""
    taken = {column.name for column in columns}
    made = [one for one in (*_of_dates(columns), *_of_numbers(columns)) if one.name not in taken]
    unique = {one.name: one for one in reversed(made)}
    return (*reversed(unique.values()), *_filled(columns))


def countable(column: ColumnProfile) -> bool:
    """Whether tables can count by a column as it is."""
    if propose_class(column).column_class is ColumnClass.DIRECT_IDENTIFIER:
        return False
    if column.type not in ("text", "boolean", "integer") or not column.categories:
        return False
    most = MOST_FLAT if column.type == "text" or YEAR.search(column.name) else 15
    return 2 <= column.distinct <= most


def band_labels(cuts: Sequence[int], lowest: int = 0) -> Mapping[str, str]:
    """The bands between the cuts: code to label ("0-17": "0 to 17"; "65+": "65 or more")."""
    starts = [lowest, *cuts]
    labels = {}
    for start, after in pairwise(starts):
        single = after - start == 1
        labels[str(start) if single else f"{start}-{after - 1}"] = (
            str(start) if single else f"{start} to {after - 1}"
        )
    return {**labels, f"{starts[-1]}+": f"{starts[-1]} or more"}


def _of_dates(columns: Sequence[ColumnProfile]) -> Iterator[Derived]:
    dates = [column for column in columns if column.type in ("date", "timestamp")]
    births = [one for one in dates if propose_class(one).identifies is Identifies.DATE]
    events = [one for one in dates if one not in births]
    if events:
        yield Derived("year", Making.YEAR, events[0].name)
        yield Derived("month", Making.MONTH, events[0].name)
    if events and births:
        yield Derived("age_group", Making.AGE_AT, births[0].name, events[0].name, AGE_CUTS)


def _of_numbers(columns: Sequence[ColumnProfile]) -> Iterator[Derived]:
    for column in columns:
        if column.type != "integer" or column.lowest is None or column.lowest < 0 or column.running_number:
            continue
        if AGE.search(column.name) and (column.highest or 0) <= 130:
            if cuts := _merged(column, AGE_CUTS, 0):
                yield Derived(f"{column.name}_group", Making.BANDS, column.name, cuts=cuts)
        elif countable(column) and not YEAR.search(column.name):
            low = column.lowest
            cuts = _merged(column, range(low + 1, (column.highest or low) + 1), low)
            if cuts and len(cuts) < (column.highest or low) - low:
                yield Derived(f"{column.name}_group", Making.BANDS, column.name, cuts=cuts, lowest=low)


def _merged(column: ColumnProfile, cuts: Sequence[int], lowest: int) -> tuple[int, ...]:
    """The cuts, without those that leave few records above the last or below the first."""
    ages = {int(value): records for value, records in column.categories.items()}
    kept = [cut for cut in cuts if cut > lowest]
    while kept and sum(count for age, count in ages.items() if age >= kept[-1]) < ENOUGH:
        kept.pop()
    while kept and sum(count for age, count in ages.items() if age < kept[0]) < ENOUGH:
        kept.pop(0)
    return tuple(kept)


def _filled(columns: Sequence[ColumnProfile]) -> tuple[Derived, ...]:
    """A category of their own for records without a value, in the columns that are counted by."""
    return tuple(
        Derived(column.name, Making.FILLED, column.name)
        for column in columns
        if column.missing and countable(column)
    )
