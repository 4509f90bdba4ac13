"""Downloads by hour as bars, outages shaded: on the exposure report and in the incident room; the same numbers are in the JSON."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

HOUR = 3600
TALL, FOOT = 240, 34
DRAWN = {"wide": 880, "narrow": 344}  # two drawings, so that the words of one can be read on a phone
A_LABEL, A_CLOCK = 100, 40  # units that a day and a clock need below their bar, and a clock alone

Hours = Sequence[tuple[float, int]]  # begins, downloads
Spans = Sequence[tuple[float, float]]


def by_hour(hours: Hours, outages: Spans) -> str:
    """Both drawings; CSS shows one."""
    if not hours:
        return '<p class="quiet">No download.</p>'
    told = '<p class="quiet small">By the clock of UTC.{}</p>'.format(
        " Shaded: an outage." if outages else ""
    )
    return told + "".join(_drawn(hours, outages, name, width) for name, width in DRAWN.items())


def clock(moment: float) -> str:
    """A moment in words."""
    return datetime.fromtimestamp(moment, UTC).strftime("%b %-d, %H:%M UTC")


def _drawn(hours: Hours, outages: Spans, name: str, width: int) -> str:
    step, most = width / len(hours), max(count for _, count in hours)
    marks = [*_bands(outages, hours[0][0], step, width), *_bars(hours, step, most, width)]
    label = f"Downloads by hour, the most {most:,} in one hour"
    return (
        f'<svg class="plot {name}" viewBox="0 0 {width} {TALL + FOOT}" role="img" aria-label="{label}">'
        f'<line x1="0" x2="{width}" y1="{TALL}" y2="{TALL}"/>{"".join(marks)}</svg>'
    )


def _bars(hours: Hours, step: float, most: int, width: int) -> Iterator[str]:
    every = max(2, -(-len(hours) * A_LABEL // width))  # labels stand clear of each other
    for at, (hour, count) in enumerate(hours):
        tall = (TALL - 22) * count / max(most, 1)
        yield (
            f'<rect class="bar" x="{at * step + 1:.1f}" y="{TALL - tall:.1f}" width="{max(step - 2, 1):.1f}" '
            f'height="{tall:.1f}"><title>{clock(hour)}: {count:,}</title></rect>'
        )
        if count == most:
            middle = min(max(at * step + step / 2, 20), width - 20)
            yield f'<text class="v" x="{middle:.1f}" y="{TALL - tall - 6:.1f}" text-anchor="middle">{count:,}</text>'
        if at % every == 0 and at * step + A_CLOCK < width:
            label = datetime.fromtimestamp(hour, UTC).strftime("%H:%M" if at else "%b %-d, %H:%M")
            yield f'<text x="{at * step:.1f}" y="{TALL + 22}">{label}</text>'


def _bands(outages: Spans, first: float, step: float, width: int) -> Iterator[str]:
    for begins, ends in outages:
        left, right = ((moment - first) / HOUR * step for moment in (begins, ends))
        left, right = max(0.0, left), min(float(width), right)
        if left < right:
            yield (
                f'<rect class="out" x="{left:.1f}" y="0" width="{right - left:.1f}" height="{TALL}"><title>outage</title></rect>'
            )
