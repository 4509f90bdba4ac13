"""The evidence of a build, as cards: a verdict, one big number, what was tested and how much.

The papers are JSON that the build wrote and attached by digest; a paper whose digest is another is
shown as missing. What a paper does not say is not made up.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerestory.errors import ClerestoryError
from clerestory.governance.approval.approvals import Attachment
from clerestory.governance.approval.requests import Built
from clerestory.governance.workbench.bundle import EVIDENCE, Bundle
from clerestory.governance.workbench.page import count, number
from clerestory.release.jsonstat import PublishedCube
from clerestory.release.manifest import digest

Paper = Mapping[str, Any]


@dataclass(frozen=True)
class Card:
    """One trial: what it found."""

    title: str
    verdict: str
    tone: str  # ok, warn or stop
    figure: str
    told: str


@dataclass(frozen=True)
class TableLine:
    """One table of the release, in figures."""

    id: str
    title: str
    cells: int
    withheld: int
    changed: int | None  # None: the table is new
    score: str
    is_score_high: bool

    @property
    def share(self) -> float:
        """Withheld, of a hundred."""
        return 100 * self.withheld / self.cells if self.cells else 0.0


def papers(built: Built, folder: Path) -> Mapping[Attachment, Paper]:
    """The papers that are the very ones attached, by what they are; ``folder`` holds one folder a bundle."""
    found = {}
    for kind in Attachment:
        file = folder / built.digests.bundle[:16] / f"{kind.value.replace(' ', '-')}.json"
        content = file.read_bytes() if file.is_file() else b""
        if digest(content) == built.attachments.get(kind.value):
            found[kind] = json.loads(content)
    return found


def public_evidence(bundle: Bundle) -> Paper:
    """What everybody may know of the trials: it is a file of the bundle itself."""
    try:
        read: Paper = json.loads(bundle.read(EVIDENCE))
    except (ClerestoryError, ValueError):
        return {}
    return read


def cards(bundle: Bundle, found: Mapping[Attachment, Paper]) -> Sequence[Card]:
    """What the trials found, the gravest questions first."""
    told = public_evidence(bundle)
    cubes = bundle.cubes()
    return (
        _attack(told.get("collections", {})),
        _probe(found.get(Attachment.PROBE), bundle),
        _smallest(cubes, int(told.get("rules", {}).get("minimum", 0))),
        _use(cubes),
    )


def lines(
    built: Built,
    bundle: Bundle | None,
    titles: Mapping[str, str],
    found: Mapping[Attachment, Paper],
    changed: Mapping[str, int | None],
) -> Sequence[TableLine]:
    """Every table of the build."""
    cubes = bundle.cubes() if bundle else {}
    scores = found.get(Attachment.SCORE, {})
    return [
        TableLine(
            table,
            titles.get(table, table),
            len(cubes[table].values) if table in cubes else 0,
            sum(value is None for value in cubes[table].values) if table in cubes else 0,
            changed.get(table, 0),
            score_of(scores, table),
            is_score_high(scores, table),
        )
        for table in built.tables
    ]


def score_of(scores: Paper, table: str) -> str:
    """California's publication score of a table, as the paper says it."""
    told = (scores.get("tables") or {}).get(table)
    return f"{told['points']} of {scores['highest']}" if told else ""


def is_score_high(scores: Paper, table: str) -> bool:
    """Whether somebody has to say why the table is published all the same."""
    told = (scores.get("tables") or {}).get(table)
    return told is not None and int(told["points"]) > int(scores["highest"])


def _attack(collections: Mapping[str, Paper]) -> Card:
    withheld = sum(int(each["withheld"]) for each in collections.values())
    determined = sum(int(each["determined"]) for each in collections.values())
    narrow = sum(int(each["narrow"]) for each in collections.values())
    if not collections:
        return Card("Attack", "Missing", "stop", "No report", "The bundle carries no evidence of an attack.")
    is_safe = all(each["safe"] is True for each in collections.values()) and not determined
    told = (
        f"withheld numbers worked out, in {count(len(collections), 'collection')}, each attacked as one system with "
        f"all its totals. {number(narrow)} left narrower than owed."
    )
    return Card(
        "Attack",
        "Passed" if is_safe else "Open",
        "ok" if is_safe else "stop",
        f"{number(determined)} of {number(withheld)}",
        told,
    )


def _probe(paper: Paper | None, bundle: Bundle) -> Card:
    if paper is None:
        return Card(
            "Probe",
            "Missing",
            "stop",
            "No report",
            "The paper of the probe is not here; build the release again.",
        )
    parts = [
        each
        for each in (paper.get("bundle"), paper.get("served"), paper)
        if isinstance(each, Mapping) and "verdict" in each
    ]
    found = sum(int(each.get("found", 0)) for each in parts)
    is_clean = bool(parts) and all(each["verdict"] == "clean" for each in parts)
    read = sum(int(each.get("bytes", 0)) for each in parts)
    canaries = sum(int(each.get("canaries", 0)) for each in parts)
    told = (
        f"in {count(len(bundle.listed.files), 'file')} and in every answer of a server that served them: "
        f"{number(round(read / 1_000_000))} MB read; {count(canaries, 'planted person', 'planted people')} found."
    )
    return Card(
        "Probe", "Clean" if is_clean else "Look", "ok" if is_clean else "stop", f"{number(found)} found", told
    )


def _smallest(cubes: Mapping[str, PublishedCube], minimum: int) -> Card:
    values = [value for cube in cubes.values() for value in cube.values if value]
    small = sum(value < minimum for value in values)
    told = f"published counts from 1 to {minimum - 1}; the smallest that is shown is {number(min(values, default=0))}. Counted here, from the files."
    return Card(
        "Small counts",
        "None" if not small else "Found",
        "stop" if small or not minimum else "ok",
        number(small),
        told,
    )


def _use(cubes: Mapping[str, PublishedCube]) -> Card:
    cells = sum(len(cube.values) for cube in cubes.values())
    withheld = sum(value is None for cube in cubes.values() for value in cube.values)
    share = 100 * withheld / cells if cells else 0.0
    worst = max(cubes.values(), key=_share, default=None)
    told = f"of {number(cells)} numbers withheld."
    if worst is not None and _share(worst) > 0:
        told += f" Most of all in {worst.title}: {_share(worst):.1f}%."
    is_high = worst is not None and _share(worst) > 5
    return Card(
        "Use to readers", "Look" if is_high else "Good", "warn" if is_high else "ok", f"{share:.1f}%", told
    )


def _share(cube: PublishedCube) -> float:
    return 100 * sum(value is None for value in cube.values) / max(1, len(cube.values))
