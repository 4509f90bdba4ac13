"""The count of downloads as a page for people: the figures, by hour, by network, and under other definitions."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape

from clerestory.governance.incidents.forensics.exposure import HOUR, Exposure
from clerestory.release.sheet import figures, sheet, table

TALL, FOOT = 240, 34
DRAWN = {"wide": 880, "narrow": 344}  # two drawings, so that its words can be read on a phone
A_LABEL, A_CLOCK = 100, 40  # units that a day and a clock need below their bar, and a clock alone


def page(found: Exposure) -> str:
    """The whole page; counts and times, no address."""
    told = found.as_json()
    return sheet(
        f"{len(found.downloads):,} downloads in {found.hours:g} hours",
        "Exposure report",
        found.definition.path,
        (
            f'<p class="lede">{escape(found.definition.words)}</p>',
            figures(_figures(found, told)),
            "<h2>By hour</h2>",
            _by_hour(found),
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
    hours = ", ".join(_clock(begins) for begins, _ in found.gaps[:24])
    return (
        f'<p class="lede stop">No line at all stands in {len(found.gaps)} hours of the window: {hours}.</p>'
    )


def _by_hour(found: Exposure) -> str:
    """Bars over hours, outages as shaded bands; the same numbers are in the JSON."""
    hours = found.by_hour()
    if not hours:
        return '<p class="quiet">No download.</p>'
    most = max(count for _, count in hours)
    told = '<p class="quiet">By the clock of UTC. Shaded: an outage.</p>'
    return told + "".join(_drawn(found, hours, most, name) for name in DRAWN)


def _drawn(found: Exposure, hours: Sequence[tuple[float, int]], most: int, name: str) -> str:
    width = DRAWN[name]
    step = width / len(hours)
    marks = [_outages(found, hours[0][0], step, width), *_bars(hours, step, most, width)]
    label = f"Downloads by hour, the most {most:,} in one hour"
    return (
        f'<svg class="plot {name}" viewBox="0 0 {width} {TALL + FOOT}" role="img" aria-label="{label}">'
        f'<line x1="0" x2="{width}" y1="{TALL}" y2="{TALL}"/>{"".join(marks)}</svg>'
    )


def _bars(hours: Sequence[tuple[float, int]], step: float, most: int, width: int) -> Iterator[str]:
    every = max(2, -(-len(hours) * A_LABEL // width))  # labels stand clear of each other
    for at, (hour, count) in enumerate(hours):
        tall = (TALL - 22) * count / most
        yield (
            f'<rect class="bar" x="{at * step + 1:.1f}" y="{TALL - tall:.1f}" width="{max(step - 2, 1):.1f}" '
            f'height="{tall:.1f}"><title>{_clock(hour)}: {count:,}</title></rect>'
        )
        if count == most:
            middle = min(max(at * step + step / 2, 20), width - 20)
            yield f'<text class="v" x="{middle:.1f}" y="{TALL - tall - 6:.1f}" text-anchor="middle">{count:,}</text>'
        if at % every == 0 and at * step + A_CLOCK < width:
            label = datetime.fromtimestamp(hour, UTC).strftime("%H:%M" if at else "%b %-d, %H:%M")
            yield f'<text x="{at * step:.1f}" y="{TALL + 22}">{label}</text>'


def _outages(found: Exposure, first: float, step: float, width: int) -> str:
    bands = []
    for begins, ends in found.definition.spans[1:]:
        left, right = ((moment - first) / HOUR * step for moment in (begins, ends))
        left, right = max(0.0, left), min(float(width), right)
        if left < right:
            bands.append(
                f'<rect class="out" x="{left:.1f}" y="0" width="{right - left:.1f}" height="{TALL}"><title>outage</title></rect>'
            )
    return "".join(bands)


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%b %-d, %H:%M UTC")
