"""``clerestory table protect``: from records to a table that may be published, and its evidence."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from clerestory.cli import table_methods, table_rules, table_sums
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.project.model import Policy
from clerestory.records.protection import Protection, protect
from clerestory.records.protection.rules import least_width
from clerestory.records.protection.tabulation import read_hierarchy, read_records, tabulate
from clerestory.records.protection.write.columns import csv_bytes
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
        help="what is asked of a proof; today every proof is a whole-number table, which satisfies both",
    )
    parser.add_argument("--seed", type=int, default=1, help="same records, same seed, same table (default 1)")
    parser.add_argument("--recode", action="store_true", help="merge categories where nothing else proves")
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
        protection = protect([cube], policy, steps, rules)
    _write(protection, args.out, args.evidence)
    return Outcome(_told(protection, args.out), {**asdict(protection.summary), "out": str(args.out)})


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
    try:
        out.write_bytes(csv_bytes(protection.cubes[0]))
        if evidence_file is not None:
            handle = os.open(evidence_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(evidence.to_bytes(protection.evidence))
    except OSError as error:
        raise InputError(f"{error.filename or out}: cannot be written ({error.strerror})") from None


def _told(protection: Protection, out: Path) -> str:
    told = protection.summary
    return (
        f"{out}: {told.cells:,} cells, {told.published:,} published, {told.withheld:,} withheld; each of the "
        f"{told.primary:,} small ones has a whole-number alternative at least {told.width} wide"
    )


def _pair(option: str) -> tuple[str, Path]:
    name, found, file = option.partition("=")
    if not found or not name or not file:
        raise InputError("--hierarchy: write VARIABLE=FILE")
    return name, Path(file)
