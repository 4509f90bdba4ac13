"""The files around linked tables: what earlier releases showed, what is put in place."""

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import numpy as np

from clerestory.acts.linked import Protected
from clerestory.errors import InputError
from clerestory.records.protection.linked import Earlier, assumed
from clerestory.records.protection.linked.columns import Columns, Ints
from clerestory.release import evidence
from clerestory.vocabulary.hierarchy import Hierarchy


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
