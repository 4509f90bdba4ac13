"""``clerestory table protect``: from records to a table that may be published, and its evidence."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from clerestory.cli import table_methods, table_rules, table_sums
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import FOUND, InputError
from clerestory.project.model import Policy
from clerestory.records.protection import Protection, RecodingNeeded, protect
from clerestory.records.protection.rules import least_width
from clerestory.records.protection.tabulation import read_hierarchy, read_records, tabulate
from clerestory.records.protection.write.columns import csv_bytes, hierarchy_bytes
from clerestory.release import evidence
from clerestory.vocabulary.hierarchy import Hierarchy

HELP = "count records by variables, protect the table, and prove it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("records", type=Path, help="CSV or Parquet, a row a record (or a leaf, with --count)")
    parser.add_argument("--by", required=True, help="the variables, as columns: county,year,sex")
    parser.add_argument(
        "--hierarchy", action="append", default=[], metavar="VAR=FILE", help="code,parent rows up to Total"
    )
    parser.add_argument("--count", metavar="COLUMN", help="the rows are leaves, and this column counts them")
    parser.add_argument(
        "--minimum", type=int, default=11, help="fewest a published cell may count (default 11)"
    )
    parser.add_argument(
        "--width", type=int, help="what is owed to a small cell (default: a fifth, at least 3)"
    )
    parser.add_argument(
        "--proof",
        choices=("continuous", "integer"),
        default="continuous",
        help="a whole-number table for every small cell, or an interval over the reals where none is found (default)",
    )
    parser.add_argument("--seed", type=int, default=1, help="same records, same seed, same table (default 1)")
    parser.add_argument(
        "--quick", action="store_true", help="search for a tenth of the time; withholds a little more"
    )
    parser.add_argument(
        "--recode",
        action="store_true",
        help="merge categories where nothing else proves; OUT.VARIABLE.csv is the merged hierarchy",
    )
    parser.add_argument("--out", type=Path, required=True, help="the table: variables, count, status")
    parser.add_argument(
        "--evidence", type=Path, help="confidential: true counts and alternative tables (.npz)"
    )
    table_rules.arguments(parser)
    table_methods.arguments(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Read, count, protect, write."""
    table_rules.check(args)
    table_methods.check(args)
    by = variables_of(args)
    hierarchies = read_hierarchies(args, by)
    if args.value is not None:
        return table_sums.act(args, by, hierarchies)
    if args.method != "suppress":
        return table_methods.act(args, by, hierarchies)
    policy = Policy(
        minimum=args.minimum,
        width=least_width(args.minimum) if args.width is None else args.width,
        proof=args.proof,
        recode="apply" if args.recode else "propose",
        seed=args.seed,
    )
    with Steps() as steps:
        steps.step("Count the records")
        records = read_records(
            args.records, [*by, *([args.count] if args.count else []), *table_rules.count_columns(args)]
        )
        cube = tabulate(records, by, hierarchies, args.minimum, args.count, args.out.stem)
        rules = table_rules.count_rules(args, cube, records)
        steps.step("Protect the table")
        try:
            protection = protect([cube], policy, steps, rules, pace="quick" if args.quick else "thorough")
        except RecodingNeeded as needed:
            return _proposal(needed)
    _write(protection, args.out, args.evidence)
    merged = _write_hierarchies(protection, args.out)
    told = {**asdict(protection.summary), "out": str(args.out), "hierarchies": merged}
    return Outcome(_told(protection, args.out, merged), told)


def _proposal(needed: RecodingNeeded) -> Outcome:
    """No table: what would have to be merged, and what each merge costs."""
    merges = [asdict(merge) for merge in needed.proposal]
    return Outcome(
        f"no table is written: {needed}",
        {"error": str(needed), "exit_code": FOUND, "proposal": merges},
        FOUND,
    )


def _write_hierarchies(protection: Protection, out: Path) -> dict[str, str]:
    """The hierarchy of every variable of which categories were merged, beside the table."""
    cube = protection.cubes[0]
    merged = {merge.variable for merge in protection.summary.merges}
    files = {name: out.with_suffix(f".{name}.csv") for name in cube.variables if name in merged}
    for name, file in files.items():
        _save(file, hierarchy_bytes(cube.hierarchies[cube.variables.index(name)]))
    return {name: str(file) for name, file in files.items()}


def _save(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from None


def variables_of(args: argparse.Namespace) -> tuple[str, ...]:
    """The variables of ``--by``, checked against ``--count`` and with the minimum."""
    by = tuple(name.strip() for name in args.by.split(","))
    if not all(by) or len(set(by)) < len(by):
        raise InputError("--by: name each variable once, with commas between")
    if args.count in by:
        raise InputError(f"--count {args.count}: is one of --by; give the column that holds the counts")
    if args.minimum < 1:
        raise InputError("--minimum must be 1 or more")
    return by


def read_hierarchies(args: argparse.Namespace, by: Sequence[str]) -> dict[str, Hierarchy]:
    """The hierarchies of ``--hierarchy``, one a variable."""
    pairs = [_pair(option) for option in args.hierarchy]
    names = [name for name, _ in pairs]
    if extra := [name for name in names if name not in by]:
        raise InputError(f"--hierarchy {extra[0]}: is not one of --by")
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"--hierarchy {twice[0]}: is given twice; give one file a variable")
    return {name: read_hierarchy(file) for name, file in pairs}


def _write(protection: Protection, out: Path, evidence_file: Path | None) -> None:
    _save(out, csv_bytes(protection.cubes[0]))
    try:
        if evidence_file is not None:
            handle = os.open(evidence_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(evidence.to_bytes(protection.evidence))
    except OSError as error:
        raise InputError(f"{error.filename or evidence_file}: cannot be written ({error.strerror})") from None


def _told(protection: Protection, out: Path, merged: Mapping[str, str]) -> str:
    told = protection.summary
    by_programs = f", {told.continuous:,} of them over the reals" if told.continuous else ""
    lines = [
        f"{out}: {told.cells:,} cells, {told.published:,} published, {told.withheld:,} withheld; each of the "
        f"{told.primary:,} small ones is proven to range over {told.width} or more{by_programs}"
    ]
    lines += [f"{file}: merged categories of {name}" for name, file in merged.items()]
    return "\n".join(lines)


def _pair(option: str) -> tuple[str, Path]:
    name, found, file = option.partition("=")
    if not found or not name or not file:
        raise InputError("--hierarchy: write VARIABLE=FILE")
    return name, Path(file)
