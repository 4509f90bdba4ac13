"""How the requests of a time went: proposed, returned, rejected, published; how long a review takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from clerestory.governance.approval.acts import Act
from clerestory.governance.log.entry import Entry


@dataclass(frozen=True)
class Statistics:
    """Counts of requests, and the median time from the proposal to the decision."""

    proposed: int
    returned: int
    rejected: int
    published: int
    refused_acts: int
    review: timedelta | None


def statistics(entries: Sequence[Entry], since: datetime) -> Statistics:
    """From the log alone, the oldest entry first."""
    recent = [each for each in entries if each.at >= since]
    return Statistics(
        proposed=_count(recent, Act.PROPOSE.value),
        returned=sum(each.detail.get("outcome") == "returned" for each in recent),
        rejected=_count(recent, Act.REJECT.value),
        published=_count(recent, Act.PUBLISH.value),
        refused_acts=_count(recent, "refused"),
        review=_review(recent),
    )


def _count(entries: Sequence[Entry], act: str) -> int:
    return sum(each.act == act for each in entries)


def _review(entries: Sequence[Entry]) -> timedelta | None:
    proposed: dict[str, datetime] = {}
    lengths = []
    for each in entries:
        if each.act == Act.PROPOSE.value:
            proposed[each.about] = each.at
        elif each.detail.get("outcome") in ("returned", "approved") and each.about in proposed:
            lengths.append((each.at - proposed.pop(each.about)).total_seconds())
    return timedelta(seconds=median(lengths)) if lengths else None
