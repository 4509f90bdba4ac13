"""Which finest categories a category stands for, so that equal cells are recognised over tables.

A cell is the set of records that fall in all of its categories. Two cells of linked tables are one
unknown exactly when, for every variable, their categories hold the same finest ones. A variable
that a table leaves out is the same as its total there.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np

from clerestory.errors import InputError
from clerestory.proof.attack.shown import Axis, Ints, ShownTable

TOTAL = "Total"
EVERYTHING = 0  # the number of the set that holds every finest category of a variable

LeafSet = frozenset[str]


def base_of(axis: Axis, tables: Sequence[ShownTable]) -> str:
    """The finest variable that an axis is a level of; its own id if it is none's."""
    present = {other.id: other for table in tables for other in table.axes}
    seen = {axis.id}
    while axis.level_of is not None and axis.level_of in present and axis.level_of not in seen:
        seen.add(axis.level_of)
        axis = present[axis.level_of]
    return axis.id


def leaf_sets(axis: Axis, elsewhere: Mapping[str, tuple[str, ...]]) -> dict[str, LeafSet]:
    """The finest categories below each code; ``elsewhere`` says what other tables know of codes."""
    below = {**elsewhere, **axis.nested}
    found: dict[str, LeafSet] = {}
    for code in _children_first(axis.codes, below):
        parts = below.get(code, ())
        found[code] = frozenset((code,)) if not parts else frozenset().union(*(found[part] for part in parts))
    return found


def _children_first(codes: Iterable[str], below: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Every code, and every code below one, each after all that nest in it."""
    order: dict[str, None] = {}
    opened: set[str] = set()
    for top in codes:
        waiting = [(top, False)]
        while waiting:
            code, is_open = waiting.pop()
            if code in order:
                continue
            if is_open:
                order[code] = None
            elif code in opened:
                raise InputError(f"category {code} is nested in itself; give each category one parent")
            else:
                opened.add(code)
                waiting.append((code, True))
                waiting.extend((part, False) for part in below.get(code, ()))
    return list(order)


def number_cells(tables: Sequence[ShownTable]) -> tuple[Ints, int]:
    """For every cell, over all tables in order, the number of its unknown; and how many there are."""
    bases = {axis.id: base_of(axis, tables) for table in tables for axis in table.axes}
    keys = np.zeros(sum(table.value.size for table in tables), dtype=np.int64)
    room = 1
    for base in dict.fromkeys(bases.values()):
        ids, size = _ids_along(base, bases, tables)
        if room * size >= 2**62:
            keys, room = _squeezed(keys)
        keys = keys * size + ids
        room *= size
    return _squeezed(keys)


def _squeezed(keys: Ints) -> tuple[Ints, int]:
    distinct, number = np.unique(keys, return_inverse=True)
    return number.astype(np.int64), int(distinct.size)


def _ids_along(base: str, bases: Mapping[str, str], tables: Sequence[ShownTable]) -> tuple[Ints, int]:
    sets = _sets_by_axis(base, bases, tables)
    numbering: dict[LeafSet, int] = {_everything(base, sets): EVERYTHING}
    parts = []
    for table in tables:
        here = [k for k, axis in enumerate(table.axes) if bases[axis.id] == base]
        ids = _table_ids([sets[table.name, table.axes[k].id] for k in here], numbering)
        shape = tuple(size if k in here else 1 for k, size in enumerate(table.shape))
        parts.append(np.broadcast_to(ids.reshape(shape), table.shape).ravel())
    return np.concatenate(parts), len(numbering)


SetsByAxis = dict[tuple[str, str], tuple[tuple[str, LeafSet], ...]]


def _sets_by_axis(base: str, bases: Mapping[str, str], tables: Sequence[ShownTable]) -> SetsByAxis:
    """Every code's leaf set, for each axis (of each table) whose base variable is ``base``."""
    axes = [(table.name, axis) for table in tables for axis in table.axes if bases[axis.id] == base]
    nested: dict[str, tuple[str, ...]] = {}
    for _, axis in sorted(axes, key=lambda pair: pair[1].id == base):  # the finest variable has the last word
        nested.update(axis.nested)
    found: SetsByAxis = {}
    for name, axis in axes:
        below = leaf_sets(axis, nested)
        found[name, axis.id] = tuple((code, below[code]) for code in axis.codes)
    return found


def _everything(base: str, sets: SetsByAxis) -> LeafSet:
    """All finest categories: those of the widest total; if no table has one, no set is all of it."""
    totals = [leaf_set for codes in sets.values() for code, leaf_set in codes if code == TOTAL]
    return max(totals, key=len, default=frozenset({f"\0outside {base}"}))


def _table_ids(axes: Sequence[tuple[tuple[str, LeafSet], ...]], numbering: dict[LeafSet, int]) -> Ints:
    """The set's number for every combination of one table's codes over the axes of one base."""
    if not axes:
        return np.array([EVERYTHING], dtype=np.int64)
    shared = [frozenset.intersection(*(held for _, held in codes)) for codes in product(*axes)]
    return np.array([numbering.setdefault(held, len(numbering)) for held in shared], dtype=np.int64)
