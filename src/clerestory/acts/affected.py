"""Find the people in exposed rows; the files stay inside the vault, counts come back."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clerestory.errors import InputError
from clerestory.governance.incidents import intervals
from clerestory.records.affected import mapping, recipients, tiers
from clerestory.records.affected.exposed import Collection, collections
from clerestory.records.affected.people import People, resolve
from clerestory.records.affected.recipients import Recipients
from clerestory.records.affected.truth import judged
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.status import Identifies


@dataclass(frozen=True)
class Question:
    """What is asked of the rows, beside who the people are."""

    rows: Path
    columns: Mapping[str, Identifies]
    mapping: Path
    truth: str | None = None
    tiers: Path | None = None
    fresh: str | None = None
    deceased: Path | None = None
    excluded: Path | None = None
    people: Path | None = None
    exposures: Path | None = None
    collection: str | None = None


@dataclass(frozen=True)
class Affected:
    """What may be said: counts, and pairs of row ids for a person to decide."""

    asked: Question
    people: People
    recipients: Recipients
    tiers: Mapping[str, int]
    collections: tuple[Collection, ...] = ()
    windows: tuple[intervals.Window, ...] = ()

    def as_json(self) -> dict[str, object]:
        """One object; no value of a record."""
        found = self.people
        told: dict[str, object] = {
            "rows": len(found.row_ids),
            "people": found.people,
            "review": [list(pair) for pair in found.review],
            "review_pairs": len(found.review),
            "by_rule": dict(found.by_rule),
            "row_id": found.named_by,
            "mapping": str(self.asked.mapping),
            "identify": {name: kind.value for name, kind in self.asked.columns.items()},
            "tiers": dict(self.tiers),
            **self.recipients.as_json(),
        }
        if found.truth is not None:
            told["truth"] = judged(found.person.tolist(), found.truth)
        if self.asked.exposures is not None:
            told["collections"] = [each.as_json() for each in self.collections]
            told["windows"] = [_window(each) for each in self.windows]
        return told


def find(asked: Question, progress: Progress) -> Affected:
    """The people in the rows; the mapping gets ``row_id,person_id`` for every row."""
    for out in (asked.mapping, asked.people):
        if out is not None:
            mapping.check(out)
    rules = tiers.read(asked.tiers) if asked.tiers else ()
    exposed = _exposed(asked)
    keep = list(dict.fromkeys([rule.column for rule in rules] + ([asked.fresh] if asked.fresh else [])))
    people = resolve(asked.rows, asked.columns, truth=asked.truth, keep=keep, progress=progress)
    tier = tiers.of_people(tiers.of_rows(rules, _kept(people, keep), len(people.row_ids)), people.person)
    settled = recipients.settle(
        people,
        tier,
        fresh=keep.index(asked.fresh) if asked.fresh else None,
        deceased=asked.deceased,
        excluded=asked.excluded,
    )
    progress.step("mapping written")
    _write(asked, people, settled)
    return Affected(asked, people, settled, tiers.counts(rules, tier), *exposed)


def state_log(
    path: Path,
) -> tuple[tuple[intervals.State, ...], tuple[intervals.Outage, ...], Mapping[str, str]]:
    """What the probe found, from TOML or JSON: exposures, outages, and what columns were declared to hold."""
    try:
        text = path.read_text("utf-8")
        told = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        declared = {str(name): str(word) for name, word in dict(told.get("columns", {})).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        raise InputError(f"{path}: cannot be read as TOML or JSON; correct it") from None
    return *intervals.read(told), declared


def _exposed(asked: Question) -> tuple[tuple[Collection, ...], tuple[intervals.Window, ...]]:
    if asked.exposures is None:
        return (), ()
    states, outages, declared = state_log(asked.exposures)
    names = sorted({state.dataset for state in states})
    found = collections(asked.rows, split_by=asked.collection, names=names, declared=declared)
    return found, intervals.windows(states, outages)


def _kept(people: People, keep: list[str]) -> dict[str, list[str | None]]:
    query = ", ".join(f"kept_{number}" for number in range(len(keep)))
    if not keep:
        return {}
    found = people.opened.database.sql(f"SELECT {query} FROM every_row ORDER BY n").to_arrow_table()  # noqa: S608
    return {name: found.column(number).to_pylist() for number, name in enumerate(keep)}


def _write(asked: Question, people: People, settled: Recipients) -> None:
    mapping.write(
        asked.mapping, ("row_id", "person_id"), zip(people.row_ids, people.person.tolist(), strict=True)
    )
    if asked.people is None:
        return
    states = (state.value for state in settled.state)
    columns = (settled.row, settled.household, settled.tier.tolist(), states, settled.reason)
    numbers = np.arange(1, people.people + 1).tolist()
    head = ("person_id", "row_id", "household", "tier", "state", "reason")
    mapping.write(asked.people, head, zip(numbers, *columns, strict=True))


def _window(window: intervals.Window) -> dict[str, object]:
    return {
        "dataset": window.dataset,
        "columns": list(window.columns),
        "route": window.route,
        "digests": list(window.digests),
        "intervals": [[each.begins.isoformat(), each.ends.isoformat()] for each in window.intervals],
        "minutes": window.lasts.total_seconds() / 60,
    }
