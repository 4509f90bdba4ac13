"""``clerestory table protect``: from records to a table that may be published, and its evidence."""

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from clerestory.acts.accounts import TableTold, account, check_evidence, write_evidence
from clerestory.cli import linked, table_methods, table_rules, table_sums
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import FOUND, InputError
from clerestory.project.model import Policy, least_width
from clerestory.records.protection import Pace, Protection, RecodingNeeded, protect, warm
from clerestory.records.protection.linked.columns import Trees
from clerestory.records.protection.record_files import read_records
from clerestory.records.protection.rules import CountRules
from clerestory.records.protection.tabulation import read_hierarchy, tabulate
from clerestory.records.protection.write.columns import csv_bytes, hierarchy_bytes
from clerestory.release import whole
from clerestory.vocabulary.hierarchy import Hierarchy

MINIMUM = Policy.minimum
HELP = "count records by variables, protect the table, and prove it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("records", type=Path, help="CSV or Parquet, a row a record (or a leaf, with --count)")
    parser.add_argument("--by", default="", help="the variables, as columns: county,year,sex")
    parser.add_argument(
        "--hierarchy", action="append", default=[], metavar="VAR=FILE", help="code,parent rows up to Total"
    )
    parser.add_argument("--count", metavar="COLUMN", help="the rows are leaves, and this column counts them")
    parser.add_argument("--minimum", type=int, help=f"fewest a published cell may count (default {MINIMUM})")
    parser.add_argument(
        "--width", type=int, help="what is owed to a small cell (default: a fifth, at least 3)"
    )
    parser.add_argument(
        "--proof",
        choices=("continuous", "integer"),
        default="continuous",
        help="a whole-number table for every small cell, or an interval over the reals where none is found (default)",
    )
    parser.add_argument("--seed", type=int, help="same records, same seed, same table (default 1)")
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
        "--evidence",
        type=Path,
        help="evidence.json for everybody, a page beside it, and the confidential proofs (.confidential.npz)",
    )
    table_rules.arguments(parser)
    table_methods.arguments(parser)
    linked.arguments(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Find out what kind of table is asked for, and protect it."""
    table_rules.check(args)
    table_methods.check(args)
    if args.evidence is not None:
        check_evidence(args.evidence)
    check_out(args)
    if args.tables:
        return linked.protect_spec(args)
    args.minimum = MINIMUM if args.minimum is None else args.minimum
    args.seed = 1 if args.seed is None else args.seed
    by = variables_of(args)
    trees = read_trees(args, by)
    if args.value is not None:
        return table_sums.act(args, by, read_hierarchies(args, by))
    if args.method != "suppress":
        return table_methods.act(args, by, read_hierarchies(args, by))
    policy = _policy(args)
    if args.earlier or any(len(own) > 1 for own in trees.values()):
        table_rules.check_overlap(args)
        return linked.protect_one(args, by, trees, policy)
    return _counts(args, by, {name: own for name, (own,) in trees.items()}, policy)


def _policy(args: argparse.Namespace) -> Policy:
    return Policy(
        minimum=args.minimum,
        width=least_width(args.minimum) if args.width is None else args.width,
        proof=args.proof,
        recode="apply" if args.recode else "propose",
        seed=args.seed,
    )


def _counts(
    args: argparse.Namespace, by: Sequence[str], hierarchies: Mapping[str, Hierarchy], policy: Policy
) -> Outcome:
    """One table of counts: read, count, protect, write."""
    pace: Pace = "quick" if args.quick else "thorough"
    with Steps() as steps:
        warm(pace)
        times = [time.process_time()]
        steps.step("Count the records")
        columns = [*by, *([args.count] if args.count else []), *table_rules.count_columns(args)]
        records = read_records(args.records, columns, by)
        cube = tabulate(records, by, hierarchies, args.minimum, args.count, args.out.stem)
        rules = table_rules.count_rules(args, cube, records)
        times.append(time.process_time())
        steps.step("Protect the table")
        started = time.perf_counter()
        try:
            protection = protect([cube], policy, steps, rules, pace=pace)
        except RecodingNeeded as needed:
            return _proposal(needed)
        seconds = time.perf_counter() - started
        times.append(time.process_time())
    whole.write(args.out, csv_bytes(protection.cubes[0]))
    merged = _write_hierarchies(protection, args.out)
    written = _evidence(args, protection, policy, rules, seconds) if args.evidence else ()
    told = {**asdict(protection.summary), "out": str(args.out), "hierarchies": merged}
    told |= {"evidence": [str(file) for file in written], "seconds": _seconds(*times)}
    return Outcome(_told(protection, args.out, merged), told)


def _seconds(loaded: float, read: float, done: float) -> dict[str, float]:
    """Processor time of all threads: until the program was loaded, then of reading, of search and proof, of both."""
    parts = {"load": loaded, "read": read - loaded, "protect": done - read, "compute": done - loaded}
    return {name: round(value, 3) for name, value in parts.items()}


def check_out(args: argparse.Namespace) -> None:
    """What is read is not what is written, and there is a folder to write to."""
    if args.out.exists() and args.records.exists() and args.out.samefile(args.records):
        raise InputError(f"--out {args.out}: are the records; give the table a file of its own")
    if not args.tables and (args.out.is_dir() or not args.out.parent.is_dir()):
        raise InputError(f"--out {args.out}: cannot be written; give a file in a folder that is there")


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
        whole.write(file, hierarchy_bytes(cube.hierarchies[cube.variables.index(name)]))
    return {name: str(file) for name, file in files.items()}


def variables_of(args: argparse.Namespace) -> tuple[str, ...]:
    """The variables of ``--by``, checked against ``--count`` and with the minimum."""
    by = tuple(name.strip() for name in args.by.split(","))
    if not all(by) or len(set(by)) < len(by):
        raise InputError("--by: name each variable once, with commas between, or declare --tables")
    if args.count in by:
        raise InputError(f"--count {args.count}: is one of --by; give the column that holds the counts")
    if args.minimum < 1:
        raise InputError("--minimum must be 1 or more")
    return by


def read_trees(args: argparse.Namespace, by: Sequence[str]) -> dict[str, Trees]:
    """The hierarchies of ``--hierarchy``; a variable may have several that overlap."""
    trees: dict[str, Trees] = {}
    for name, file in map(_pair, args.hierarchy):
        if name not in by:
            raise InputError(f"--hierarchy {name}: is not one of --by")
        trees[name] = (*trees.get(name, ()), read_hierarchy(file))
    return trees


def read_hierarchies(args: argparse.Namespace, by: Sequence[str]) -> dict[str, Hierarchy]:
    """The hierarchies of ``--hierarchy`` where a variable may have only one."""
    trees = read_trees(args, by)
    if twice := [name for name, own in trees.items() if len(own) > 1]:
        raise InputError(f"--hierarchy {twice[0]}: is given twice; give one file a variable")
    return {name: own for name, (own,) in trees.items()}


def _evidence(
    args: argparse.Namespace, protection: Protection, policy: Policy, rules: CountRules, seconds: float
) -> tuple[Path, ...]:
    """The account of one table, with the intruder's trial of what was written."""
    from clerestory.acts.linked import tried_files

    (cube,) = protection.cubes
    started = time.perf_counter()
    trees = {name: (tree.parent,) for name, tree in zip(cube.variables, cube.hierarchies, strict=True)}
    tried = tried_files({cube.table: args.out}, cube.variables, trees, policy)
    withheld = int(cube.withheld.sum())
    merged = tuple(code for _, code in cube.merged)
    digest = sha256(args.out.read_bytes()).hexdigest()
    table = TableTold(cube.table, cube.variables, cube.counts.size, withheld, digest, merged=merged)
    times = {"protect": seconds, "attack": time.perf_counter() - started}
    told = account(
        cube.table, policy, [table], protection.summary, protection.evidence, tried, times, rules=rules
    )
    return write_evidence(args.evidence, told, protection.evidence)


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
