"""From requests to downloads, under a written definition.

The rules, in this order:
 1. A request counts if its route, method, status, bytes and time fit, no outage holds at its time, and
    whoever asked is not our staff, our probe or a declared robot.
 2. Lines of one request id are one request.
 3. Requests of one address, in order of time: one that follows a partial one by at most
    ``same_download_within_s`` seconds goes on with the same download; any other begins a new one.
 4. A request is partial with status 206, or with fewer bytes than the object has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from clerestory.governance.incidents.forensics.client import Networks, address_of, client
from clerestory.governance.incidents.forensics.definition import Definition
from clerestory.governance.incidents.forensics.request import UNKNOWN, Request
from clerestory.governance.incidents.forensics.route import normal


@dataclass(frozen=True)
class Reading:
    """A definition, and what this reading of it leaves out; the written one leaves out nothing."""

    definition: Definition
    believe_forwarded: bool = True
    join_parts: bool = True
    keep_bots: bool = False
    keep_ours: bool = False
    keep_outages: bool = False
    any_bytes: bool = False
    any_status_below: int = 0
    any_method: bool = False
    within_s: float | None = None


@dataclass(frozen=True, repr=False)
class Download:
    """One download: who, from when to when (seconds since 1970), in how many requests, how many bytes."""

    address: str
    begins: float
    ends: float
    requests: int
    bytes: int
    whole: bool


def downloads(requests: Iterable[Request], reading: Reading) -> tuple[Download, ...]:
    """The downloads among the requests, in order of address and time."""
    counted = _distinct(_counting(requests, reading))
    by_address = sorted(counted, key=lambda pair: (pair[0], pair[1].time))
    return tuple(_joined(by_address, reading))


def _counting(requests: Iterable[Request], reading: Reading) -> Iterable[tuple[str, Request]]:
    ruled = reading.definition
    trusted, ours = Networks.of(ruled.trusted_proxies), Networks.of((*ruled.staff, *ruled.probe_addresses))
    window, *outages = ruled.spans
    probes, bots = tuple(map(_plain, ruled.probe_agents)), frozenset(map(_plain, ruled.bot_agents))
    for request in requests:
        if not (_fits(request, reading) and _within(request.time, window)):
            continue
        if not reading.keep_bots and _plain(request.agent) in bots:
            continue
        if not reading.keep_outages and any(_within(request.time, outage) for outage in outages):
            continue
        who = client(request.peer, request.forwarded if reading.believe_forwarded else "", trusted)
        if reading.keep_ours or not (address_of(who) in ours or _plain(request.agent).startswith(probes)):
            yield who, request


def _fits(request: Request, reading: Reading) -> bool:
    ruled = reading.definition
    return (
        normal(request.target) == ruled.path
        and (reading.any_method or request.method in ruled.methods)
        and (_status_fits(request.status, reading))
        and (reading.any_bytes or request.bytes == UNKNOWN or request.bytes >= ruled.bytes_at_least)
    )


def _plain(agent: str) -> str:
    """IIS writes every space of an agent as a plus sign."""
    return agent.replace("+", " ")


def _status_fits(status: int, reading: Reading) -> bool:
    return status == UNKNOWN or status in reading.definition.statuses or 0 < status < reading.any_status_below


def _within(time: float, span: tuple[float, float]) -> bool:
    return span[0] <= time < span[1]


def _distinct(pairs: Iterable[tuple[str, Request]]) -> Iterable[tuple[str, Request]]:
    seen = set()
    for who, request in pairs:
        if request.request_id:
            if request.request_id in seen:
                continue
            seen.add(request.request_id)
        yield who, request


def _joined(pairs: Sequence[tuple[str, Request]], reading: Reading) -> Iterable[Download]:
    within = reading.definition.same_download_within_s if reading.within_s is None else reading.within_s
    held: list[Request] = []
    holder = ""
    for who, request in pairs:
        goes_on = (
            reading.join_parts
            and held
            and who == holder
            and _partial(held[-1], reading)
            and request.time - held[-1].time <= within
        )
        if held and not goes_on:
            yield _download(holder, held, reading)
            held = []
        holder = who
        held.append(request)
    if held:
        yield _download(holder, held, reading)


def _partial(request: Request, reading: Reading) -> bool:
    short = request.bytes != UNKNOWN and request.bytes < reading.definition.object_bytes
    return request.status == HTTPStatus.PARTIAL_CONTENT or short


def _download(who: str, requests: Sequence[Request], reading: Reading) -> Download:
    held = sum(max(request.bytes, 0) for request in requests)
    whole = held >= reading.definition.object_bytes or any(not _partial(each, reading) for each in requests)
    return Download(who, requests[0].time, requests[-1].time, len(requests), held, whole)
