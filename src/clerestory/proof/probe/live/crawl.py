"""One visit: what is linked, what strangers guess, what pages ask in a browser, what known products give.

The loop between the rules (links, guesses, adapters, all without I/O) and the client, which asks.
"""

import hashlib
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from clerestory.proof.probe.live import again, browser, guesses, links, repository
from clerestory.proof.probe.live.adapters import ADAPTERS
from clerestory.proof.probe.live.adapters.adapter import Adapter, Covered, Link, Steps
from clerestory.proof.probe.live.client import Client
from clerestory.proof.probe.live.exchange import Answer, Elsewhere, Gap, Request, Seen, Setting, Way, Why
from clerestory.proof.probe.live.frontier import Frontier
from clerestory.proof.probe.live.hosts import Hosts, absolute
from clerestory.proof.probe.live.manners import Manners

_KNOWN: tuple[Adapter, ...] = (*ADAPTERS, repository.ADAPTER)
_MOST_LINKS = 5_000  # taken from one answer


@dataclass(frozen=True, repr=False)
class Visit:
    """Where to, how politely, and the token that reads settings, if there is one."""

    addresses: tuple[str, ...]
    manners: Manners = field(default_factory=Manners)
    token: str = ""


def visit(plan: Visit) -> Iterator[Seen]:
    """Every answer that a stranger can have from the sites, and what was not looked at."""
    yield from _Visitor(plan).walk()


class _Visitor:
    """One visit: what waits, what was seen."""

    def __init__(self, plan: Visit) -> None:
        self._plan = plan
        self._hosts = Hosts.of(plan.addresses)
        self._client = Client(self._hosts, plan.manners)
        self._frontier = Frontier(self._hosts, plan.manners)
        self._pages: deque[str] = deque()
        self._opened = 0
        self._digests: set[bytes] = set()
        self._known: set[tuple[str, str]] = set()
        self._elsewhere: set[str] = set()
        self._moves: dict[str, str] = {}
        self._nowhere: dict[str, bytes] = {}

    def walk(self) -> Iterator[Seen]:
        """Crawl; open what runs scripts; crawl what that brought; until nothing is left."""
        for address in self._plan.addresses:
            self._frontier.add(Request(absolute(address, ""), Way.NAMED))
        yield from self._crawl()
        for address in dict.fromkeys(urljoin(one, "/") for one in self._plan.addresses):
            yield from self._get_lost(address)
            for name in guesses.ROOTS:
                self._frontier.add(Request(urljoin(address, name), Way.GUESSED))
        with browser.Window(self._client) as window:
            yield from self._crawl()
            while self._pages:
                yield from self._shown(window, self._pages.popleft())
                yield from self._crawl()
        yield from self._frontier.gaps.values()

    def _crawl(self) -> Iterator[Seen]:
        while (request := self._frontier.next()) is not None:
            if self._client.taken > self._plan.manners.bytes:
                yield Gap(request.address, Why.LARGE)
                return
            yield from self._take(self._asked(request))

    def _asked(self, request: Request) -> Answer:
        """The whole answer; otherwise asked where it was refused."""
        answer = self._whole(request)
        for other in again.otherwise(answer):
            if request.way is not Way.GUESSED:
                second = self._whole(other)
                if second.given:
                    return second
        return answer

    def _whole(self, request: Request) -> Answer:
        """An answer with its parts joined; what lacks a part says so."""
        answer = self._client.ask(request)
        while rest := again.rest_of(answer):
            if len(answer.content) >= self._plan.manners.one:
                return replace(answer, why=Why.LARGE)
            whole = again.joined(answer, self._client.ask(rest))
            if whole is None:
                return replace(answer, why=answer.why or Why.SHORT)
            answer = whole
        return answer

    def _get_lost(self, address: str) -> Iterator[Seen]:
        """What the site says to an address that cannot exist: guesses that get the same get nothing."""
        name = secrets.token_hex(8)
        answer = self._client.ask(Request(urljoin(address, name), Way.GUESSED))
        self._nowhere[urlsplit(address).netloc] = _digest(answer.content, name)
        if not answer.given:
            return
        yield answer

    def _take(self, answer: Answer) -> Iterator[Seen]:
        request = answer.request
        guessed = request.way is Way.GUESSED
        if guessed and self._is_nothing(answer):
            return
        digest = _digest(answer.content, "")
        if answer.content and not (guessed and digest in self._digests):
            yield answer
        if answer.why is not None and not (guessed and not answer.status):
            yield Gap(request.label, answer.why)
        elif answer.failed and not guessed:
            yield Gap(request.label, Why.FAILED)
        fresh = digest not in self._digests
        self._digests.add(digest)
        yield from self._moved(answer)
        yield from self._products(answer)
        if fresh:
            yield from self._further(answer)
        self._guess(answer)

    def _is_nothing(self, answer: Answer) -> bool:
        if answer.moved:
            return False
        name = answer.address.rstrip("/").rsplit("/", 1)[-1]
        return not answer.given or _digest(answer.content, name) == self._nowhere.get(
            urlsplit(answer.address).netloc
        )

    def _moved(self, answer: Answer) -> Iterator[Seen]:
        """A redirect is followed to named hosts, never in a circle."""
        if not answer.moved:
            return
        here, there = answer.address, absolute(answer.address, answer.headers["location"])
        if not there:
            return
        if not self._hosts.allow(there):
            yield from self._noted(there, here)
            return
        chain = [here]
        while chain[-1] in self._moves and len(chain) <= self._plan.manners.hops:
            chain.append(self._moves[chain[-1]])
        if there in chain or len(chain) > self._plan.manners.hops:
            if answer.request.way is not Way.GUESSED:
                yield Gap(here, Why.CIRCLE)
            return
        self._moves.setdefault(there, here)
        way = Way.GUESSED if answer.request.way is Way.GUESSED else Way.REDIRECTED
        self._frontier.add(Request(there, way, came_from=here))

    def _further(self, answer: Answer) -> Iterator[Seen]:
        """What the answer leads to, what lies beside it, and whether a browser must open it."""
        here = answer.address
        self._client.be_slower(links.crawl_delay(answer) if here.endswith("/robots.txt") else 0.0)
        for at, (address, way) in enumerate(links.leads(answer)):
            if at >= _MOST_LINKS:
                yield Gap(here, Why.PAGES)
                break
            if self._hosts.allow(address):
                uncertain = way is Way.SCRIPT or here.endswith("/robots.txt") or _is_turned(answer, address)
                self._frontier.add(Request(address, Way.GUESSED if uncertain else way, came_from=here))
            else:
                yield from self._noted(address, here)
        for address in links.embedded(answer):
            if not self._hosts.allow(address) and any(one.recognise(_bare(address)) for one in ADAPTERS):
                yield Gap(address, Why.ELSEWHERE)
        if answer.given and answer.request.method == "GET" and answer.is_page and links.has_scripts(answer):
            self._pages.append(here)

    def _guess(self, answer: Answer) -> None:
        """What lies beside an address that was linked and gave something; nothing is guessed from guesses."""
        if answer.given and answer.request.method == "GET" and answer.request.way is not Way.GUESSED:
            for address in guesses.beside(answer):
                self._frontier.add(Request(address, Way.GUESSED, came_from=answer.address))

    def _noted(self, address: str, here: str) -> Iterator[Seen]:
        if address not in self._elsewhere:
            self._elsewhere.add(address)
            yield Elsewhere(address, here)

    def _shown(self, window: browser.Window, address: str) -> Iterator[Seen]:
        """A page as a browser shows it, and every response it asks for."""
        self._opened += 1
        if browser.missing():
            yield Gap(address, Why.NO_BROWSER)
            return
        if self._opened > self._plan.manners.opened:
            yield Gap(address, Why.PAGES)
            return
        for one in window.open(address):
            if isinstance(one, Answer):
                self._frontier.saw(one.address)
                if _digest(one.content, "") not in self._digests or not one.content:
                    yield from self._take(one)
            elif isinstance(one, Elsewhere):
                yield from self._noted(one.address, one.came_from)
            else:
                yield one

    def _products(self, answer: Answer) -> Iterator[Seen]:
        for adapter in _KNOWN:
            base = adapter.recognise(answer)
            if base and (adapter.name, base) not in self._known:
                self._known.add((adapter.name, base))
                yield from self._offered(adapter, adapter.visit(base), base)
                if self._plan.token:
                    yield from self._offered(adapter, adapter.settings(base, self._plan.token), base)

    def _offered(self, adapter: Adapter, steps: Steps, base: str) -> Iterator[Seen]:
        """Run an adapter: its requests are asked, its answers taken; what goes wrong is a gap."""
        try:
            step = next(steps)
            while True:
                if isinstance(step, Request):
                    if self._client.taken > self._plan.manners.bytes:
                        yield Gap(base, Why.LARGE)
                        return
                    answer = self._offer(replace(step, came_from=step.came_from or base))
                    yield from self._heard(answer)
                    step = steps.send(answer)
                    continue
                yield from self._told(step, base)
                step = next(steps)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001  (an answer of another form than documented; its text may quote a record)
            yield Gap(f"{base} ({adapter.name})", Why.PRODUCT)

    def _offer(self, request: Request) -> Answer:
        if not self._hosts.allow(request.address):
            return Answer(request, 0, b"", why=Why.ELSEWHERE)
        self._frontier.saw(request.address)
        return self._client.ask(request)

    def _heard(self, answer: Answer) -> Iterator[Seen]:
        if answer.why is Why.ELSEWHERE:
            yield from self._noted(answer.address, answer.request.came_from)
        if answer.why is not None:
            yield Gap(answer.request.label, answer.why)
        elif answer.failed:
            yield Gap(answer.request.label, Why.FAILED)
        if answer.content and answer.given and answer.request.way is not Way.SETTING:
            self._digests.add(_digest(answer.content, ""))
            yield answer

    def _told(self, step: object, base: str) -> Iterator[Seen]:
        if isinstance(step, Covered):
            self._frontier.cover(step)
        elif isinstance(step, Link):
            if self._hosts.allow(step.address):
                self._frontier.add(Request(step.address, Way.LINKED, came_from=base))
            elif step.address:
                yield from self._noted(step.address, base)
        elif isinstance(step, Answer | Elsewhere | Gap | Setting):
            yield step


def _is_turned(answer: Answer, address: str) -> bool:
    """Whether a guessed page only leads to itself, asked otherwise."""
    return answer.request.way is Way.GUESSED and urlsplit(address).path == urlsplit(answer.address).path


def _bare(address: str) -> Answer:
    """An address as if it had answered: to tell by the address alone which product it is."""
    return Answer(Request(address, Way.LINKED), 200, b"")


def _digest(content: bytes, name: str) -> bytes:
    return hashlib.blake2b(content.replace(name.encode(), b"") if name else content, digest_size=16).digest()
