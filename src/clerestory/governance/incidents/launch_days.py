"""Made-up days of a portal: ordinary launches, and the crowd of June 2022, to try the signs of ``traffic``.

An ordinary launch: 3,000 to 30,000 visits that rise at noon and fade, seven pages a visit, one visit in fifty takes a
file of at most 400 KB; some days have an article that sends a tenfold rush within an hour, some a class that fetches
files together. June 2022: the same visitors, and 2,734 downloads of the records by 507 addresses in
about 12 hours. A leak in parts no larger than a signed file looks like an ordinary launch: the probe finds it, not the
traffic.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from clerestory.governance.incidents.traffic import Request, Usual, suspicions

DATA, PAGES = "/data/", 7
LARGEST = 400_000
RECORDS = 60_000_000  # bytes of the records under the charts
DOWNLOADS, ADDRESSES, HOURS = 2_734, 507, 12
USUAL = Usual((DATA,), LARGEST, 6_000_000)
NOON = datetime(2022, 6, 27, 12, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Tried:
    """How the signs did on made-up days."""

    days: int
    false_alarms: int
    leak_days: int
    found: int
    downloads_before: tuple[int, ...]  # of each leak that was found: downloads before the alarm

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        before = sorted(self.downloads_before)
        return {
            "ordinary_days": self.days,
            "false_alarms": self.false_alarms,
            "leak_days": self.leak_days,
            "leaks_found": self.found,
            "downloads_before_the_alarm": {"median": before[len(before) // 2], "most": before[-1]}
            if before
            else {},
        }


def tried(days: int, leaks: int, seed: int = 1) -> Tried:
    """So many ordinary days and days of a leak."""
    rng = np.random.default_rng(seed)
    false = sum(any(suspicions(ordinary(rng), USUAL)) for _ in range(days))
    before = []
    for _ in range(leaks):
        day = list(leak(rng))
        first = next(suspicions(day, USUAL), None)
        if first is not None:
            before.append(sum(each.path == TAKEN and each.at < first.at for each in day))
    return Tried(days, false, leaks, len(before), tuple(before))


TAKEN = f"{DATA}ccw/records.csv"


def ordinary(rng: np.random.Generator) -> Iterator[Request]:
    """The requests of a launch day, in the order of time."""
    visits = int(rng.integers(3_000, 30_000))
    at = np.sort(rng.exponential(2.5, visits) % 12)
    if rng.random() < 0.3:  # an article
        hour = rng.uniform(0, 10)
        at = np.sort(np.concatenate([at, hour + rng.exponential(0.3, visits // 3) % 2]))
    takes = rng.random(at.size) < 0.02
    if rng.random() < 0.2:  # a class fetches files
        begin = int(rng.integers(0, max(1, at.size - 40)))
        takes[begin : begin + 25] = True
    found = [
        request
        for number, (hour, takes_file) in enumerate(zip(at, takes, strict=True))
        for request in _visit(number, float(hour), rng, takes_file=bool(takes_file))
    ]
    return iter(sorted(found, key=lambda each: each.at))


def leak(rng: np.random.Generator) -> Iterator[Request]:
    """An ordinary day, and beside it the downloads of June 2022."""
    at = np.sort(5.5 + rng.beta(2, 3, DOWNLOADS) * HOURS)
    who = rng.integers(0, ADDRESSES, DOWNLOADS)
    taken = [
        Request(_time(float(hour)), f"leak-{number}", TAKEN, 200, RECORDS)
        for hour, number in zip(at, who, strict=True)
    ]
    return iter(sorted([*ordinary(rng), *taken], key=lambda each: each.at))


def _visit(number: int, hour: float, rng: np.random.Generator, *, takes_file: bool) -> Iterator[Request]:
    for page in range(PAGES):
        yield Request(_time(hour + page / 200), f"v-{number}", f"/page-{page}/", 200, 20_000)
    if takes_file:
        size = int(rng.integers(5_000, LARGEST))
        yield Request(_time(hour + 0.04), f"v-{number}", f"{DATA}ccw/table.csv", 200, size)


def _time(hour: float) -> datetime:
    return NOON + timedelta(hours=hour)
