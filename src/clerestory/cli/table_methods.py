"""``clerestory table protect --method``: other ways to publish than suppression, as options."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods import Method, csv_bytes, parameters
from clerestory.records.protection.methods.cell_key import CellKeys, drawn_keys
from clerestory.records.protection.methods.controlled import ControlledRounding
from clerestory.records.protection.methods.ledger import amount
from clerestory.records.protection.methods.privacy import DifferentialPrivacy
from clerestory.records.protection.methods.small_counts import SmallCountRounding
from clerestory.records.protection.record_files import read_records
from clerestory.records.protection.tabulation import key_sums, tabulate
from clerestory.release import whole
from clerestory.vocabulary.hierarchy import Hierarchy

METHODS = ("suppress", "round", "controlled-round", "cell-key", "dp")
LARGEST, VARIANCE, NEVER = 5, 3.0, 2  # of a parameter table that is made
OPTIONS = {  # option -> the methods that it is for
    "base": ("round", "controlled-round"),
    "parameters": ("cell-key",),
    "record_key": ("cell-key",),
    "epsilon": ("dp",),
    "ledger": ("dp",),
    "budget": ("dp",),
    "records_per_person": ("dp",),
}
NOT_BESIDE = {  # what only suppression heeds
    "recode": "--recode",
    "evidence": "--evidence",
    "width": "--width",
    "score": "--score",
    "groups": "--group-disclosure",
    "force": "--force",
    "weights": "--weights",
    "quick": "--quick",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of all methods."""
    group = parser.add_argument_group("other methods than suppression")
    group.add_argument(
        "--method", choices=METHODS, default="suppress", help="how to protect (default: suppress)"
    )
    group.add_argument("--base", type=int, help="round, controlled-round: to what (default: the minimum)")
    group.add_argument(
        "--parameters",
        type=Path,
        metavar="FILE",
        help="cell-key: i,v,p or pcv,ckey,pvalue (default: one is made)",
    )
    group.add_argument("--record-key", metavar="COLUMN", help="cell-key: every record's key, a whole number")
    group.add_argument("--epsilon", metavar="E", help="dp: the privacy loss of this table")
    group.add_argument("--ledger", type=Path, metavar="FILE", help="dp: where these records' budget is kept")
    group.add_argument("--budget", metavar="E", help="dp: the whole budget, when the ledger is new")
    group.add_argument("--records-per-person", type=int, help="dp: the most that one person has (default 1)")


def check(args: argparse.Namespace) -> None:
    """``InputError`` where options contradict the method."""
    for name, methods in OPTIONS.items():
        if getattr(args, name) is not None and args.method not in methods:
            raise InputError(f"{_option(name)}: is for --method {' and '.join(methods)}, not {args.method}")
    if args.method == "suppress":
        return
    if args.value is not None:
        raise InputError(f"--method {args.method}: is for counts; sums of --value are suppressed")
    for name, option in NOT_BESIDE.items():
        if getattr(args, name) not in (None, [], False):
            raise InputError(f"{option}: is heeded by --method suppress alone, not by {args.method}")
    if args.zeros == "withhold":
        raise InputError(f"--zeros withhold: is heeded by --method suppress alone, not by {args.method}")
    if args.method == "dp" and (args.epsilon is None or args.ledger is None):
        raise InputError("--method dp: needs --epsilon, and --ledger to write the expense down")
    if args.record_key is not None and args.count is not None:
        raise InputError("--record-key: is of records, and --count says that rows are leaves; give one")


def act(args: argparse.Namespace, by: Sequence[str], hierarchies: Mapping[str, Hierarchy]) -> Outcome:
    """Read, count, alter, write."""
    with Steps() as steps:
        steps.step("Count the records")
        extra = [column for column in (args.count, args.record_key) if column]
        records = read_records(args.records, [*by, *extra], by)
        cube = tabulate(records, by, hierarchies, args.minimum, args.count, args.out.stem)
        method = method_of(args, cube, records)
        steps.step("Alter the table")
        altered = method.apply(cube, steps)
    whole.write(args.out, csv_bytes(altered))
    told = {
        "method": method.name,
        "cells": altered.counts.size,
        "withheld": int(np.count_nonzero(altered.withheld)),
        "additive": altered.additive,
        "statement": altered.statement,
        "out": str(args.out),
    }
    return Outcome(f"{args.out}: {altered.counts.size:,} cells; tell readers: {altered.statement}", told)


def method_of(args: argparse.Namespace, cube: UnprotectedCube, records: pa.Table) -> Method:
    """The method that the options ask for."""
    base = args.minimum if args.base is None else args.base
    match args.method:
        case "round":
            return SmallCountRounding(base)
        case "controlled-round":
            return ControlledRounding(base)
        case "cell-key":
            return cell_keys(args.parameters, args.record_key, cube, records, args.seed)
        case "dp":
            budget = None if args.budget is None else amount(args.budget, "--budget")
            each = 1 if args.records_per_person is None else args.records_per_person
            return DifferentialPrivacy(amount(args.epsilon, "--epsilon"), args.ledger, budget, each)
        case _:
            raise ValueError(args.method)


def cell_keys(
    file: Path | None, column: str | None, cube: UnprotectedCube, records: pa.Table, seed: int
) -> CellKeys:
    """Cell keys with the parameters of a file, or made; with the records' keys, or drawn."""
    table = parameters.read(file) if file else parameters.made(LARGEST, VARIANCE, NEVER)
    if column is None:
        return CellKeys(table, drawn_keys(cube.leaves, table.keys, seed))
    return CellKeys(table, key_sums(records, cube, column, table.keys))


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
