"""``cs.protect``, ``cs.report``, ``cs.attack``: protection of a frame in a notebook or a script.

Frames of pandas, polars and pyarrow are taken through narwhals, and what comes back is of the same
kind. What is protected here passes the same trials as a file: nothing returns that the attack opens.
"""

import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv as pacsv

from clerestory.acts import frame_columns as frames
from clerestory.acts.accounts import TableTold, account, write_evidence
from clerestory.acts.frame_columns import Forced, Frame, Trees, Weights
from clerestory.acts.linked import Protected, Request, Table, counted, protect_linked
from clerestory.errors import InputError
from clerestory.project.model import Policy, least_width
from clerestory.proof.attack.tables import Layout, read_csv
from clerestory.proof.attack.telling import Telling
from clerestory.proof.attack.trial import attack as attack_tables
from clerestory.proof.attack.trial import summary
from clerestory.records.protection.rules import CountRules
from clerestory.release.evidence_page import evidence_fragment, notebook
from clerestory.release.sheet import table
from clerestory.vocabulary.progress import Silent

NAME = "table"
PUBLISHED, SUPPRESSED = "published", "suppressed"
PROOFS, ZEROS = ("continuous", "integer"), ("publish", "withhold")

_reports: dict[int, "tuple[weakref.ref[Any], Report]"] = {}


class Report:
    """How a table was protected: rules, patterns, widths, what was tried. No count of records is in it."""

    def __init__(self, told: Mapping[str, Any], done: Protected) -> None:
        self.account = told
        self._done = done

    def __repr__(self) -> str:
        cells = self.account["patterns"]
        return f"Report({cells['cells']} cells, {cells['withheld']} withheld)"

    def _repr_html_(self) -> str:
        return evidence_fragment(self.account)

    def write(self, file: str | Path) -> tuple[Path, ...]:
        """Write ``evidence.json``, a page beside it, and the confidential proofs."""
        return write_evidence(Path(file), self.account, self._done.protection.evidence)


class Attack:
    """What an intruder recovers from published tables: one entry a cell, in ``recoverable``."""

    def __init__(self, recoverable: list[dict[str, Any]], proof: Mapping[str, Any]) -> None:
        self.recoverable = recoverable
        self.proof = proof

    def __repr__(self) -> str:
        return f"Attack({self.proof['cells']} cells, {self.proof['withheld']} withheld, {len(self.recoverable)} recovered)"

    def __bool__(self) -> bool:
        return bool(self.recoverable)

    def _repr_html_(self) -> str:
        rows = [(entry["table"], _named(entry["cell"]), _value(entry)) for entry in self.recoverable]
        told = f"<p><b>{len(rows):,}</b> of {self.proof['withheld']:,} withheld cells can be worked out.</p>"
        listed = table("Worked out", ("Table", "Cell", "Count"), rows) if rows else ""
        return notebook(told + listed)


def protect(
    frame: Frame,
    by: str | Sequence[str],
    *,
    hierarchy: Trees | None = None,
    minimum: int = 11,
    width: int | None = None,
    count: str | None = None,
    proof: Literal["continuous", "integer"] = "continuous",
    zeros: Literal["publish", "withhold"] = "publish",
    group_disclosure: Sequence[str] = (),
    force: Forced = (),
    weights: Weights = (),
    recode: bool = False,
    quick: bool = False,
    seed: int = 1,
) -> Frame:
    """Count the records of a frame by some variables, protect the table, and return it as the same kind of frame.

    Its columns are the variables, ``count`` (null where withheld) and ``status``: published or suppressed;
    a row for every cell, totals as ``Total``. ``hierarchy`` gives for a variable the parent of each code
    (a mapping, or a file of code,parent), several in a list where they overlap; ``count`` names a column where
    the rows are leaves with counts. ``force`` are cells that must be shown, as mappings from variable to code;
    ``weights`` pairs such a mapping with what a cell is worth to readers; either may be a file. Every option is
    the command's of that name. ``cs.report`` tells how it was done. ``ClerestoryError`` where it cannot be.
    """
    records, variables = frames.columns(frame, by, count)
    _check(minimum, proof, zeros)
    policy = Policy(
        minimum=minimum,
        width=least_width(minimum) if width is None else width,
        proof=proof,
        recode="apply" if recode else "propose",
        seed=seed,
    )
    groups = frames.names(group_disclosure)
    rules = CountRules(zeros, groups, None, frames.forced(force), frames.weights(weights))
    request = Request(
        (Table(NAME, variables, minimum),), policy, frames.trees(hierarchy or {}, variables), {}, count, rules,
        "quick" if quick else "thorough",
    )  # fmt: skip
    with TemporaryDirectory(prefix="clerestory-") as folder:
        done = protect_linked(counted(records, request), request, Path(folder), Silent())
    made, told = _made(done, variables)
    back = frames.like(frame, made)
    _remember(back, Report(_account(request, told, done), done))
    return back


def _check(minimum: int, proof: str, zeros: str) -> None:
    if minimum < 1:
        raise InputError(f"minimum is {minimum}; give 1 or more")
    for name, given, known in (("proof", proof, PROOFS), ("zeros", zeros, ZEROS)):
        if given not in known:
            raise InputError(f"{name} cannot be {given!r}; give {' or '.join(known)}")


def _account(request: Request, told: TableTold, done: Protected) -> Mapping[str, Any]:
    (table,) = request.tables
    return account(
        "A table by " + ", ".join(table.by), request.policy, [told], done.protection.summary,
        done.protection.evidence, done.tried, done.seconds, rules=request.rules,
    )  # fmt: skip


def report(frame: object) -> Report:
    """How a frame that ``cs.protect`` returned was protected."""
    found = _reports.get(id(frame))
    if found is None or found[0]() is not frame:
        raise InputError("no report of this frame: give the very frame that cs.protect returned, not a copy")
    return found[1]


def attack(
    tables: object,
    by: str | Sequence[str],
    *,
    hierarchy: Trees | None = None,
    minimum: int = 11,
    width: int = 3,
    within: Mapping[str, str] | None = None,
) -> Attack:
    """What can be worked out from a published frame, or from several linked ones given by name.

    Withheld counts are null, or marked as ``table attack`` reads them. ``within`` says of which table every
    record is also in another.
    """
    given = dict(tables) if isinstance(tables, Mapping) else {NAME: tables}
    if minimum < 1 or width < 1:
        raise InputError("minimum and width must be 1 or more")
    names = frames.names(by)
    trees = {
        name: tuple(tree.parent for tree in own) for name, own in frames.trees(hierarchy or {}, names).items()
    }
    with TemporaryDirectory(prefix="clerestory-") as folder:
        read = []
        for number, (name, frame) in enumerate(given.items()):
            file = Path(folder) / f"{number}.csv"
            pacsv.write_csv(frames.as_text(frames.eager(frame).to_arrow()), file)
            read.append(read_csv(file, str(name), Layout(by=names, hierarchies=trees)))
    attacked = attack_tables(read, width, minimum, within)
    proof = {**summary(attacked), "cells": attacked.cells, "withheld": attacked.withheld}
    return Attack(Telling(attacked).recoverable(), proof)


def _made(done: Protected, names: Sequence[str]) -> tuple[pa.Table, TableTold]:
    (table,) = done.tables
    codes, counts = zip(*table.cells(), strict=True)
    columns = {
        name: pa.array(own, pa.string()) for name, own in zip(names, zip(*codes, strict=True), strict=True)
    }
    status = [SUPPRESSED if count is None else PUBLISHED for count in counts]
    made = pa.table(
        {**columns, "count": pa.array(counts, pa.int64()), "status": pa.array(status, pa.string())}
    )
    merged = tuple(dict.fromkeys(code for cube in table.cubes for _, code in cube.merged))
    return made, TableTold(table.id, tuple(names), len(counts), counts.count(None), merged=merged)


def _remember(frame: object, told: Report) -> None:
    key = id(frame)
    _reports[key] = (weakref.ref(frame, lambda _: _reports.pop(key, None)), told)


def _named(cell: Mapping[str, str]) -> str:
    return ", ".join(f"{variable} {code}" for variable, code in cell.items())


def _value(entry: Mapping[str, Any]) -> str:
    return str(entry["value"]) if "value" in entry else "{} to {}".format(*entry["interval"])
