"""Variables for the columns that can be counted by: categories in order, labels, months within years."""

import re
from collections.abc import Mapping, Sequence

from clerestory.project.model import Variable
from clerestory.project.proposal.classes import AGE, PLACE, RACE, SEX, YEAR, propose_class
from clerestory.project.proposal.derivation import UNKNOWN, Derived, Making, band_labels, countable
from clerestory.project.proposal.profile import ColumnProfile
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy
from clerestory.vocabulary.status import ColumnClass

_MONTH = re.compile(r"\d{4}-\d{2}")
_LAST = ("other", "unknown", "missing", "not stated", "none")


def variables_of(columns: Sequence[ColumnProfile], made: Sequence[Derived]) -> Mapping[str, Variable]:
    """The variables worth counting by, those of the person first, then what befell them."""
    banded = {one.source for one in made if one.making is Making.BANDS}
    derived = {one.name: one for one in made}
    usable = [
        column
        for column in columns
        if column.name not in banded and column.distinct >= 2 and _is_usable(column, derived.get(column.name))
    ]
    ordered = sorted(usable, key=_rank)
    names = [column.name for column in ordered]
    return {column.name: _variable(column, derived.get(column.name), names) for column in ordered}


def _is_usable(column: ColumnProfile, derived: Derived | None) -> bool:
    """A column made to be counted by, or one that can be counted by as it is; never a direct identifier."""
    made = derived is not None and bool(column.categories)
    named = propose_class(column).column_class is ColumnClass.DIRECT_IDENTIFIER
    return not named and (made or countable(column))


def is_time(variable: Variable) -> bool:
    """Whether the categories are years."""
    return all(re.fullmatch(r"\d{4}", code) for code in variable.hierarchy.leaves)


def label_of(name: str) -> str:
    """What readers see for a column: `age_group` is Age group."""
    words = name.removesuffix("_group").replace("_", " ").strip() or name
    return words[:1].upper() + words[1:]


def _rank(column: ColumnProfile) -> int:
    patterns = (YEAR, PLACE, AGE, SEX, RACE)
    named = next((at for at, pattern in enumerate(patterns) if pattern.search(column.name)), None)
    if named is not None:
        return named
    sensitive = propose_class(column).column_class is ColumnClass.SENSITIVE
    return len(patterns) + sensitive


def _variable(column: ColumnProfile, derived: Derived | None, names: Sequence[str]) -> Variable:
    months = derived is not None and derived.making is Making.MONTH
    return Variable(
        id=column.name,
        label=label_of(column.name),
        hierarchy=_months(column) if months else _flat(column, derived),
        total_label="All years" if column.name == "year" else "All",
        coarsens="month" if column.name == "year" and "month" in names else None,
    )


def _flat(column: ColumnProfile, derived: Derived | None) -> Hierarchy:
    labels: dict[str, str] = {}
    order = sorted(column.categories, key=_in_order)
    if derived is not None and derived.cuts:
        labels = dict(band_labels(derived.cuts, derived.lowest))
        order = [code for code in (*labels, UNKNOWN) if code in column.categories]
        labels = {code: label for code, label in labels.items() if label != code and code in order}
    if column.type == "boolean":
        labels = {"true": "Yes", "false": "No"}
        order = [code for code in ("true", "false") if code in column.categories]
    return Hierarchy.flat(tuple(order), labels)


def _months(column: ColumnProfile) -> Hierarchy:
    parent = {}
    for code in sorted(column.categories):
        year = code[:4] if _MONTH.fullmatch(code) else TOTAL
        if year != TOTAL:
            parent[year] = TOTAL
        parent[code] = year
    return Hierarchy(parent)


def _in_order(code: str) -> tuple[int, float, str]:
    """Numbers by size, words by letter, what is unknown last."""
    if re.fullmatch(r"-?\d+", code):
        return 0, int(code), code
    return (2 if code.lower() in _LAST else 1), 0, code
