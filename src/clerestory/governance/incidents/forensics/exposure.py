"""What the logs say of an exposure: downloads, addresses, hours, where nothing is known, and what other definitions say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from clerestory.governance.incidents.forensics.client import address_of
from clerestory.governance.incidents.forensics.definition import Definition, Format
from clerestory.governance.incidents.forensics.downloads import Download, Reading, downloads
from clerestory.governance.incidents.forensics.files import FIELDS, LogFile, find, split
from clerestory.governance.incidents.forensics.formats import line_of
from clerestory.governance.incidents.forensics.request import Request
from clerestory.governance.incidents.forensics.scan import Counting, Scanned, scan
from clerestory.governance.incidents.forensics.sensitivity import Other, others
from clerestory.vocabulary.progress import Progress

HOUR = 3600


@dataclass(frozen=True, repr=False)
class Exposure:
    """The count under the written definition, with all it rests on."""

    definition: Definition
    downloads: tuple[Download, ...]
    others: tuple[Other, ...]
    lines: int
    malformed: int
    files: Mapping[str, int]  # format -> number of files
    unread: tuple[Path, ...]  # files that no format names
    gaps: tuple[tuple[float, float], ...]  # hours of the window without any line

    @property
    def addresses(self) -> int:
        """Distinct addresses that downloaded."""
        return len({each.address for each in self.downloads})

    @property
    def reachable(self) -> tuple[tuple[float, float], ...]:
        """The window less the outages."""
        return tuple(_less(*self.definition.spans))

    @property
    def hours(self) -> float:
        """From the first request of the first download to the last request of the last."""
        if not self.downloads:
            return 0.0
        first = min(each.begins for each in self.downloads)
        return round((max(each.ends for each in self.downloads) - first) / HOUR, 2)

    def as_json(self) -> dict[str, object]:
        """What ``--json`` prints: counts and times, no address."""
        return {
            "downloads": len(self.downloads),
            "addresses": self.addresses,
            "hours": self.hours,
            "malformed": self.malformed,
            "full": sum(each.whole for each in self.downloads),
            "part": sum(not each.whole for each in self.downloads),
            "requests": sum(each.requests for each in self.downloads),
            "bytes": sum(each.bytes for each in self.downloads),
            "first": _told(min((each.begins for each in self.downloads), default=None)),
            "last": _told(max((each.ends for each in self.downloads), default=None)),
            "route": self.definition.path,
            "words": self.definition.words,
            "intervals": [[_told(begins), _told(ends)] for begins, ends in self.reachable],
            "hours_reachable": round(sum(ends - begins for begins, ends in self.reachable) / HOUR, 2),
            "by_hour": [{"hour": _told(hour), "downloads": count} for hour, count in self.by_hour()],
            "by_network": [{"network": name, "downloads": count} for name, count in self.by_network()],
            "sensitivity": [
                {**asdict(each), "differs_by": each.downloads - len(self.downloads)} for each in self.others
            ],
            "lines": self.lines,
            "files": dict(self.files),
            "not_named_by_a_format": [str(path) for path in self.unread],
            "gaps": [[_told(begins), _told(ends)] for begins, ends in self.gaps],
        }

    def by_hour(self) -> list[tuple[float, int]]:
        """Downloads by the hour in which they began, hours without any between the first and the last included."""
        counted = Counter(int(each.begins // HOUR) for each in self.downloads)
        hours = range(min(counted), max(counted) + 1) if counted else range(0)
        return [(hour * HOUR, counted[hour]) for hour in hours]

    def by_network(self, most: int = 10) -> list[tuple[str, int]]:
        """Downloads by network (IPv4 /16, IPv6 /32), the largest first: enough to see one source, no address."""
        counted = Counter(_network(each.address) for each in self.downloads)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def exposure(places: Sequence[Path], definition: Definition, progress: Progress) -> Exposure:
    """Count the downloads that the logs hold. Pure reading: nothing is written."""
    files, unread = find(places, definition.formats)
    progress.step("Read every line of the logs")
    scanned, requests = _read(files, definition, progress)
    progress.step("Count under the written definition, and under others")
    requests = _ordered(requests)
    return Exposure(
        definition=definition,
        downloads=downloads(requests, Reading(definition)),
        others=others(requests, definition),
        lines=sum(each.lines for each in scanned),
        malformed=sum(each.malformed for each in scanned),
        files={name: sum(file.format == name for file in files) for name in definition.formats},
        unread=unread,
        gaps=tuple(_gaps(frozenset().union(*(each.hours for each in scanned)), definition)),
    )


def _read(
    files: Sequence[LogFile], definition: Definition, progress: Progress
) -> tuple[list[Scanned], list[Request]]:
    scanned, requests, done = [], [], 0
    for name, declared in definition.formats.items():
        for some in _alike([file for file in files if file.format == name], declared):
            told, asked = _read_alike(some, declared, definition, Counting(progress, done, len(files)))
            done += len(some)
            scanned += told
            requests += asked
    return scanned, requests


def _read_alike(
    files: Sequence[LogFile], declared: Format, definition: Definition, progress: Counting
) -> tuple[list[Scanned], list[Request]]:
    line = line_of(declared, [text for file in files for text in file.head])
    found = scan(files, line, definition.path, progress)
    requests, unreadable = [], 0
    for text, times in found.candidates.items():
        if (request := line.read(text)) is not None:
            requests += [request] * times
        else:
            unreadable += times
    scanned = [replace(found, malformed=found.malformed + unreadable)]
    with TemporaryDirectory() as folder:
        parts = [part for file in found.mixed for part in split(file, Path(folder))]
        for some in _alike(parts, declared):
            told, asked = _read_alike(some, declared, definition, progress)
            scanned += told
            requests += asked
    return scanned, requests


def _alike(files: Sequence[LogFile], declared: Format) -> Iterator[list[LogFile]]:
    """Files of one format whose lines are read alike: W3C and CSV files may differ in their columns."""
    by_head: dict[tuple[str, ...], list[LogFile]] = {}
    for file in files:
        by_head.setdefault(_columns_told(file, declared), []).append(file)
    yield from by_head.values()


def _columns_told(file: LogFile, declared: Format) -> tuple[str, ...]:
    match declared.kind:
        case "tableau":
            return file.head[:1]
        case "cloudfront" | "iis":
            return tuple(line for line in file.head if line.startswith(FIELDS))[:1]
        case _:
            return ()


def _ordered(requests: list[Request]) -> list[Request]:
    return sorted(requests, key=lambda each: (each.time, each.peer, each.request_id))


def _less(window: tuple[float, float], *outages: tuple[float, float]) -> Iterator[tuple[float, float]]:
    begins, ends = window
    for out, back in sorted(outages):
        if begins < out < ends:
            yield begins, out
        if back > begins and out < ends:
            begins = max(begins, back)
    if begins < ends:
        yield begins, ends


def _gaps(seen: frozenset[int], definition: Definition) -> Iterator[tuple[float, float]]:
    """Whole hours, within what was reachable, in which no log holds a line; none if no hours are known."""
    if not seen:
        return
    for begins, ends in _less(*definition.spans):
        for hour in range(-int(-begins // HOUR), int(ends // HOUR)):
            if hour not in seen:
                yield float(hour * HOUR), float((hour + 1) * HOUR)


def _network(address: str) -> str:
    found = address_of(address)
    if found is None:
        return "no address"
    return str(ip_network((found, 16 if found.version == 4 else 32), strict=False))


def _told(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
