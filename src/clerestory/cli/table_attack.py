"""``clerestory table attack``: what can be recovered from published tables."""

import argparse
import gc
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from clerestory.cli.outcome import DONE, Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import FOUND, InputError
from clerestory.proof.attack.bundles import read_cubes
from clerestory.proof.attack.formulas import Formula, Number
from clerestory.proof.attack.hierarchies import Parents, read_hierarchy
from clerestory.proof.attack.knowledge import to_contributor, without_zeros
from clerestory.proof.attack.marks import explained
from clerestory.proof.attack.recovery import By
from clerestory.proof.attack.shown import ShownTable, of_cube
from clerestory.proof.attack.tables import Layout, read_csv
from clerestory.proof.attack.telling import Telling, Told
from clerestory.proof.attack.trial import Attacked, attack, summary

HELP = "try published tables as an intruder would: which withheld cells can be worked out, and how"
_SHOWN = 20
_Meaning = TypeVar("_Meaning")


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
        told = [Telling(one) for one in attacked]
        text = "" if args.json else "\n".join(_lines(told, attacked, everything=args.proof))
    found = any(len(each) for each in told)
    return Outcome(text, exit_code=FOUND if found else DONE, parts=_parts(told, attacked))


def _groups(args: argparse.Namespace) -> list[list[ShownTable]]:
    """Tables to try jointly: all CSV files, or the cubes of each collection."""
    is_csv = [path.suffix.lower() == ".csv" for path in args.published]
    if all(is_csv):
        return [_csv_tables(args)]
    if any(is_csv):
        raise InputError("CSV files and JSON-stat files cannot be tried together; give one kind")
    for option in ("by", "hierarchy", "count", "total", "no_total", "mark"):
        if getattr(args, option):
            raise InputError(
                f"--{option.replace('_', '-')} belongs to CSV files; JSON-stat files say it themselves"
            )
    cubes = [(cube.collection, of_cube(cube)) for path in args.published for cube in read_cubes(path)]
    own = _own(args, [table for _, table in cubes])
    by_collection: dict[str, list[ShownTable]] = defaultdict(list)
    for collection, table in cubes:
        by_collection[collection].append(_knowing(table, own, args))
    return list(by_collection.values())


def _csv_tables(args: argparse.Namespace) -> list[ShownTable]:
    by = tuple(word.strip() for word in args.by.split(",") if word.strip())
    if not by or len(set(by)) != len(by):
        raise InputError("name the variables of the tables, each once, with --by county,year,sex")
    if args.count in by:
        raise InputError(f"--count {args.count}: is one of --by; give the column that holds the counts")
    layout = Layout(
        by=by,
        hierarchies=_hierarchies(args.hierarchy, by),
        count=args.count,
        totals=_totals(args.total, by),
        without_total=frozenset(_known(args.no_total, by, "--no-total")),
        marks=_once((explained(option) for option in args.mark), "--mark"),
        absent=args.absent,
    )
    names = _names(args.published)
    tables = [read_csv(path, name, layout) for path, name in zip(args.published, names, strict=True)]
    used = {axis.id for table in tables for axis in table.axes}
    for variable in by:
        if variable not in used:
            raise InputError(f"--by {variable}: no file has a column of that name")
    own = _own(args, tables)
    return [_knowing(table, own, args) for table in tables]


def _knowing(table: ShownTable, own: Mapping[str, str], args: argparse.Namespace) -> ShownTable:
    """The table to an intruder who knows more than it says."""
    if args.zeros_shown:
        table = without_zeros(table)
    return to_contributor(table, own) if own else table


def _own(args: argparse.Namespace, tables: Sequence[ShownTable]) -> Mapping[str, str]:
    """The cell in which the intruder is counted; every variable of it must be some table's."""
    own = _pairs(args.contributor.split(",") if args.contributor else (), "--contributor")
    _known(list(own), [axis.id for table in tables for axis in table.axes], "--contributor")
    return own


def _names(paths: Sequence[Path]) -> list[str]:
    if len({path.resolve() for path in paths}) != len(paths):
        raise InputError("a file is given twice; name each once")
    names = [path.stem for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def _hierarchies(options: Iterable[str], by: Sequence[str]) -> Mapping[str, tuple[Parents, ...]]:
    found: dict[str, tuple[Parents, ...]] = {}
    for option in options:
        variable, _, file = option.partition("=")
        if not file:
            raise InputError(f"--hierarchy {option}: give VARIABLE=FILE")
        _known([variable], by, "--hierarchy")
        found[variable] = (*found.get(variable, ()), read_hierarchy(Path(file)))
    return found


def _totals(options: Iterable[str], by: Sequence[str]) -> Mapping[str, str]:
    pairs = [option.rpartition("=")[::2] for option in options]
    _known([variable for variable, _ in pairs if variable], by, "--total")
    return _once(pairs, "--total")


def _known(variables: Sequence[str], by: Sequence[str], option: str) -> Sequence[str]:
    for variable in variables:
        if variable not in by:
            raise InputError(f"{option} {variable}: not one of the variables {', '.join(dict.fromkeys(by))}")
    return variables


def _pairs(options: Iterable[str], option: str) -> dict[str, str]:
    pairs = [word.partition("=")[::2] for word in options]
    if not all(first and second for first, second in pairs):
        raise InputError(f"{option}: give two names with = between them")
    return _once(pairs, option)


def _once(pairs: Iterable[tuple[str, _Meaning]], option: str) -> dict[str, _Meaning]:
    """Pairs as a mapping; nothing may be said twice."""
    found: dict[str, _Meaning] = {}
    for key, meaning in pairs:
        if key in found:
            raise InputError(f"{option}: {key or 'the same'} is given twice; say it once")
        found[key] = meaning
    return found


def _parts(told: Sequence[Telling], attacked: Sequence[Attacked]) -> Iterator[str]:
    """The result as JSON, an entry at a time: there may be hundreds of thousands."""
    yield '{"recoverable": ['
    entries = chain.from_iterable(each.as_json() for each in told)
    for number, entry in enumerate(entries):
        yield f",\n{entry}" if number else entry
    figures = {
        "cells": sum(one.cells for one in attacked),
        "withheld": sum(one.withheld for one in attacked),
        "proof": _proof(attacked),
    }
    yield "], " + json.dumps(figures).removeprefix("{")


def _proof(attacked: Sequence[Attacked]) -> dict[str, int]:
    proofs = [summary(one) for one in attacked]
    rules = ("width", "minimum")
    return {key: proofs[0][key] if key in rules else sum(proof[key] for proof in proofs) for key in proofs[0]}


def _lines(told: Sequence[Telling], attacked: Sequence[Attacked], *, everything: bool) -> Iterator[str]:
    found, proof = sum(len(each) for each in told), _proof(attacked)
    shown = chain.from_iterable((_line(each, cell) for cell in each.told()) for each in told)
    yield from shown if everything else islice(shown, _SHOWN)
    if found > _SHOWN and not everything:
        yield f"... and {found - _SHOWN:,} more; --proof prints all, --json too"
    exact, small = sum(each.exact for each in told), sum(each.unsafe for each in told)
    cells, withheld = sum(one.cells for one in attacked), sum(one.withheld for one in attacked)
    yield (
        f"{cells:,} cells, {withheld:,} withheld: {exact:,} recovered exactly, {found - exact:,} to within "
        f"less than {proof['width']}; {small:,} of them count 1 to {proof['minimum'] - 1}"
    )
    yield (
        f"the others: {proof['wide']:,} shown wide by whole tables, {proof['wide_over_reals']:,} over the linear relaxation "
        f"only, {proof['undecided']:,} undecided"
    )


def _line(telling: Telling, told: Told) -> str:
    name, found = telling.name(told.cell), told.finding
    count = f"{found.low:,}" if found.low == found.high else f"{found.low:,} to {found.high:,}"
    return f"{name.table}: {name.words} = {count}, by {found.by.value}: {_formulas(telling, told)}"


def _formulas(telling: Telling, told: Told) -> str:
    """What equations come to; of an interval, what it is at the least and at the most."""
    if told.finding.by is By.EQUATIONS:
        return _formula(telling, told.upper)
    return f"at least {_formula(telling, told.lower)}; at most {_formula(telling, told.upper)}"


def _formula(telling: Telling, formula: Formula) -> str:
    words = [
        f"{'-' if weight < 0 else '+'} {_times(weight)}[{telling.published(unknown).words}]"
        for unknown, weight in formula.terms.items()
    ]
    if formula.constant:
        words.append(f"{'-' if formula.constant < 0 else '+'} {abs(formula.constant)}")
    return " ".join(words).removeprefix("+ ") or "0"


def _times(weight: Number) -> str:
    return "" if abs(weight) == 1 else f"{abs(weight)} "
