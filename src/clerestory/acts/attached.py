"""What the machine attaches to a build for those who decide: inventory, attack, probe, score, use, changes.

Each is one JSON document of counts, names of columns and classes; none holds a value of a record. The
workbench shows these files and can reach nothing else of a build.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from clerestory.acts.earlier import Earlier, Judged, check_differences, cubes_in
from clerestory.acts.trials import Collection
from clerestory.governance.approval import changes
from clerestory.governance.approval.approvals import Attachment
from clerestory.governance.approval.score import HIGHEST, score
from clerestory.project.model import Project
from clerestory.records import vault
from clerestory.records.vault import Vault
from clerestory.release import layout, pins
from clerestory.release.jsonstat import PublishedCube

CHANGES, USE = "changes", "use to readers"


@dataclass(frozen=True)
class Attached:
    """The documents by what they are, and the columns and tables of the build."""

    documents: Mapping[str, bytes]
    tables: tuple[str, ...]
    columns: tuple[str, ...]

    def digests(self) -> dict[str, str]:
        """What approvals name."""
        return {name: sha256(content).hexdigest() for name, content in self.documents.items()}


def attach(
    project: Project,
    records: Vault,
    tried: Sequence[Collection],
    cubes: Sequence[PublishedCube],
    compared: Sequence[changes.Compared],
    probed: Mapping[str, object],
    judged: Sequence[Judged] = (),
) -> Attached:
    """Everything that is attached to a build."""
    inventory = [
        {"source": each.source, "column": each.column, "class": each.column_class.value, "rows": each.records}
        for each in vault.register(records, project)
    ]
    documents: dict[str, object] = {
        Attachment.INVENTORY.value: {"columns": inventory},
        Attachment.ATTACK.value: {
            "collections": [each.report.as_json() for each in tried],
            "with_earlier_releases": [each.as_json() for each in judged],
        },
        Attachment.PROBE.value: probed,
        Attachment.SCORE.value: _scores(project, cubes),
        USE: _use(cubes),
        CHANGES: changes.as_json(compared),
    }
    return Attached(
        {name: _written(content) for name, content in documents.items()},
        tuple(f"{cube.collection}/{cube.table}" for cube in cubes),
        tuple(f"{each['source']}.{each['column']}" for each in inventory),
    )


def compare_with_published(
    published: Path, cubes: Sequence[PublishedCube], minimum: int
) -> tuple[changes.Compared, ...]:
    """What changes for readers; ``Refused`` if two releases together give a small number away."""
    data = published / layout.SITE / "data"
    live = Earlier("the published release", cubes_in(data) if data.is_dir() else ())
    check_differences([live], cubes, minimum)
    return changes.compare(live.cubes, cubes)


def write(folder: Path, attached: Attached) -> None:
    """Put the documents where the reviewers' programs find them; owner-only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in attached.documents.items():
        pins.write(folder / f"{name.replace(' ', '-')}.json", content)


def _scores(project: Project, cubes: Sequence[PublishedCube]) -> dict[str, object]:
    residents = {code: value for each in project.denominators.values() for code, value in each.items()}
    scores = [score(cube, residents) for cube in cubes]
    return {
        "highest": HIGHEST,
        "tables": {each.table: {"points": each.points, "parts": dict(each.parts)} for each in scores},
    }


def _use(cubes: Sequence[PublishedCube]) -> dict[str, object]:
    return {
        "tables": {
            f"{cube.collection}/{cube.table}": {
                "cells": len(cube.values),
                "withheld": sum(value is None for value in cube.values),
            }
            for cube in cubes
        }
    }


def _written(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
