"""Who are the people in some rows: every row belongs to exactly one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import ClerestoryError, VaultError
from clerestory.records.affected import profiles, rows
from clerestory.records.affected.grouping import grouped
from clerestory.records.affected.rules import Outcome, judge
from clerestory.records.affected.weighing import Pairs, weigh
from clerestory.vocabulary.progress import Progress, Silent
from clerestory.vocabulary.status import Identifies

Ints = NDArray[np.int64]


@dataclass(frozen=True, repr=False)
class People:
    """Rows and their people; ``review``: pairs of row ids for a person to decide. Its repr gives sizes only."""

    row_ids: list[str]
    person: Ints  # of each row, from 1, in the order of their first rows
    review: list[tuple[str, str]]
    by_rule: Mapping[str, int]
    named_by: str
    opened: rows.Opened
    truth: list[str | None] | None = None

    def __repr__(self) -> str:
        return f"People({self.people} of {len(self.row_ids)} rows)"

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.person.max(initial=0))


def resolve(
    file: Path,
    columns: Mapping[str, Identifies],
    *,
    truth: str | None = None,
    keep: Sequence[str] = (),
    progress: Progress | None = None,
) -> People:
    """The people of a file's rows; ``columns`` says what identifies, and how."""
    progress = progress or Silent()
    progress.step("rows in normal form")
    opened = rows.read(file, columns, truth=truth, keep=keep)
    try:
        return _resolved(opened, progress, with_truth=truth is not None)
    except (ClerestoryError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  (its text may quote a record)
        told = f"{file}: people cannot be told apart in it ({type(error).__name__}); check its columns"
        raise VaultError(told) from None


def _resolved(opened: rows.Opened, progress: Progress, *, with_truth: bool) -> People:
    database = opened.database
    if not opened.rows:
        none = np.zeros(0, np.int64)
        return People([], none, [], _counts(), opened.row_ids, opened, [] if with_truth else None)
    size = profiles.make(database, len(opened.strong))
    progress.step("pairs that may be one person, weighed")
    pairs = weigh(database, size, len(opened.strong))
    progress.step("people from pairs")
    outcome = judge(pairs, _suffixes_differ(database, pairs))
    group, outcome = _grouped(database, pairs, outcome)
    return _people(opened, pairs, outcome, group, with_truth=with_truth)


def _suffixes_differ(database: Any, pairs: Pairs) -> NDArray[np.bool_]:  # noqa: ANN401
    """Whether one is Jr and the other Sr."""
    found = database.sql("SELECT pid, suffix FROM profile WHERE suffix IS NOT NULL ORDER BY pid").fetchall()
    words = {suffix: at for at, suffix in enumerate(sorted({suffix for _, suffix in found}), 1)}
    of = {int(pid): words[suffix] for pid, suffix in found}
    left = np.array([of.get(int(pid), 0) for pid in pairs.left], np.int64)
    right = np.array([of.get(int(pid), 0) for pid in pairs.right], np.int64)
    return np.asarray((left > 0) & (right > 0) & (left != right))


def _grouped(database: Any, pairs: Pairs, outcome: Ints) -> tuple[tuple[Ints, Ints], Ints]:  # noqa: ANN401
    """Profiles and their groups; a pair that was refused is for a person to decide."""
    pids = database.sql("SELECT pid FROM profile ORDER BY pid").to_arrow_table().column("pid").to_numpy()
    joins = np.flatnonzero(outcome >= Outcome.WEIGHED)
    order = np.lexsort((joins, -pairs.weight[joins], -outcome[joins]))
    group, refused = grouped(database, pids, pairs.left[joins], pairs.right[joins], order)
    outcome = outcome.copy()
    outcome[joins[refused]] = Outcome.REVIEW
    return (pids, group), outcome


def _people(
    opened: rows.Opened, pairs: Pairs, outcome: Ints, found: tuple[Ints, Ints], *, with_truth: bool
) -> People:
    table = opened.database.sql(
        f"SELECT row_id, pid{', truth' if with_truth else ''} FROM every_row JOIN row_profile USING (n) ORDER BY n"  # noqa: S608
    ).to_arrow_table()
    pids, group = found
    profile = np.searchsorted(pids, table.column("pid").to_numpy())
    row_ids: list[str] = table.column("row_id").to_pylist()
    review = _review(pairs, outcome, pids, group)
    named = {int(pid): row_ids[int(pid) - 1] for pair in review for pid in pair}
    return People(
        row_ids=row_ids,
        person=_numbered(group[profile]),
        review=[(named[a], named[b]) for a, b in review],
        by_rule=_counts(table.num_rows - pids.size, outcome),
        named_by=opened.row_ids,
        opened=opened,
        truth=table.column("truth").to_pylist() if with_truth else None,
    )


def _review(pairs: Pairs, outcome: Ints, pids: Ints, group: Ints) -> list[tuple[int, int]]:
    """Pairs for a person to decide, once for two people."""
    at = np.flatnonzero(outcome == Outcome.REVIEW)
    one, other = (group[np.searchsorted(pids, side[at])] for side in (pairs.left, pairs.right))
    open_ = one != other
    both = np.stack([np.minimum(one, other), np.maximum(one, other)], axis=1)[open_]
    _, first = np.unique(both, axis=0, return_index=True)
    return [(int(pairs.left[pair]), int(pairs.right[pair])) for pair in at[open_][np.sort(first)]]


def _numbered(group: Ints) -> Ints:
    """Groups numbered from 1 in the order of their first rows."""
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    number = np.empty(first.size, np.int64)
    number[np.argsort(first)] = np.arange(1, first.size + 1)
    return np.asarray(number[inverse], np.int64)


def _counts(same_words: int = 0, outcome: Ints | None = None) -> dict[str, int]:
    """Rows that were there word for word, and pairs by what joined or parted them."""
    found = np.bincount(outcome, minlength=4) if outcome is not None else np.zeros(4, np.int64)
    return {
        "same_words": same_words,
        "strong_identifier": int(found[Outcome.STRONG]),
        "weight": int(found[Outcome.WEIGHED]),
        "review": int(found[Outcome.REVIEW]),
        "apart": int(found[Outcome.APART]),
    }
