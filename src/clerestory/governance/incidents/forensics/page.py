"""The count of downloads as a page for people: the figures, by hour, by network, and under other definitions."""

from collections.abc import Iterator, Sequence
from html import escape

from clerestory.governance.incidents.forensics import plot
from clerestory.governance.incidents.forensics.exposure import Exposure
from clerestory.release.sheet import figures, sheet, table


def page(found: Exposure) -> str:
    """The whole page; counts and times, no address."""
    told = found.as_json()
    return sheet(
        f"{len(found.downloads):,} downloads in {found.hours:g} hours",
        "Exposure report",
        found.definition.path,
        (
            f'<p class="lede">{escape(found.definition.words[:1].upper() + found.definition.words[1:])}</p>',
            figures(_figures(found, told)),
            "<h2>By hour</h2>",
            plot.by_hour(found.by_hour(), found.definition.spans[1:]),
            "<h2>By network</h2>",
            '<p class="quiet">IPv4 networks of 65,536 addresses, IPv6 of 32 bits; the largest ten.</p>',
            table("Downloads by network", ("Network", "Downloads"), found.by_network()),
            "<h2>Under other definitions</h2>",
            table(
                "The count under other definitions",
                ("Definition", "Downloads", "Differs by", "Addresses", "Why"),
                _others(found),
            ),
            "<h2>What the count rests on</h2>",
            table("What was read", ("What", "Count"), _read(found)),
            _unknown(found),
        ),
    )


def _figures(found: Exposure, told: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    yield "Downloads", f"{len(found.downloads):,}", f"{told['full']:,} full, {told['part']:,} in part"
    yield "Internet addresses", f"{found.addresses:,}", "not people: several may share one"
    yield "Hours", f"{found.hours:g}", "from the first download to the last"
    yield "Reachable", f"{told['hours_reachable']:g} h", "the window less the outages"


def _others(found: Exposure) -> Iterator[Sequence[str | int]]:
    for each in found.others:
        yield each.words, each.downloads, each.downloads - len(found.downloads), each.addresses, each.why


def _read(found: Exposure) -> Iterator[Sequence[str | int]]:
    yield "lines", found.lines
    yield "lines that are no request of their format", found.malformed
    for name, count in found.files.items():
        yield f"files of the format {name}", count
    yield "files that no format names", len(found.unread)


def _unknown(found: Exposure) -> str:
    if not found.gaps:
        return ""
    hours = ", ".join(plot.clock(begins) for begins, _ in found.gaps[:24])
    return (
        f'<p class="lede stop">No line at all stands in {len(found.gaps)} hours of the window: {hours}.</p>'
    )
