"""The rules that ``table protect`` is asked for, as options; whatever contradicts itself is a sentence."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.magnitudes import Asked, MagnitudeRule
from clerestory.records.protection.rule_files import (
    read_denominators,
    read_forced,
    read_score,
    read_weights,
)
from clerestory.records.protection.rules import CountRules
from clerestory.records.protection.rules.contributors import Contributors
from clerestory.records.protection.rules.denominators import Denominators
from clerestory.records.protection.rules.dominance import Dominance
from clerestory.records.protection.rules.forced import ForcedCell
from clerestory.records.protection.rules.p_percent import PPercent
from clerestory.records.protection.rules.prior_posterior import PriorPosterior
from clerestory.records.protection.rules.weights import CellWeight
from clerestory.records.protection.tabulation import leaf_sums

OF_COUNTS = {
    "zeros": "--zeros withhold",
    "groups": "--group-disclosure",
    "score": "--score",
    "weights": "--weights",
}
OF_MAGNITUDES = {
    "dominance": "--dominance",
    "p_percent": "--p-percent",
    "prior_posterior": "--prior-posterior",
    "coalition": "--coalition",
    "weight": "--weight",
    "holding": "--holding",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of all rules."""
    counts = parser.add_argument_group("rules of counts")
    counts.add_argument(
        "--zeros",
        choices=("publish", "withhold"),
        default="publish",
        help="a count of nobody (default: publish)",
    )
    counts.add_argument(
        "--group-disclosure",
        action="append",
        default=[],
        dest="groups",
        metavar="VAR",
        help="no group may be all in one category of this variable",
    )
    counts.add_argument(
        "--score", type=Path, metavar="FILE", help="CalHHS publication score: a TOML table for each variable"
    )
    counts.add_argument(
        "--denominator",
        metavar="COLUMN|FILE",
        help="the people a count is out of: a column of the leaves, or a CSV of variables and population",
    )
    counts.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="what readers lose with a cell: a CSV of variables, codes and weight (1: an ordinary cell)",
    )
    sums = parser.add_argument_group("sums of a value, and their rules")
    sums.add_argument("--value", metavar="COLUMN", help="publish sums of this column instead of counts")
    sums.add_argument("--dominance", metavar="N,K", help="unsafe: the N largest are over K per cent")
    sums.add_argument(
        "--p-percent", type=float, metavar="P", help="unsafe: the largest told to within P per cent"
    )
    sums.add_argument(
        "--prior-posterior", metavar="P,Q", help="as P per cent, where all know others to Q per cent"
    )
    sums.add_argument("--coalition", type=int, metavar="C", help="so many contributors pool what they know")
    sums.add_argument("--weight", metavar="COLUMN", help="sampling weight of a record")
    sums.add_argument("--holding", metavar="COLUMN", help="records of one holding count as one contributor")
    both = parser.add_argument_group("rules of both")
    both.add_argument(
        "--force",
        type=Path,
        metavar="FILE",
        help="cells that must be published: a CSV of variables and codes",
    )


def check(args: argparse.Namespace) -> None:
    """``InputError`` where options contradict each other."""
    if args.tables and (given := _alone(args)):
        raise InputError(f"{given[0]}: is for one table alone; leave out --tables")
    if args.earlier:
        _check_earlier(args)
    if args.value is None:
        _none_of(args, OF_MAGNITUDES, "is a rule of sums; name the column with --value")
    else:
        _none_of(args, OF_COUNTS, "is a rule of counts; leave out --value")
        if args.count is not None:
            raise InputError("--count and --value: rows are leaves or contributions, not both; give records")
        if args.proof == "integer":
            raise InputError("--proof integer: is for counts; sums are proven over real numbers")
        if args.recode:
            raise InputError("--recode: is for counts; give sums coarser categories")
        if args.weight is not None and args.holding is not None:
            raise InputError(
                "--weight and --holding: whose the contributions behind a weight are is not known; give one"
            )
        if args.value in {args.weight, args.holding}:
            raise InputError(f"--value {args.value}: is the column of --weight or --holding too")
    if args.denominator is not None and args.score is None:
        raise InputError("--denominator: is used by --score; give both")
    if args.coalition is not None and args.p_percent is None and args.prior_posterior is None:
        raise InputError("--coalition: is part of --p-percent or --prior-posterior; give one of them")


def _check_earlier(args: argparse.Namespace) -> None:
    """A release after others heeds what the difference of two releases can heed too."""
    if given := _alone(args):
        raise InputError(f"{given[0]}: is for a table alone, not for one after --earlier releases")
    for name in ("zeros", "groups"):
        _none_of(
            args,
            {name: OF_COUNTS[name]},
            "would not hold for the difference from an --earlier release; leave out one of them",
        )


def check_overlap(args: argparse.Namespace) -> None:
    """A variable with several hierarchies makes a table a linked system."""
    if given := _alone(args):
        raise InputError(f"{given[0]}: is for one hierarchy a variable; give --hierarchy once for each")


def _alone(args: argparse.Namespace) -> list[str]:
    """The options given that only a single table heeds, of one hierarchy a variable."""
    options = {**OF_MAGNITUDES, "value": "--value", "score": "--score", "denominator": "--denominator"}
    found = [option for name, option in options.items() if getattr(args, name) is not None]
    return [*found, *(["--method"] if args.method != "suppress" else [])]


def linked_rules(args: argparse.Namespace) -> CountRules:
    """The rules that hold for several tables as well as for one."""
    return CountRules(args.zeros, tuple(args.groups), None, forced_cells(args), weights(args))


def _none_of(args: argparse.Namespace, options: dict[str, str], why: str) -> None:
    for name, option in options.items():
        if getattr(args, name) not in (None, [], "publish"):
            raise InputError(f"{option}: {why}")


def count_columns(args: argparse.Namespace) -> list[str]:
    """The columns of RECORDS that the rules of counts need."""
    column = args.denominator
    if column is None or Path(column).suffix == ".csv":
        return []
    if args.count is None:
        raise InputError(
            f"--denominator {column}: is not a .csv file, and a column of people needs leaves with --count"
        )
    return [column]


def count_rules(args: argparse.Namespace, cube: UnprotectedCube, records: pa.Table) -> CountRules:
    """The rules of counts, with their files read."""
    denominators = _denominators(args, cube, records)
    score = args.score and read_score(args.score, cube.variables, cube.hierarchies, denominators)
    return replace(linked_rules(args), score=score)


def forced_cells(args: argparse.Namespace) -> tuple[ForcedCell, ...]:
    """The cells that must be published."""
    return read_forced(args.force) if args.force else ()


def weights(args: argparse.Namespace) -> tuple[CellWeight, ...]:
    """How much a reader loses with a cell."""
    return read_weights(args.weights) if args.weights else ()


def magnitude_rules(args: argparse.Namespace) -> list[MagnitudeRule]:
    """The rules of sums; at least one of concentration."""
    coalition = 1 if args.coalition is None else args.coalition
    rules: list[MagnitudeRule] = []
    if args.dominance is not None:
        n, k = _two(args.dominance, "--dominance", "1,80")
        if n != int(n):
            raise InputError("--dominance: N is how many of the largest, a whole number: 1,80")
        rules.append(Dominance(int(n), k))
    if args.p_percent is not None:
        rules.append(PPercent(args.p_percent, coalition))
    if args.prior_posterior is not None:
        rules.append(PriorPosterior(*_two(args.prior_posterior, "--prior-posterior", "10,100"), coalition))
    if not rules:
        raise InputError(f"--value {args.value}: name a rule of sums: --p-percent 10, --dominance 2,85, ...")
    return [*rules, Contributors(args.minimum)]


def asked(args: argparse.Namespace, by: Sequence[str]) -> Asked:
    """The columns of a table of sums."""
    columns = Asked(args.value, args.weight, args.holding)
    if shared := [name for name in columns.columns if name in by]:
        raise InputError(f"--by {shared[0]}: is the column of --value, --weight or --holding too")
    return columns


def _two(option: str, name: str, example: str) -> tuple[float, float]:
    try:
        first, second = map(float, option.split(","))
    except ValueError:
        raise InputError(f"{name}: write two numbers with a comma between: {example}") from None
    return first, second


def _denominators(args: argparse.Namespace, cube: UnprotectedCube, records: pa.Table) -> Denominators | None:
    if args.denominator is None:
        return None
    if not count_columns(args):
        return read_denominators(Path(args.denominator))
    people = leaf_sums(
        records, cube.variables, dict(zip(cube.variables, cube.hierarchies, strict=True)), args.denominator
    )
    return Denominators(cube.variables, people)
