"""Figures of how releases fare: what the rules count, and what the page tells beside it. From the log's own entries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.statistics import Statistics, statistics
from clerestory.governance.log.entry import Entry, from_line
from clerestory.governance.store import log
from clerestory.governance.store.acting import Reading


@dataclass(frozen=True)
class Figures:
    """What happened since a day."""

    told: Statistics
    withdrawn: int
    taken_down: int
    expedited: int
    returned_tables: Sequence[tuple[str, int]]  # those that were returned most often

    @property
    def review_time(self) -> str:
        """The median time of a review in words."""
        if self.told.review is None:
            return "none yet"
        hours = self.told.review.total_seconds() / 3600
        return (
            f"{hours:.0f} hours"
            if 2 <= hours < 48
            else f"{hours * 60:.0f} minutes"
            if hours < 2
            else f"{hours / 24:.0f} days"
        )


def every_entry(look: Reading) -> list[Entry]:
    """Every entry of the log, the oldest first."""
    return [from_line(line) for line in log.lines(look)]


def figures(entries: Sequence[Entry], since: datetime) -> Figures:
    """The figures since that moment."""
    recent = [entry for entry in entries if entry.at >= since]
    acts = Counter(entry.act for entry in recent)
    returned = Counter(
        str(entry.detail.get("table", ""))
        for entry in recent
        if entry.act == Act.REVIEW.value and entry.detail.get("choice") == "return"
    )
    return Figures(
        statistics(entries, since),
        withdrawn=acts[Act.WITHDRAW.value],
        taken_down=acts[Act.TAKE_DOWN.value],
        expedited=acts[Act.EXPEDITE.value],
        returned_tables=returned.most_common(10),
    )
