"""The files around linked tables: what is asked for, what earlier releases showed, what is put in place."""

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

import numpy as np

from clerestory.acts.linked import Protected, Request, Table
from clerestory.errors import InputError
from clerestory.project.linked import LinkedFile, read_linked, used
from clerestory.project.model import Policy
from clerestory.records.protection.engine import MINIMUM_ALONE, Pace
from clerestory.records.protection.linked import Earlier, assumed
from clerestory.records.protection.linked.columns import Columns, Ints
from clerestory.records.protection.rule_files import read_forced, read_weights
from clerestory.records.protection.rules import CountRules, least_width
from clerestory.records.protection.rules.weights import CellWeight
from clerestory.records.protection.tabulation import read_hierarchy
from clerestory.release import evidence
from clerestory.vocabulary.hierarchy import Hierarchy


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
    tables = _tables(declared, 11 if minimum is None else minimum)
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


def read_earlier(options: Sequence[str], columns: Columns, minimum: int) -> tuple[Earlier, ...]:
    """Every ``PATH[=EVIDENCE]`` a release, in the order of time."""
    return tuple(
        table for number, option in enumerate(options) for table in _release(option, number, columns, minimum)
    )


def _release(option: str, number: int, columns: Columns, minimum: int) -> Iterator[Earlier]:
    place, _, proof = option.partition("=")
    path = Path(place)
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    files = [file for file in files if not file.name.endswith(".hierarchy.csv")]
    if not files:
        raise InputError(
            f"--earlier {path}: holds no table; give a protected CSV file or the folder of a release"
        )
    shown = {file.stem: _shown(file, columns) for file in files}
    counts = _true_counts(Path(proof), shown, columns) if proof else {}
    for name, (by, cells) in shown.items():
        leaves = counts[name] if proof else assumed(by, cells, columns, path)
        yield Earlier(name, by, minimum, leaves, cells, number)


def _shown(file: Path, columns: Columns) -> tuple[tuple[str, ...], Mapping[tuple[str, ...], int | None]]:
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError):
        raise InputError(f"--earlier {file}: cannot be read; give a table that was protected here") from None
    if not rows or rows[0][-2:] != ["count", "status"]:
        raise InputError(f"--earlier {file}: not a protected table; its columns end in count,status")
    by = tuple(rows[0][:-2])
    if unknown := [name for name in by if name not in columns.position]:
        raise InputError(
            f"--earlier {file}: counts by {unknown[0]}, which no table of today does; count by it too"
        )
    try:
        return by, {tuple(row[:-2]): int(row[-2]) if row[-2] else None for row in rows[1:]}
    except ValueError:
        raise InputError(
            f"--earlier {file}: a count is no whole number; give the table as it was written"
        ) from None


def _true_counts(
    file: Path,
    shown: Mapping[str, tuple[tuple[str, ...], Mapping[tuple[str, ...], int | None]]],
    columns: Columns,
) -> dict[str, Ints]:
    """What a release counted, from its confidential evidence: cells of its tables, sorted by table."""
    try:
        content = file.read_bytes()
    except OSError:
        raise InputError(
            f"--earlier {file}: cannot be read; give the release's confidential evidence"
        ) from None
    counts = evidence.from_bytes(content, str(file)).count
    parts = sorted(
        (name if at == 0 else f"{name}~{at}", name, trees)
        for name, (by, _) in shown.items()
        for at, trees in enumerate(product(*(columns.trees[variable] for variable in by)))
    )
    sizes = [int(np.prod([len(tree.codes) for tree in trees])) for _, _, trees in parts]
    if sum(sizes) != counts.size:
        raise InputError(
            f"--earlier {file}: is not the evidence of these tables with these hierarchies; give the one written with them"
        )
    found = {}
    for (part, name, trees), end, size in zip(parts, np.cumsum(sizes), sizes, strict=True):
        own = counts[end - size : end].reshape([len(tree.codes) for tree in trees])
        _check_told(own, trees, shown[name][1], file)
        if part == name:
            found[name] = _leaves(own, trees)
    return found


def _leaves(counts: Ints, trees: Sequence[Hierarchy]) -> Ints:
    for axis, tree in enumerate(trees):
        at = {code: place for place, code in enumerate(tree.codes)}
        counts = counts.take([at[leaf] for leaf in tree.leaves], axis)
    return counts


def _check_told(
    counts: Ints, trees: Sequence[Hierarchy], cells: Mapping[tuple[str, ...], int | None], file: Path
) -> None:
    true = dict(zip(product(*(tree.codes for tree in trees)), counts.ravel().tolist(), strict=True))
    if any(count is not None and true.get(cell) != count for cell, count in cells.items() if cell in true):
        raise InputError(
            f"--earlier {file}: counts otherwise than the table shows; give the evidence written with it"
        )


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder beside the wanted one, in which tables are written and tried; gone at the end."""
    if out.exists() and not out.is_dir():
        raise InputError(f"--out {out}: is a file; give a folder for the tables")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".protecting-", dir=out.parent))
    except OSError as error:
        raise InputError(f"{out.parent}: cannot be written ({error.strerror})") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(folder: Path, out: Path, protected: Protected) -> None:
    """Put the tables in place, and the hierarchies that merging made."""
    for table in protected.tables:
        for cube in table.cubes:
            for variable in dict.fromkeys(name for name, _ in cube.merged):
                tree = cube.hierarchies[cube.variables.index(variable)]
                rows = [["code", "parent"], *([code, above] for code, above in tree.parent.items())]
                with (folder / f"{variable}.hierarchy.csv").open("w", newline="", encoding="utf-8") as lines:
                    csv.writer(lines, lineterminator="\n").writerows(rows)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file in sorted(folder.iterdir()):
            file.replace(out / file.name)
    except OSError as error:
        raise InputError(f"{error.filename or out}: cannot be written ({error.strerror})") from None
