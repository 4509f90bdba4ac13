"""The same lines under other definitions: how far the count moves, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clerestory.governance.incidents.forensics.definition import Definition
from clerestory.governance.incidents.forensics.downloads import Reading, downloads
from clerestory.governance.incidents.forensics.request import Request


@dataclass(frozen=True)
class Other:
    """Another definition, in words, with its counts and what makes the difference."""

    words: str
    downloads: int
    addresses: int
    why: str


def others(requests: Sequence[Request], definition: Definition) -> tuple[Other, ...]:
    """The table of sensitivity."""
    return tuple(
        _counted(requests, words, why, reading) for words, why, reading in _readings(Reading(definition))
    )


def _readings(written: Reading) -> Iterator[tuple[str, str, Reading]]:
    within = written.definition.same_download_within_s
    yield (
        "every request counts",
        "parts and retries of one download are counted apart",
        replace(written, join_parts=False),
    )
    yield (
        "our own staff and probe count too",
        "the looks of those who handled the incident are taken for strangers'",
        replace(written, keep_ours=True),
    )
    yield (
        "robots count too",
        "search engines and monitors are taken for people",
        replace(written, keep_bots=True),
    )
    yield (
        "every request counts, staff, probe and robots too",
        "what a plain count of the lines of the route gives",
        replace(written, join_parts=False, keep_ours=True, keep_bots=True),
    )
    yield (
        "outages are not taken out",
        "answers logged while the server was down",
        replace(written, keep_outages=True),
    )
    yield "answers of any size count", "empty answers gave nothing away", replace(written, any_bytes=True)
    yield (
        "answers below 400 count",
        "redirects and not-modified answers gave nothing new",
        replace(written, any_bytes=True, any_status_below=400),
    )
    yield (
        "any method counts",
        "HEAD and the like ask without fetching",
        replace(written, any_method=True, any_bytes=True),
    )
    yield (
        "the peer is the client",
        "all who came through one proxy are one address",
        replace(written, believe_forwarded=False),
    )
    yield (
        f"parts go on for {2 * within:g} s",
        "longer pauses within a download",
        replace(written, within_s=2 * within),
    )
    yield (
        f"parts go on for {within / 2:g} s",
        "shorter pauses within a download",
        replace(written, within_s=within / 2),
    )


def _counted(requests: Sequence[Request], words: str, why: str, reading: Reading) -> Other:
    found = downloads(requests, reading)
    return Other(words, len(found), len({each.address for each in found}), why)
