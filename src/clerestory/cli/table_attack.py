"""``clerestory table attack``: what can be recovered from published tables."""

import argparse
import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from clerestory.cli.outcome import DONE, Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import FOUND, InputError
from clerestory.proof.attack.bundles import read_cubes
from clerestory.proof.attack.hierarchies import Parents, read_hierarchy
from clerestory.proof.attack.knowledge import to_contributor, without_zeros
from clerestory.proof.attack.marks import explained
from clerestory.proof.attack.shown import ShownTable, of_cube
from clerestory.proof.attack.tables import Layout, read_csv
from clerestory.proof.attack.trial import Attacked, Telling, attack, summary

HELP = "try published tables as an intruder would: which withheld cells can be worked out, and how"
_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "published", nargs="+", type=Path, help="CSV files (linked), JSON-stat files or a bundle"
    )
    parser.add_argument("--by", default="", help="the variables, as columns: county,year,sex")
    parser.add_argument(
        "--hierarchy", action="append", default=[], metavar="VAR=FILE", help="code,parent rows up to Total"
    )
    parser.add_argument(
        "--minimum", type=int, default=11, help="fewest a published cell may count (default 11)"
    )
    parser.add_argument("--width", type=int, default=3, help="list intervals narrower than this (default 3)")
    parser.add_argument("--proof", action="store_true", help="print the formula of every recovered cell")
    parser.add_argument("--count", metavar="COLUMN", help="the column of counts (default: count)")
    parser.add_argument(
        "--total",
        action="append",
        default=[],
        metavar="[VAR=]LABEL",
        help="what totals are called (default Total)",
    )
    parser.add_argument(
        "--no-total", action="append", default=[], metavar="VAR", help="this variable has no published total"
    )
    parser.add_argument(
        "--mark",
        action="append",
        default=[],
        metavar="TEXT=LOW..HIGH",
        help="what a mark says, or TEXT=withheld",
    )
    parser.add_argument(
        "--absent",
        choices=("refuse", "zero", "withheld"),
        default="refuse",
        help="what a cell without a row is",
    )
    parser.add_argument(
        "--within",
        action="append",
        default=[],
        metavar="SMALLER=LARGER",
        help="every record of one file is also in the other",
    )
    parser.add_argument(
        "--contributor", metavar="VAR=CATEGORY,...", help="the intruder is counted in this cell"
    )
    parser.add_argument(
        "--zeros-shown", action="store_true", help="the intruder knows that no withheld cell counts 0"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Read, try, tell."""
    if args.width < 1 or args.minimum < 1:
        raise InputError("--width and --minimum must be 1 or more")
    gc.disable()  # many small dicts and no cycles
    try:
        return _try(args)
    finally:
        gc.enable()


def _try(args: argparse.Namespace) -> Outcome:
    with Steps() as steps:
        steps.step("read")
        groups = _groups(args)
        within = _pairs(args.within, "--within")
        attacked = [attack(tables, args.width, args.minimum, within, steps) for tables in groups]
        steps.step("tell")
        result = _result(attacked)
    text = _text(result, everything=args.proof)
    return Outcome(text, result, FOUND if result["recoverable"] else DONE)


def _groups(args: argparse.Namespace) -> list[list[ShownTable]]:
    """Tables to try jointly: all CSV files, or the cubes of each collection."""
    is_csv = [path.suffix.lower() == ".csv" for path in args.published]
    if all(is_csv):
        return [_csv_tables(args)]
    if any(is_csv):
        raise InputError("CSV files and JSON-stat files cannot be tried together; give one kind")
    by_collection: dict[str, list[ShownTable]] = defaultdict(list)
    for path in args.published:
        for cube in read_cubes(path):
            by_collection[cube.collection].append(_knowing(of_cube(cube), args))
    return list(by_collection.values())


def _csv_tables(args: argparse.Namespace) -> list[ShownTable]:
    by = tuple(word.strip() for word in args.by.split(",") if word.strip())
    if not by or len(set(by)) != len(by):
        raise InputError("name the variables of the tables, each once, with --by county,year,sex")
    layout = Layout(
        by=by,
        hierarchies=_hierarchies(args.hierarchy, by),
        count=args.count,
        totals=_totals(args.total, by),
        without_total=frozenset(_known(args.no_total, by, "--no-total")),
        marks=dict(explained(option) for option in args.mark),
        absent=args.absent,
    )
    names = _names(args.published)
    tables = [read_csv(path, name, layout) for path, name in zip(args.published, names, strict=True)]
    used = {axis.id for table in tables for axis in table.axes}
    for variable in by:
        if variable not in used:
            raise InputError(f"--by {variable}: no file has a column of that name")
    return [_knowing(table, args) for table in tables]


def _knowing(table: ShownTable, args: argparse.Namespace) -> ShownTable:
    """The table to an intruder who knows more than it says."""
    if args.zeros_shown:
        table = without_zeros(table)
    own = _pairs(args.contributor.split(",") if args.contributor else (), "--contributor")
    return to_contributor(table, own) if own else table


def _names(paths: Sequence[Path]) -> list[str]:
    names = [path.stem for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def _hierarchies(options: Iterable[str], by: Sequence[str]) -> Mapping[str, tuple[Parents, ...]]:
    found: dict[str, tuple[Parents, ...]] = {}
    for option in options:
        variable, _, file = option.partition("=")
        _known([variable], by, "--hierarchy")
        found[variable] = (*found.get(variable, ()), read_hierarchy(Path(file)))
    return found


def _totals(options: Iterable[str], by: Sequence[str]) -> Mapping[str, str]:
    pairs = [option.rpartition("=")[::2] for option in options]
    _known([variable for variable, _ in pairs if variable], by, "--total")
    return dict(pairs)


def _known(variables: Sequence[str], by: Sequence[str], option: str) -> Sequence[str]:
    for variable in variables:
        if variable not in by:
            raise InputError(f"{option} {variable}: not one of the variables of --by")
    return variables


def _pairs(options: Iterable[str], option: str) -> dict[str, str]:
    pairs = dict(word.partition("=")[::2] for word in options)
    if not all(pairs.values()):
        raise InputError(f"{option}: give two names with = between them")
    return pairs


def _result(attacked: Sequence[Attacked]) -> dict[str, Any]:
    proofs = [summary(one) for one in attacked]
    rules = ("width", "minimum")
    total = {
        key: proofs[0][key] if key in rules else sum(proof[key] for proof in proofs) for key in proofs[0]
    }
    return {
        "recoverable": [entry for one in attacked for entry in Telling(one).recoverable()],
        "cells": sum(one.cells for one in attacked),
        "withheld": sum(one.withheld for one in attacked),
        "proof": total,
    }


def _text(result: Mapping[str, Any], *, everything: bool) -> str:
    entries, proof = result["recoverable"], result["proof"]
    lines = [_line(entry) for entry in (entries if everything else entries[:_SHOWN])]
    if len(lines) < len(entries):
        lines.append(f"... and {len(entries) - len(lines)} more; --proof prints all, --json too")
    exact = sum("value" in entry for entry in entries)
    small = sum(entry["unsafe"] is True for entry in entries)
    lines.append(
        f"{result['cells']} cells, {result['withheld']} withheld: {exact} recovered exactly, {len(entries) - exact} to within "
        f"less than {proof['width']}; {small} of them count 1 to {proof['minimum'] - 1}"
    )
    lines.append(
        f"the others: {proof['wide']} shown wide by whole tables, {proof['wide_over_reals']} over the linear relaxation "
        f"only, {proof['undecided']} undecided"
    )
    return "\n".join(lines)


def _line(entry: Mapping[str, Any]) -> str:
    value = entry["value"] if "value" in entry else "{} to {}".format(*entry["interval"])
    return f"{entry['table']}: {_cell(entry['cell'])} = {value}, by {entry['by']}: {_formula(entry)}"


def _formula(entry: Mapping[str, Any]) -> str:
    words = [
        f"{'-' if weight < 0 else '+'} {_times(weight)}[{_cell(cell)}]" for weight, cell in entry["formula"]
    ]
    if entry.get("constant"):
        words.append(f"{'-' if entry['constant'] < 0 else '+'} {abs(entry['constant'])}")
    return ("" if entry["by"] == "equations" else "at most ") + (" ".join(words).removeprefix("+ ") or "0")


def _times(weight: float) -> str:
    return "" if abs(weight) == 1 else f"{abs(weight)} "


def _cell(cell: Mapping[str, str]) -> str:
    return ", ".join(f"{variable} {code}" for variable, code in cell.items())
