"""What is still to be asked: linked addresses first, then guesses; each once, within limits; no I/O."""

from collections import Counter, deque
from urllib.parse import urlsplit

from clerestory.proof.probe.live.adapters.adapter import Covered
from clerestory.proof.probe.live.exchange import Gap, Request, Way, Why
from clerestory.proof.probe.live.hosts import Hosts
from clerestory.proof.probe.live.manners import Manners


class Frontier:
    """Addresses that wait, and what has been seen of them."""

    def __init__(self, hosts: Hosts, manners: Manners) -> None:
        self._hosts, self._manners = hosts, manners
        self._linked: deque[Request] = deque()
        self._guessed: deque[Request] = deque()
        self._seen: set[str] = set()
        self._variants: Counter[tuple[str, bool]] = Counter()
        self._covered: list[Covered] = []
        self._asked = {True: 0, False: 0}
        self.gaps: dict[tuple[str, Why], Gap] = {}

    def add(self, request: Request) -> None:
        """An address to be asked, unless it was, or its rows were taken whole already."""
        guessed = request.way is Way.GUESSED
        if request.address in self._seen or any(one.holds(request.address) for one in self._covered):
            return
        self._seen.add(request.address)
        place = urlsplit(request.address)
        if place.query:
            bare = f"{place.netloc}{place.path}"
            self._variants[bare, guessed] += 1
            limit = self._manners.guessed_variants if guessed else self._manners.variants
            if self._variants[bare, guessed] > limit:
                if not guessed:
                    self._gap(f"{place.scheme}://{bare}", Why.PAGES)
                return
        (self._guessed if guessed else self._linked).append(request)

    def saw(self, address: str) -> None:
        """The address was asked by other means."""
        self._seen.add(address)

    def cover(self, covered: Covered) -> None:
        """Below this address nothing need be asked."""
        self._covered.append(covered)

    def next(self) -> Request | None:
        """What is asked next."""
        for waiting, guessed, limit in (
            (self._linked, False, self._manners.pages),
            (self._guessed, True, self._manners.guesses),
        ):
            while waiting:
                request = waiting.popleft()
                if any(one.holds(request.address) for one in self._covered):
                    continue
                if self._asked[guessed] >= limit:
                    self._gap(request.address, Why.PAGES, once=True)
                    waiting.clear()
                    break
                self._asked[guessed] += 1
                return request
        return None

    def _gap(self, address: str, why: Why, *, once: bool = False) -> None:
        if not (once and any(kept is why for _, kept in self.gaps)):
            self.gaps[address, why] = Gap(address, why)
