"""The evidence of protected tables: an account that everybody may read, and the proofs that nobody may.

evidence.json               rules, patterns, widths, what was tried, by which version, in what time
evidence.html               the same as a page
evidence.confidential.npz   true counts and alternative tables, for its owner alone
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from platform import python_version

import numpy as np

import clerestory
from clerestory.errors import InputError
from clerestory.project.model import Policy
from clerestory.records.protection import Summary
from clerestory.records.protection.engine import MINIMUM_ALONE
from clerestory.records.protection.rules import CountRules
from clerestory.release import evidence as confidential
from clerestory.release import whole
from clerestory.release.evidence import Evidence
from clerestory.release.evidence_page import evidence_page

ENGINES = ("numpy", "scipy", "numba", "pyarrow")
STEPS = (3, 4, 5, 10, 20, 50)  # of a histogram of widths


@dataclass(frozen=True)
class TableTold:
    """One table, as the account tells of it."""

    id: str
    variables: tuple[str, ...]
    cells: int
    withheld: int
    sha256: str = ""
    over: str = ""  # which records, where not all
    merged: tuple[str, ...] = ()

    def told(self) -> dict[str, object]:
        """For the account: what is not given is left out."""
        told: dict[str, object] = {
            "table": self.id,
            "variables": list(self.variables),
            "cells": self.cells,
            "published": self.cells - self.withheld,
            "withheld": self.withheld,
        }
        return told | {
            key: value
            for key, value in (("over", self.over), ("merged", list(self.merged)), ("sha256", self.sha256))
            if value
        }


def account(
    title: str,
    policy: Policy,
    tables: Sequence[TableTold],
    summary: Summary,
    proofs: Evidence,
    tried: Mapping[str, object],
    seconds: Mapping[str, float],
    earlier: Sequence[str] = (),
    rules: CountRules = MINIMUM_ALONE,
) -> dict[str, object]:
    """What everybody may know: counts of cells, never a count of records."""
    return {
        "title": title,
        "made_with": f"clerestory {clerestory.__version__}",
        "versions": {"python": python_version(), **_versions()},
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "rules": {
            "minimum": policy.minimum,
            **_rules_told(rules),
            "width_owed": policy.width,
            "proof": policy.proof,
            "recode": policy.recode,
            "seed": policy.seed,
        },
        "tables": [table.told() for table in tables],
        "patterns": _patterns_told(tables),
        "proof": _proof_told(summary, proofs),
        "tried": dict(tried),
        "earlier": list(earlier),
        "confidential_evidence_sha256": sha256(confidential.to_bytes(proofs)).hexdigest(),
    }


def _patterns_told(tables: Sequence[TableTold]) -> dict[str, int]:
    cells, withheld = sum(table.cells for table in tables), sum(table.withheld for table in tables)
    return {"cells": cells, "published": cells - withheld, "withheld": withheld}


def _proof_told(summary: Summary, proofs: Evidence) -> dict[str, object]:
    widths = proven_widths(proofs)
    return {
        "unsafe": int(np.count_nonzero(proofs.owed)),
        "integer": summary.integer,
        "continuous": summary.continuous,
        "certificates": int(proofs.start.size - 1),
        "width_owed": summary.width,
        "narrowest": int(widths.min()) if widths.size else None,
        "widths": _histogram(widths),
    }


def _rules_told(rules: CountRules) -> dict[str, object]:
    """Every rule beside the minimum; of cells that must be shown and of weights, how many were given."""
    told: dict[str, object] = {"zeros": "withheld" if rules.zeros == "withhold" else "published"}
    given = {
        "group_disclosure": list(rules.groups),
        "score_limit": rules.score.limit if rules.score else None,
        "forced": len(rules.forced),
        "weights": len(rules.weights),
    }
    return told | {name: value for name, value in given.items() if value}


def proven_widths(proofs: Evidence) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    """For every cell that is owed a width, how wide its certificates show it."""
    low, high = proofs.count.astype(np.int64).copy(), proofs.count.astype(np.int64).copy()
    changed = proofs.count[proofs.cell] + proofs.delta
    np.minimum.at(low, proofs.cell, changed)
    np.maximum.at(high, proofs.cell, changed)
    by_programs = np.floor(proofs.lp_high) - np.ceil(proofs.lp_low)
    widths = high - low
    widths[proofs.lp_cell] = np.maximum(widths[proofs.lp_cell], by_programs.astype(np.int64))
    owed = proofs.owed > 0
    found: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = widths[owed]
    return found


def _histogram(widths: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> dict[str, int]:
    edges = [0, *STEPS, np.iinfo(np.int64).max]
    counts, _ = np.histogram(widths, edges)
    names = [f"under {STEPS[0]}", *(_span(low, high) for low, high in pairwise(STEPS))]
    names.append(f"{STEPS[-1]} or more")
    return {name: int(count) for name, count in zip(names, counts, strict=True) if count}


def _span(low: int, high: int) -> str:
    return str(low) if high == low + 1 else f"{low} to {high - 1}"


def _versions() -> dict[str, str]:
    found = {}
    for name in ENGINES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def check_evidence(file: Path) -> None:
    """``InputError`` where evidence cannot be written: said before a table is."""
    if file.suffix not in {".json", ".html", ".npz"}:
        raise InputError(f"--evidence {file}: write evidence.json (a page and the proofs are put beside it)")
    if not file.parent.is_dir():
        raise InputError(f"--evidence {file}: cannot be written, {file.parent} is no folder; make it first")


def write_evidence(file: Path, told: Mapping[str, object], proofs: Evidence) -> tuple[Path, ...]:
    """Write account, page and proofs beside each other; with a name in .npz the proofs alone."""
    if file.suffix == ".npz":
        write_confidential(file, proofs)
        return (file,)
    check_evidence(file)
    made = (file.with_suffix(".json"), file.with_suffix(".html"), file.with_suffix(".confidential.npz"))
    whole.write(made[0], f"{json.dumps(told, indent=1, ensure_ascii=False)}\n".encode())
    whole.write(made[1], evidence_page(told).encode())
    write_confidential(made[2], proofs)
    return made


def write_confidential(file: Path, proofs: Evidence) -> None:
    """For its owner alone: a certificate gives counts away."""
    whole.write(file, confidential.to_bytes(proofs), whole.OWNER_ONLY)
