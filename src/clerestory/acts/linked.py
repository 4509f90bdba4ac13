"""Protect several tables over one set of records as one system, and try to undo it, before anybody sees one.

The tables are written to a folder beside the wanted place, the intruder reads them there, and only
what holds is put in place.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from clerestory.errors import Refused
from clerestory.project.model import Policy
from clerestory.proof.attack.tables import Layout, read_csv
from clerestory.proof.attack.telling import Telling
from clerestory.proof.attack.trial import attack, summary
from clerestory.records.protection import Protection, protect
from clerestory.records.protection.engine import MINIMUM_ALONE, Pace
from clerestory.records.protection.linked import ProtectedTable, Wanted, cubes_of, tables_of
from clerestory.records.protection.linked.columns import Columns, Trees, columns_of
from clerestory.records.protection.linked.earlier import Earlier
from clerestory.records.protection.linked.plan import filter_of
from clerestory.records.protection.rules import CountRules
from clerestory.records.protection.write.columns import cells_bytes
from clerestory.vocabulary.progress import Progress

SHOWN = 3


@dataclass(frozen=True)
class Table:
    """One wanted table, as declared: a variable restricts it by codes, or is without them."""

    id: str
    by: tuple[str, ...]
    minimum: int
    where: tuple[str, tuple[str, ...]] | None = None
    without: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Request:
    """What is to be protected together, and by which rules."""

    tables: tuple[Table, ...]
    policy: Policy
    trees: Mapping[str, Trees]
    coarsens: Mapping[str, str]
    count: str | None = None
    rules: CountRules = MINIMUM_ALONE
    pace: Pace = "thorough"

    @property
    def variables(self) -> tuple[str, ...]:
        """Every column that is counted by or restricts, once."""
        named = [*(name for table in self.tables for name in table.by)]
        named += [part[0] for table in self.tables for part in (table.where, table.without) if part]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, repr=False)
class Protected:
    """The protected tables, their proof, and how the intruder fared."""

    tables: tuple[ProtectedTable, ...]
    protection: Protection
    tried: Mapping[str, Any]
    seconds: Mapping[str, float]
    earlier: tuple[Earlier, ...] = ()

    def __repr__(self) -> str:
        return f"Protected({len(self.tables)} tables)"


def counted(records: pa.Table, request: Request) -> Columns:
    """The columns of the records that the request counts by."""
    return columns_of(records, request.variables, request.trees, request.coarsens, request.count)


def protect_linked(
    columns: Columns, request: Request, folder: Path, progress: Progress, earlier: Sequence[Earlier] = ()
) -> Protected:
    """Protect, write every table into ``folder``, and attack what was written; ``Refused`` if anything opens."""
    started = time.perf_counter()
    wanted = [_wanted(table, columns) for table in request.tables]
    progress.step("Protect the tables")
    cubes = cubes_of(columns, wanted, earlier)
    protection = protect(cubes, request.policy, progress, request.rules, pace=request.pace)
    protecting = time.perf_counter() - started
    tables = tables_of(protection.cubes, [table.id for table in wanted])
    for table in tables:
        (folder / f"{table.id}.csv").write_bytes(cells_bytes(table.variables, table.cells()))
    progress.step("Attack what was written")
    tried = _tried(tables, wanted, earlier, request, columns, folder)
    seconds = {"protect": protecting, "attack": time.perf_counter() - started - protecting}
    return Protected(tables, protection, tried, seconds, tuple(earlier))


def _wanted(table: Table, columns: Columns) -> Wanted:
    part = None
    if table.where:
        part = filter_of(*table.where, columns, without=False)
    if table.without:
        part = filter_of(*table.without, columns, without=True)
    return Wanted(table.id, table.by, table.minimum, part)


def _tried(
    tables: Sequence[ProtectedTable],
    wanted: Sequence[Wanted],
    earlier: Sequence[Earlier],
    request: Request,
    columns: Columns,
    folder: Path,
) -> dict[str, Any]:
    """The intruder's result over all files together, those of earlier releases included."""
    files = {table.id: folder / f"{table.id}.csv" for table in tables}
    within = _within(wanted)
    for old in earlier if _only_grew(earlier, columns) else ():
        name = f"{old.id} ({old.release + 1})"
        files[name] = folder / f".{old.id} {old.release + 1}.csv"
        files[name].write_bytes(cells_bytes(old.by, iter(old.shown.items())))
        within |= _after(old, name, tables, earlier)
    trees = _trees(tables)
    try:
        return tried_files(files, request.variables, trees, request.policy, within, request.coarsens)
    finally:
        for file in files.values():
            if file.name.startswith("."):
                file.unlink()


def tried_files(
    files: Mapping[str, Path],
    by: Sequence[str],
    trees: Mapping[str, tuple[Mapping[str, str], ...]],
    policy: Policy,
    within: Mapping[str, str] | None = None,
    coarsens: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the intruder found in written tables; ``Refused`` if anything."""
    level_of = coarsens or {}
    read = [read_csv(file, name, Layout(by=tuple(by), hierarchies=trees)) for name, file in files.items()]
    linked = [
        replace(one, axes=tuple(replace(axis, level_of=level_of.get(axis.id)) for axis in one.axes))
        for one in read
    ]
    attacked = attack(linked, policy.width, policy.minimum, within)
    found = Telling(attacked).recoverable()
    if found:
        named = "; ".join(f"table {entry['table']}: {_cell(entry['cell'])}" for entry in found[:SHOWN])
        raise Refused(
            f"the attack got through {len(found)} times: {named}; withhold more (a larger width) or count by "
            f"fewer variables"
        )
    return {**summary(attacked), "cells": attacked.cells, "withheld": attacked.withheld, "recoverable": 0}


def _within(wanted: Sequence[Wanted]) -> dict[str, str]:
    """For every table over part of the records the one over more with which it shares most variables."""
    found = {}
    for table in wanted:
        over_more = [other for other in wanted if other is not table and _holds(other, table)]
        if over_more and table.part:
            found[table.id] = max(over_more, key=lambda other: len(set(other.by) & set(table.by))).id
    return found


def _holds(other: Wanted, table: Wanted) -> bool:
    if other.part is None or table.part is None:
        return other.part is None and table.part is not None
    return other.part.variable == table.part.variable and other.part.kept > table.part.kept


def _after(
    old: Earlier, name: str, tables: Sequence[ProtectedTable], earlier: Sequence[Earlier]
) -> dict[str, str]:
    """The table of the next release with which an earlier one shares most variables."""
    later = [one for one in earlier if one.release == old.release + 1]
    following = [(f"{one.id} ({one.release + 1})", one.by) for one in later]
    following = following or [(table.id, table.variables) for table in tables]
    return {name: max(following, key=lambda one: len(set(one[1]) & set(old.by)))[0]}


def _only_grew(earlier: Sequence[Earlier], columns: Columns) -> bool:
    """Whether records only came from release to release: then each lies within the next.

    Where a count fell that is false, and an intruder who assumes it is led astray: every release is tried alone.
    """
    for old in earlier:
        later = [one.leaves for one in earlier if one.by == old.by and one.release == old.release + 1]
        if (old.leaves > (later[0] if later else columns.margin(old.by))).any():
            return False
    return True


def _trees(tables: Sequence[ProtectedTable]) -> dict[str, tuple[Mapping[str, str], ...]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for table in tables:
        for cube in table.cubes:
            for variable, tree in zip(cube.variables, cube.hierarchies, strict=True):
                if variable in table.variables and tree.parent not in found.setdefault(variable, []):
                    found[variable].append(tree.parent)
    return {variable: tuple(trees) for variable, trees in found.items()}


def _cell(cell: Mapping[str, str]) -> str:
    return ", ".join(f"{variable} {code}" for variable, code in cell.items())
