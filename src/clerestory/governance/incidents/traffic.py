"""Is this a crowd that reads, or a crowd that carries records away? Minute by minute, from the access log.

Three signs, over the last ten minutes:

* SIZE: an answer on a data route is larger than any file that was signed: what leaves was never published.
* CROWD: at least 8 addresses on data routes, and a quarter of all addresses are there. On an
  ordinary launch day people read pages; about one in fifty takes a file.
* BURST: bytes on data routes are ten times the usual of this service (its busiest ten minutes that were looked at
  and found ordinary).

SIZE alone, or two of the others, raise LEAK-SUSPECT; while a claim is open one sign is enough.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

WINDOW = timedelta(minutes=10)
CROWD = 8
CROWD_SHARE = 0.25
TIMES = 10


class Sign(Enum):
    """What points to a leak."""

    SIZE = "an answer larger than any signed file"
    CROWD = "a crowd on data routes"
    BURST = "bytes on data routes far above the usual"


@dataclass(frozen=True)
class Request:
    """One answered request."""

    at: datetime
    address: str
    path: str
    status: int
    size: int


@dataclass(frozen=True)
class Usual:
    """What is known of the service: its data routes, its largest signed file, its busiest ordinary ten minutes."""

    routes: tuple[str, ...]
    largest: int
    busiest: int  # bytes on data routes in ten minutes

    def is_data(self, path: str) -> bool:
        """Whether a path is a data route."""
        return path.startswith(self.routes)


@dataclass(frozen=True)
class Suspicion:
    """LEAK-SUSPECT: when, by which signs, and the figures behind it; no address."""

    at: datetime
    signs: tuple[Sign, ...]
    addresses: int
    all_addresses: int
    data_bytes: int
    requests: int

    def told(self) -> Mapping[str, object]:
        """For the log and for people."""
        return {
            "signs": [each.value for each in self.signs],
            "addresses": self.addresses,
            "all_addresses": self.all_addresses,
            "bytes": self.data_bytes,
            "requests": self.requests,
        }


def suspicions(
    requests: Iterable[Request], usual: Usual, claims: Sequence[datetime] = ()
) -> Iterator[Suspicion]:
    """Each time that the signs come together, one suspicion, until they have gone again.

    ``claims`` are the times from which a claim was open. Requests come in the order of time.
    """
    lookout = Lookout(usual)
    for each in requests:
        if found := lookout.see(each, claimed=any(each.at >= since for since in claims)):
            yield found


class Lookout:
    """Sees one request after the other, and remembers the last ten minutes."""

    def __init__(self, usual: Usual) -> None:
        self.usual = usual
        self._window: deque[Request] = deque()
        self._raised = False

    def see(self, request: Request, *, claimed: bool) -> Suspicion | None:
        """A suspicion, if the signs come together with this request and were not together before it."""
        self._window.append(request)
        while request.at - self._window[0].at > WINDOW:
            self._window.popleft()
        if not self.usual.is_data(request.path):
            return None
        found = _look(self._window, self.usual)
        before, self._raised = self._raised, _is_raised(found.signs, claimed=claimed)
        return found if self._raised and not before else None


def _is_raised(signs: Sequence[Sign], *, claimed: bool) -> bool:
    return Sign.SIZE in signs or len(signs) >= (1 if claimed else 2)


def _look(window: Sequence[Request], usual: Usual) -> Suspicion:
    data = [each for each in window if usual.is_data(each.path) and each.status in {200, 206}]
    there, everybody = {each.address for each in data}, {each.address for each in window}
    size = sum(each.size for each in data)
    signs = []
    if any(each.size > usual.largest for each in data):
        signs.append(Sign.SIZE)
    if len(there) >= CROWD and len(there) >= CROWD_SHARE * len(everybody):
        signs.append(Sign.CROWD)
    if size > TIMES * usual.busiest:
        signs.append(Sign.BURST)
    last = window[-1].at
    return Suspicion(last, tuple(signs), len(there), len(everybody), size, len(data))
