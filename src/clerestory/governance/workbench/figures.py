"""Figures of how releases fare: proposed, returned, rejected, how long a review takes. From the log's own acts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import sqlalchemy as sa

from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.log.entry import Entry, from_line
from clerestory.governance.store.acting import Reading
from clerestory.governance.store.tables import log_entries, requests

RETURNED, APPROVED = "returned", "approved"


@dataclass(frozen=True)
class Figures:
    """What happened since a day."""

    since: datetime
    proposed: int
    returned: int
    rejected: int
    published: int
    withdrawn: int
    refused: int  # acts that a rule refused
    taken_down: int
    expedited: int
    review_hours: float | None  # median from proposal to decision
    reasons: Sequence[tuple[str, int]]  # tables that were returned most often

    @property
    def review_time(self) -> str:
        """The median in words."""
        if self.review_hours is None:
            return "none yet"
        return (
            f"{self.review_hours:.0f} hours"
            if self.review_hours < 48
            else f"{self.review_hours / 24:.0f} days"
        )


def of(look: Reading, since: datetime) -> Figures:
    """The figures since that moment."""
    entries = [entry for entry in every_entry(look) if entry.at >= since]
    acts = Counter(entry.act for entry in entries)
    outcomes = Counter(str(entry.detail.get("outcome", "")) for entry in entries)
    returned = Counter(
        str(entry.detail.get("table", ""))
        for entry in entries
        if entry.act == Act.REVIEW.value and entry.detail.get("choice") == "return"
    )
    hours = _review_hours(look, since)
    return Figures(
        since,
        proposed=acts[Act.PROPOSE.value],
        returned=outcomes[RETURNED],
        rejected=acts[Act.REJECT.value],
        published=acts[Act.PUBLISH.value],
        withdrawn=acts[Act.WITHDRAW.value],
        refused=acts[Machine.REFUSED.value],
        taken_down=acts[Act.TAKE_DOWN.value],
        expedited=acts[Act.EXPEDITE.value],
        review_hours=median(hours) if hours else None,
        reasons=returned.most_common(10),
    )


def every_entry(look: Reading) -> list[Entry]:
    """Every line of the log, the oldest first."""
    lines = look.rows(sa.select(log_entries.c.line).order_by(log_entries.c.sequence))
    return [from_line(row["line"]) for row in lines]


def _review_hours(look: Reading, since: datetime) -> list[float]:
    both = requests.c.proposed_at.is_not(None) & requests.c.decided_at.is_not(None)
    rows = look.rows(sa.select(requests.c.proposed_at, requests.c.decided_at).where(both))
    found = [
        (datetime.fromisoformat(row["proposed_at"]), datetime.fromisoformat(row["decided_at"]))
        for row in rows
    ]
    return [(done - asked).total_seconds() / 3600 for asked, done in found if asked >= since and done > asked]
