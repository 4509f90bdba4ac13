"""One collection on its way to the public: counted, protected, written, attacked, counted again."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from clerestory.acts import release_account
from clerestory.errors import Refused
from clerestory.project.model import Project
from clerestory.proof import attack
from clerestory.records import cubes, protection
from clerestory.records.cubes.recount import Recount, recount
from clerestory.records.protection import write
from clerestory.records.vault import Vault
from clerestory.release import evidence as confidential
from clerestory.release import jsonstat
from clerestory.vocabulary.progress import Progress

SHOWN = 3  # open cells named in a refusal


@dataclass(frozen=True)
class Collection:
    """The outcome of one collection's trials; its figures are counts of cells."""

    ADDED: ClassVar = (
        "cells",
        "published",
        "withheld",
        "unsafe",
        "determined",
        "narrow",
        "certified_integer",
        "certified_continuous",
        "recounted",
        "differing",
        "small",
    )
    name: str
    report: attack.Report
    recounts: tuple[Recount, ...]
    merged: Mapping[str, tuple[str, ...]]
    account: Mapping[str, Any]

    def figures(self) -> dict[str, int]:
        """The figures that are added up over collections."""
        published = sum(each.published for each in self.recounts)
        return {
            "cells": self.report.cells,
            "published": self.report.cells - self.report.withheld,
            "withheld": self.report.withheld,
            "unsafe": self.report.unsafe or 0,
            "determined": self.report.determined,
            "narrow": self.report.narrow,
            "certified_integer": self.report.tiers["integer"],
            "certified_continuous": self.report.tiers["continuous"],
            "recounted": published,
            "differing": published - sum(each.agreeing for each in self.recounts),
            "small": sum(each.small for each in self.recounts),
        }

    def told(self) -> dict[str, object]:
        """The part of the trial that everybody may know."""
        told = self.report.as_json()
        known = (
            "tables",
            "cells",
            "withheld",
            "determined",
            "narrow",
            "certified",
            "width",
            "minimum",
            "safe",
        )
        return {name: told[name] for name in known} | {"merged": {k: list(v) for k, v in self.merged.items()}}


def try_collection(
    project: Project, records: Vault, name: str, data: Path, evidence: Path, progress: Progress
) -> Collection:
    """Count, protect, write and try one collection; ``Refused`` if anything stands open."""
    title, clock = project.source(name).title, [time.perf_counter()]
    progress.step(f"Count {title}")
    counted = cubes.count(records, project, name, progress)
    clock.append(time.perf_counter())
    progress.step(f"Protect {title}")
    protected = protection.protect(counted, project.policy, progress)
    clock.append(time.perf_counter())
    published = _write(project, protected, data)
    (evidence / f"{name}.npz").write_bytes(confidential.to_bytes(protected.evidence))
    progress.step(f"Attack {title}")
    report = attack.judge(published, protected.evidence, project.policy.width, project.policy.minimum)
    refuse_open(report)
    clock.append(time.perf_counter())
    progress.step(f"Count {title} again")
    recounts = tuple(recount(records, cube, project.policy.minimum) for cube in published)
    _refuse_differing(name, published, recounts)
    merged = {merge.code: merge.codes for merge in protected.summary.merges}
    seconds = dict(zip(("count", "protect", "attack"), np.diff(clock).tolist(), strict=True))
    told = release_account.of_collection(project, name, protected, report, data, seconds)
    return Collection(name, report, recounts, merged, told)


def refuse_open(report: attack.Report) -> None:
    """One open cell, and there is no release."""
    if report.safe:
        return
    told = [*report.faults, *map(str, report.open_cells)]
    more = f" (and {len(told) - SHOWN} more)" if len(told) > SHOWN else ""
    raise Refused(
        f"collection {report.collection}: the attack got through: {'; '.join(told[:SHOWN])}{more}; "
        "nothing was released: coarsen the table or withhold more"
    )


def _write(
    project: Project, protected: protection.Protection, data: Path
) -> tuple[jsonstat.PublishedCube, ...]:
    """Write every table, and read back what was written: the trials judge the files."""
    tables = {table.id: table for table in project.tables}
    published = []
    for cube in protected.cubes:
        folder = data / cube.collection
        write.write(cube, write.Publication.of(project, tables[cube.table]), folder)
        file = folder / f"{cube.table}.json"
        published.append(jsonstat.from_bytes(file.read_bytes(), file.name))
    return tuple(published)


def _refuse_differing(
    name: str, published: tuple[jsonstat.PublishedCube, ...], recounts: tuple[Recount, ...]
) -> None:
    for cube, each in zip(published, recounts, strict=True):
        if not each.agrees:
            raise Refused(
                f"collection {name}: the second count of table {cube.table} differs in "
                f"{each.published - each.agreeing} numbers and finds {each.small} small ones; nothing was released"
            )
