"""The columns of the records as positions among categories, encoded once, counted for many tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.protection.tabulation import categories, check_leaves, counts_of, flat
from clerestory.vocabulary.hierarchy import Hierarchy

Ints = NDArray[np.int64]
Trees = tuple[Hierarchy, ...]


@dataclass(frozen=True, repr=False)
class Columns:
    """For every variable the category of each record, and the trees that it nests in; counts of records.

    Several trees of one variable end in the same leaves. Positions follow the leaves of the first.
    """

    trees: Mapping[str, Trees]
    position: Mapping[str, Ints]
    weight: Ints
    coarsens: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Columns({len(self.position)} variables, {self.weight.size} rows)"

    def leaves(self, variable: str) -> tuple[str, ...]:
        """The finest categories of a variable, in the order of positions."""
        return self.trees[variable][0].leaves

    def margin(self, variables: Sequence[str], kept: NDArray[np.bool_] | None = None) -> Ints:
        """Count the records (those ``kept``) by the finest categories of some variables."""
        shape = tuple(len(self.leaves(name)) for name in variables)
        chosen = slice(None) if kept is None else kept
        weight = self.weight[chosen]
        if not shape:
            return np.array(weight.sum(), np.int64)
        cell = np.ravel_multi_index(tuple(self.position[name][chosen] for name in variables), shape)
        counted: Ints = np.zeros(int(np.prod(shape)), np.int64)
        np.add.at(counted, cell, weight)
        return counted.reshape(shape)


def columns_of(
    records: pa.Table,
    variables: Sequence[str],
    trees: Mapping[str, Trees],
    coarsens: Mapping[str, str] | None = None,
    count: str | None = None,
) -> Columns:
    """Encode the columns; a category outside its hierarchy is refused, without naming it."""
    used, position = {}, {}
    for variable in variables:
        used[variable], position[variable] = _encoded(records, variable, trees.get(variable, ()))
    return Columns(used, position, counts_of(records, count), dict(coarsens or {}))


def _encoded(records: pa.Table, variable: str, trees: Trees) -> tuple[Trees, Ints]:
    names, number = categories(records, variable)
    trees = trees or (flat(variable, names),)
    _check_same_leaves(variable, trees)
    at = {code: place for place, code in enumerate(trees[0].leaves)}
    check_leaves(records, variable, names, number, at)
    place = np.array([at[name] for name in names] or [0], np.int64)
    return trees, place[number]


def _check_same_leaves(variable: str, trees: Trees) -> None:
    """Overlapping trees end alike, and a code that several hold means the same leaves in each."""
    meaning: dict[str, frozenset[str]] = {}
    for tree in trees:
        if set(tree.leaves) != set(trees[0].leaves):
            raise InputError(
                f"variable {variable}: its hierarchies end in different categories; give every one the same"
            )
        for code, leaves in leaves_under(tree).items():
            if meaning.setdefault(code, leaves) != leaves:
                raise InputError(
                    f"variable {variable}: two hierarchies have a code {code} that means different categories; "
                    f"rename one"
                )


def leaves_under(tree: Hierarchy) -> dict[str, frozenset[str]]:
    """The leaves that every code stands for."""
    children = tree.children
    below: dict[str, frozenset[str]] = {}
    for code in reversed(tree.codes):
        own = children.get(code, ())
        below[code] = frozenset().union(*(below[child] for child in own)) if own else frozenset({code})
    return below


def in_order(leaves: Ints, by: Sequence[str], trees: Sequence[Hierarchy], columns: Columns) -> Ints:
    """Counts with every axis in the order of a tree's leaves; further axes stay."""
    for axis, (name, tree) in enumerate(zip(by, trees, strict=True)):
        if tree is not columns.trees[name][0]:
            at = {code: place for place, code in enumerate(columns.leaves(name))}
            leaves = leaves.take([at[code] for code in tree.leaves], axis)
    return leaves
