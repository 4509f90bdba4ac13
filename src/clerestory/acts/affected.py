"""Find the people in exposed rows; the mapping stays inside the vault, counts come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clerestory.records.affected import mapping
from clerestory.records.affected.people import People, resolve
from clerestory.records.affected.truth import judged
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.status import Identifies


@dataclass(frozen=True)
class Affected:
    """What may be said: counts, and pairs of row ids for a person to decide."""

    people: People
    mapping: Path
    columns: Mapping[str, Identifies]

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
            "mapping": str(self.mapping),
            "identify": {name: kind.value for name, kind in self.columns.items()},
        }
        if found.truth is not None:
            told["truth"] = judged(found.person.tolist(), found.truth)
        return told


def find(
    rows: Path, columns: Mapping[str, Identifies], out: Path, *, truth: str | None, progress: Progress
) -> Affected:
    """The people in the rows; ``out`` gets ``row_id,person_id`` for every row."""
    mapping.check(out)
    people = resolve(rows, columns, truth=truth, progress=progress)
    progress.step("mapping written")
    pairs = zip(people.row_ids, people.person.tolist(), strict=True)
    mapping.write(out, ("row_id", "person_id"), pairs)
    return Affected(people, out, columns)
