"""Access logs as they come in: minute by minute the bytes, the addresses and the data routes; what is usual here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from clerestory.governance.incidents.traffic import TIMES, WINDOW, Request, Usual

DATA = "/data/"
KEPT = timedelta(hours=24)
SETTLED = timedelta(hours=1)  # what is younger may be the leak itself, and teaches nothing of what is usual
ORDINARY = 15  # files of the largest size in ten minutes that surprise nobody where nothing is known yet


@dataclass(frozen=True)
class Minute:
    """What was sent within a minute; no address is kept."""

    requests: int = 0
    bytes: int = 0
    data_bytes: int = 0
    addresses: int = 0  # on data routes

    def with_(self, more: "Minute") -> "Minute":
        """Both together; addresses may be counted twice where a minute comes in two parts."""
        return Minute(
            self.requests + more.requests,
            self.bytes + more.bytes,
            self.data_bytes + more.data_bytes,
            self.addresses + more.addresses,
        )


Minutes = Mapping[str, Minute]  # by 2022-06-27T17:31


def by_minute(requests: Iterable[Request]) -> dict[str, Minute]:
    """The minutes that these requests fill."""
    found: dict[str, list[Request]] = {}
    for each in requests:
        found.setdefault(f"{each.at:%Y-%m-%dT%H:%M}", []).append(each)
    return {minute: _minute(those) for minute, those in found.items()}


def joined(known: Minutes, more: Minutes, now: datetime) -> dict[str, Minute]:
    """Both together, of the last day."""
    first = f"{now - KEPT:%Y-%m-%dT%H:%M}"
    names = sorted({*known, *more})
    return {
        name: known.get(name, Minute()).with_(more.get(name, Minute())) for name in names if name >= first
    }


def usual(largest: int, known: Minutes, now: datetime) -> Usual:
    """What this service usually sends: its busiest ten minutes of the last day that are an hour old."""
    last = f"{now - SETTLED:%Y-%m-%dT%H:%M}"
    settled = {datetime.fromisoformat(name): each.data_bytes for name, each in known.items() if name < last}
    busiest = max((_ten_minutes(settled, begins) for begins in settled), default=0)
    return Usual((DATA,), largest, max(busiest, ORDINARY * largest))


def burst(known: Minutes, here: Usual) -> float:
    """How many times the usual the last ten minutes sent; 1 and less is usual, ``TIMES`` a sign of a leak."""
    last = list(known.values())[-int(WINDOW.total_seconds() // 60) :]
    return sum(each.data_bytes for each in last) / here.busiest if here.busiest else 0.0


def _ten_minutes(settled: Mapping[datetime, int], begins: datetime) -> int:
    return sum(sent for at, sent in settled.items() if begins <= at < begins + WINDOW)


def _minute(requests: list[Request]) -> Minute:
    data = [each for each in requests if each.path.startswith(DATA)]
    return Minute(
        len(requests),
        sum(max(0, each.size) for each in requests),
        sum(max(0, each.size) for each in data),
        len({each.address for each in data}),
    )


__all__ = ["DATA", "TIMES", "Minute", "Minutes", "burst", "by_minute", "joined", "usual"]
