"""The account of a release: one JSON document and one page over all its collections, for those who decide.

    D/evidence/<id>/account.json, account.html    rules, patterns, widths, what was tried, by which version, in what time

It tells how long each step took, so no digest of the evidence includes it: two builds are the same release.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from clerestory.acts.accounts import TableTold, account
from clerestory.acts.digests import ACCOUNT
from clerestory.project.model import Project
from clerestory.proof.attack import Report
from clerestory.records.protection import ProtectedCube, Protection
from clerestory.release import whole
from clerestory.release.evidence_page import evidence_page

PAGE = "account.html"
ADDED = ("cells", "published", "withheld", "unsafe", "integer", "continuous", "certificates")
Account = Mapping[str, Any]


def of_collection(
    project: Project,
    name: str,
    protected: Protection,
    report: Report,
    data: Path,
    seconds: Mapping[str, float],
) -> Account:
    """The account of one collection: its tables as written, its proofs, and how the intruder fared."""
    title, merges = project.source(name).title, protected.summary.merges
    told = [_table(cube, data / name, merges=[merge.code for merge in merges]) for cube in protected.cubes]
    tried = {
        "recoverable": report.determined + report.narrow,
        "determined": report.determined,
        "narrow": report.narrow,
        "wide": report.tiers["integer"],
        "wide_over_reals": report.tiers["continuous"],
        "undecided": report.unproven,
    }
    return account(title, project.policy, told, protected.summary, protected.evidence, tried, seconds)


def of_release(title: str, parts: Sequence[Account], earlier: Sequence[str], digest: str) -> Account:
    """The accounts of all collections as one: tables side by side, counts of cells added up."""
    first = parts[0]
    narrowest = [part["proof"]["narrowest"] for part in parts if part["proof"]["unsafe"]]
    return {
        **first,
        "title": title,
        "seconds": _added(parts, "seconds"),
        "tables": [table for part in parts for table in part["tables"]],
        "patterns": _added(parts, "patterns"),
        "proof": {
            **first["proof"],
            **{key: sum(part["proof"][key] for part in parts) for key in ADDED if key in first["proof"]},
            "narrowest": min(narrowest, default=None),
            "widths": _widths([part["proof"]["widths"] for part in parts]),
        },
        "tried": _added(parts, "tried"),
        "earlier": list(earlier),
        "confidential_evidence_sha256": digest,
    }


def write(folder: Path, told: Account) -> None:
    """Both forms, for their owner alone: a release that is not signed yet is nobody else's business."""
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    for name, content in ((ACCOUNT, text), (PAGE, evidence_page(told))):
        whole.write(folder / name, content.encode(), whole.OWNER_ONLY)


def _table(cube: ProtectedCube, folder: Path, merges: Sequence[str]) -> TableTold:
    own = {code for codes in cube.codes for code in codes}
    variables = tuple(name for name in cube.variables if name not in cube.where)
    return TableTold(
        cube.table, variables, cube.counts.size, int(cube.withheld.sum()),
        sha256((folder / f"{cube.table}.json").read_bytes()).hexdigest(),
        "restricted by " + ", ".join(cube.where) if cube.where else "",
        tuple(code for code in merges if code in own),
    )  # fmt: skip


def _added(parts: Sequence[Account], key: str) -> dict[str, Any]:
    return {name: sum(part[key][name] for part in parts) for name in parts[0][key]}


def _widths(histograms: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Bars of the same name together, the narrowest first."""
    names = dict.fromkeys(name for histogram in histograms for name in histogram)
    order = sorted(names, key=lambda name: int(name.removeprefix("under ").split()[0]))
    return {name: sum(histogram.get(name, 0) for histogram in histograms) for name in order}
