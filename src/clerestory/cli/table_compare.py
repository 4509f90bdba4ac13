"""``clerestory table compare``: the ways to publish one table, side by side."""

import argparse
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from clerestory.acts import compare as comparing
from clerestory.acts.compare.recommendation import recommended
from clerestory.cli import table_methods
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.cli.table_protect import read_hierarchies, variables_of
from clerestory.errors import InputError
from clerestory.project.model import Policy, least_width
from clerestory.records.protection import compile_caches
from clerestory.records.protection.methods import Method
from clerestory.records.protection.methods.controlled import ControlledRounding
from clerestory.records.protection.methods.ledger import amount
from clerestory.records.protection.methods.privacy import DifferentialPrivacy
from clerestory.records.protection.methods.small_counts import SmallCountRounding
from clerestory.records.protection.methods.suppression import Suppression
from clerestory.records.protection.record_files import read_records
from clerestory.records.protection.tabulation import tabulate
from clerestory.release import whole

HELP = "compare suppression, rounding and noise on one table: cells lost, error, what an intruder learns"


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
    parser.add_argument("--base", type=int, help="what is rounded to (default: the minimum)")
    parser.add_argument("--epsilon", default="1", metavar="E", help="the privacy loss tried (default 1)")
    parser.add_argument("--seed", type=int, default=1, help="for suppression and drawn keys (default 1)")
    parser.add_argument("--out", type=Path, help="a page of it: one HTML file, not for publication")


def act(args: argparse.Namespace) -> Outcome:
    """Read, count, compare, write."""
    by = variables_of(args)
    if args.seed < 0:
        raise InputError("--seed: give 0 or more")
    epsilon = amount(args.epsilon, "--epsilon")
    hierarchies = read_hierarchies(args, by)
    with Steps() as steps:
        steps.step("Count the records")
        records = read_records(args.records, [*by, *([args.count] if args.count else [])], by)
        cube = tabulate(records, by, hierarchies, args.minimum, args.count, args.records.stem)
        policy = Policy(minimum=args.minimum, width=least_width(args.minimum), seed=args.seed)
        keys = table_methods.cell_keys(None, None, cube, records, args.seed)
        methods = [Suppression(policy), *_others(args, epsilon), keys]
        steps.step("Compile what is compiled, once")
        compile_caches()
        comparison = comparing.compare(cube, methods, policy.width, steps)
    if args.out is not None:
        whole.write(args.out, comparing.html(comparison), whole.OWNER_ONLY)
    advice = recommended(comparison)
    told = {**asdict(comparison), "recommendation": asdict(advice), "out": args.out and str(args.out)}
    return Outcome(f"{_text(comparison)}\n\n{advice.sentence} {advice.reason}", told)


def _text(comparison: comparing.Comparison) -> str:
    """A line a method."""
    lines = [
        f"{'':38}{'withheld':>10}{'changed':>10}{'mean error':>12}{'of totals':>11}{'learned':>9}{'seconds':>9}"
    ]
    lines += [_line(one) for one in comparison.methods]
    return "\n".join(lines)


def _line(one: comparing.Measured) -> str:
    if one.refused:
        return f"{one.title:38}no table: {one.refused}"
    learned = "?" if one.trial is None else f"{one.trial.exact + one.trial.narrow:,}"
    return (
        f"{one.title:38}{one.withheld:>10,}{one.changed:>10,}{one.mean_error:>12.2f}"
        f"{one.mean_error_of_totals:>11.2f}{learned:>9}{one.seconds:>9.2f}"
    )


def _others(args: argparse.Namespace, epsilon: Decimal) -> list[Method]:
    base = args.minimum if args.base is None else args.base
    if base < 2:
        raise InputError("--base: give 2 or more; it is the minimum unless you say otherwise")
    return [SmallCountRounding(base), ControlledRounding(base), DifferentialPrivacy(epsilon, None)]
