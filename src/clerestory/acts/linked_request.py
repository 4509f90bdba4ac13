"""What a file of linked tables, and the command beside it, ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clerestory.acts.linked import Request, Table
from clerestory.errors import InputError
from clerestory.project.linked import LinkedFile, read_linked, used
from clerestory.project.model import Policy, least_width
from clerestory.records.protection.engine import MINIMUM_ALONE, Pace
from clerestory.records.protection.rule_files import read_forced, read_weights
from clerestory.records.protection.rules import CountRules
from clerestory.records.protection.rules.weights import CellWeight
from clerestory.records.protection.tabulation import read_hierarchy

MINIMUM = Policy.minimum


@dataclass(frozen=True)
class Options:
    """What the command says beside the file of tables: rules are added to the file's, a number is said once."""

    recode: bool = False
    proof: Literal["integer", "continuous"] = "continuous"
    pace: Pace = "thorough"
    minimum: int | None = None
    width: int | None = None
    seed: int | None = None
    rules: CountRules = MINIMUM_ALONE


def request_of(path: Path, options: Options) -> Request:
    """What a file of linked tables asks for."""
    declared = read_linked(path)
    trees = {
        name: tuple(
            read_hierarchy(path.parent / file) for file in ([files] if isinstance(files, str) else files)
        )
        for name, files in declared.hierarchies.items()
    }
    minimum = _once(path, "minimum", options.minimum, declared.minimum)
    tables = _tables(declared, MINIMUM if minimum is None else minimum)
    strictest = max(table.minimum for table in tables)
    width = _once(path, "width", options.width, declared.width)
    seed = _once(path, "seed", options.seed, declared.seed)
    policy = Policy(
        minimum=strictest,
        width=least_width(strictest) if width is None else width,
        proof=options.proof,
        recode="apply" if options.recode else "propose",
        seed=1 if seed is None else seed,
    )
    rules = _rules(path, declared, options.rules)
    return Request(tables, policy, trees, declared.coarsens, declared.count, rules, options.pace)


def _once(path: Path, name: str, option: int | None, declared: int | None) -> int | None:
    if option is not None and declared is not None and option != declared:
        raise InputError(f"--{name} {option}: {path} says {name} = {declared}; say it in one place")
    return declared if option is None else option


def _rules(path: Path, declared: LinkedFile, more: CountRules) -> CountRules:
    """The rules of the file and of the command: of two answers the stricter."""
    forced = read_forced(path.parent / declared.force) if declared.force else ()
    weights = read_weights(path.parent / declared.weights) if declared.weights else ()
    by_table = tuple(CellWeight({}, table.weight, table.id) for table in declared.table if table.weight != 1)
    return CountRules(
        zeros="withhold" if "withhold" in {declared.zeros, more.zeros} else "publish",
        groups=tuple(dict.fromkeys((*declared.group_disclosure, *more.groups))),
        forced=(*forced, *more.forced),
        weights=(*weights, *by_table, *more.weights),
    )


def columns_needed(path: Path) -> list[str]:
    """The columns of the records that a file of linked tables speaks of."""
    declared = read_linked(path)
    return [*used(declared), *([declared.count] if declared.count else [])]


def _tables(declared: LinkedFile, minimum: int) -> tuple[Table, ...]:
    return tuple(
        Table(
            table.id,
            table.by,
            minimum if table.minimum is None else table.minimum,
            next(iter(table.where.items()), None),
            next(iter(table.without.items()), None),
        )
        for table in declared.table
    )
