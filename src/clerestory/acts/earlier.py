"""Earlier releases, as everybody had them: kept at each build, and judged together with every later one.

    GOVERNANCE/evidence/<bundle>/tables.zip    the published cubes of one build, bound to it by digest

What was public once stays with whoever kept it, also after it was replaced or withdrawn. So a new release,
a table asked for from outside included, must hold against each of them.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from clerestory.acts.trials import Collection
from clerestory.errors import InputError, Refused
from clerestory.governance.approval import changes
from clerestory.proof.attack.together import Together, together
from clerestory.release import jsonstat, pins
from clerestory.release.evidence import Evidence
from clerestory.release.jsonstat import PublishedCube
from clerestory.vocabulary.progress import Progress

FILE, TABLES = "tables.zip", "tables"
SHOWN = 3
_TIME = (1980, 1, 1, 0, 0, 0)  # the same tables give the same bytes


@dataclass(frozen=True)
class Earlier:
    """A release that was public once."""

    release: str
    cubes: tuple[PublishedCube, ...]


@dataclass(frozen=True)
class Judged:
    """One collection against one earlier release."""

    release: str
    collection: str
    found: Together

    def as_json(self) -> dict[str, object]:
        """For those who decide: counts of cells."""
        return {
            "release": self.release,
            "collection": self.collection,
            "cells": self.found.cells,
            "same_records": self.found.same_records,
        }


def cubes_in(data: Path) -> tuple[PublishedCube, ...]:
    """The published form of every table below a folder of data."""
    return tuple(jsonstat.from_bytes(content, name) for name, content in _files(data))


def keep(folder: Path, data: Path) -> str:
    """Keep the tables of a build; returns the digest of what was kept."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in _files(data):
            kept.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pins.write(folder / FILE, buffer.getvalue())
    return sha256(buffer.getvalue()).hexdigest()


def read(folder: Path, digest: str, release: str) -> Earlier:
    """The tables of an earlier build, if they are what they were."""
    place = folder / FILE
    try:
        content = place.read_bytes()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != digest:
        raise InputError(
            f"{place}: the tables of the earlier release {release} are gone or changed; restore them from their copy, "
            "no release is judged without them"
        )
    with zipfile.ZipFile(BytesIO(content)) as kept:
        names = kept.namelist()
        return Earlier(release, tuple(jsonstat.from_bytes(kept.read(name), name) for name in names))


def check_differences(earlier: Sequence[Earlier], cubes: Sequence[PublishedCube], minimum: int) -> None:
    """``Refused`` if a number differs from that of any earlier release by fewer than the minimum."""
    for each in earlier:
        if telling := changes.telling(changes.compare(each.cubes, cubes), minimum):
            where = "; ".join(
                f"{change.table} at {', '.join(f'{name}={code}' for name, code in change.cell)}"
                for change in telling[:SHOWN]
            )
            raise Refused(
                f"{len(telling)} numbers differ from {each.release} by fewer than {minimum}, so that the two together "
                f"tell of few people: {where}; coarsen the table, or publish it when more has changed"
            )


def judge(
    earlier: Sequence[Earlier],
    tried: Collection,
    cubes: Sequence[PublishedCube],
    evidence: Evidence,
    progress: Progress,
) -> tuple[Judged, ...]:
    """Attack one collection of the new release together with each earlier one; ``Refused`` if that tells more."""
    own = [cube for cube in cubes if cube.collection == tried.name]
    progress.step(f"Attack {tried.name} together with earlier releases")
    width, minimum = tried.report.width, tried.report.minimum
    judged = []
    for each in earlier:
        before = [cube for cube in each.cubes if cube.collection == tried.name]
        found = together(own, evidence.count, before, each.release, width, minimum)
        _refuse(each.release, tried.name, found)
        judged.append(Judged(each.release, tried.name, found))
    return tuple(judged)


def _refuse(release: str, collection: str, found: Together) -> None:
    if found.open_cells:
        told = "; ".join(map(str, found.open_cells[:SHOWN]))
        raise Refused(
            f"collection {collection}: together with release {release}, which was public, {len(found.open_cells)} "
            f"small numbers can be told: {told}; withhold more, or count by fewer variables"
        )
    if found.undecided:
        raise Refused(
            f"collection {collection}: whether it can be told apart from release {release} is beyond what can be tried "
            f"({found.undecided} cells); keep the tables of that release, or count by fewer variables"
        )


def _files(data: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(data.glob("*/*.json")):
        content = file.read_bytes()
        if b'"dimension"' in content:
            yield file.relative_to(data).as_posix(), content
