"""How much one visitor may ask for: a bucket of tokens that fills again with time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from clerestory.errors import Refused


class TooMany(Refused):
    """Asked too often from one address; a minute later it is answered again."""


BODY = 256 * 1024  # bytes of a form
FIELDS = 2_000
KNOWN = 10_000  # visitors remembered; the ones not seen for longest are forgotten


@dataclass(frozen=True)
class Rate:
    """``burst`` requests at once, then ``a_minute`` of them."""

    burst: int
    a_minute: int


ANY = Rate(600, 600)  # of one address: an office behind one address works all day with it
PROOF = Rate(20, 10)  # attempts of one address to prove who somebody is


class Limiter:
    """Counts for one rate."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, at what time

    def allows(self, who: str) -> bool:
        """Whether one more is allowed now; it is counted."""
        with self._lock:
            now = self._clock()
            tokens, at = self._left.pop(who, (float(self._rate.burst), now))
            tokens = min(self._rate.burst, tokens + (now - at) * self._rate.a_minute / 60)
            self._left[who] = (tokens - 1 if tokens >= 1 else tokens, now)
            while len(self._left) > KNOWN:
                self._left.popitem(last=False)
            return tokens >= 1
