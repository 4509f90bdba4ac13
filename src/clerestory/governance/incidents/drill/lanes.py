"""When strangers could reach the records: 2022, now with the first gate off, now; in two drawings."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from clerestory.governance.incidents.drill.scenario import END, LIVE, OUTAGE, RESTORED, Reach, Run

LEFT, RIGHT = 190, 980
NARROW = 4, 336
HOURS = ((LIVE.replace(minute=0), "noon"), (LIVE.replace(hour=18, minute=0), "6 p.m."), (END.replace(hour=0), "midnight"),
         (END.replace(hour=6), "6 a.m."), (END, "noon"))  # fmt: skip


def lanes(run: Run) -> str:
    """The figure, wide and narrow; CSS chooses."""
    told = _told(run)
    return f'<figure class="lanes">{_wide(run, told)}{_narrow(run, told)}</figure>'


def _told(run: Run) -> str:
    spans = "; ".join(f"from {each.begins:%H:%M} until {each.ends:%H:%M}" for each in run.reach) or "never"
    return (
        "2022: from shortly after noon on June 27 until shortly before noon on June 28, with an outage in the evening. "
        f"Now with the first gate off: {spans}. Now: never."
    )


def _wide(run: Run, told: str) -> str:
    marks = "".join(
        f'<path class="t" d="M{place(at):.1f} 24V194"/><text class="{_anchor(number)}" x="{place(at):.1f}" y="212">{word}</text>'
        for number, (at, word) in enumerate(HOURS)
    )
    lanes = (
        f'<text class="now" x="0" y="55">2022</text><path class="base" d="M{LEFT} 62H{RIGHT}"/>{_in_2022(38, LEFT, RIGHT)}'
        f'<text class="now" x="0" y="109">Now, first gate off</text><path class="base" d="M{LEFT} 116H{RIGHT}"/>'
        f"{_open(run.reach, 92, LEFT, RIGHT)}{_down(run, 109)}"
        f'<text class="now" x="0" y="163">Now</text><path class="base" d="M{LEFT} 170H{RIGHT}"/>'
        f'<rect class="safe" x="{LEFT}" y="150" width="5" height="20"/><text x="{LEFT + 14}" y="163">refused at the build: '
        f"{len(run.refused_columns)} columns named, nothing live</text>"
    )
    return (
        '<svg class="wide" viewBox="0 0 1000 218" role="img" aria-labelledby="lw lwd"><title id="lw">Hours in which the records '
        f'could be reached</title><desc id="lwd">{escape(told)}</desc>{marks}{lanes}{_head(24, 194 - 24, LEFT, RIGHT)}</svg>'
    )


def _narrow(run: Run, told: str) -> str:
    left, right = NARROW
    marks = "".join(
        f'<path class="t" d="M{place(at, left, right):.1f} 24V218"/><text class="{_anchor(number)}" x="{place(at, left, right):.1f}" y="236">'
        f"{word}</text>"
        for number, (at, word) in enumerate(HOURS)
    )
    lanes = (
        f'<text class="now" x="4" y="45">2022</text><path class="base" d="M4 76H336"/>{_in_2022(52, left, right)}'
        f'<text class="now" x="4" y="107">Now, first gate off</text><path class="base" d="M4 138H336"/>{_open(run.reach, 114, left, right)}'
        f'<text class="now" x="4" y="169">Now</text><path class="base" d="M4 200H336"/><rect class="safe" x="4" y="180" width="5" '
        f'height="20"/><text x="18" y="195">refused at the build: {len(run.refused_columns)} columns</text>'
    )
    return (
        '<svg class="narrow" viewBox="0 0 344 242" role="img" aria-labelledby="ln lnd"><title id="ln">Hours in which the records '
        f'could be reached</title><desc id="lnd">{escape(told)}</desc>{marks}{lanes}{_head(24, 218 - 24, left, right)}</svg>'
    )


def _head(y: float, height: float, left: float, right: float) -> str:
    """What covers the hours to come while the two days play, and the line of the present."""
    return (
        f'<g class="head" aria-hidden="true"><rect class="cover" x="{left}" y="{y}" width="{right - left + 30:.0f}" '
        f'height="{height}"/><path d="M{left} {y}v{height}"/></g>'
    )


def _in_2022(y: int, left: float, right: float) -> str:
    end = END.replace(hour=11, minute=50)
    return (
        f"{_rect('open', LIVE, OUTAGE.replace(hour=19, minute=0), y, left, right)}"
        f"{_rect('soft', OUTAGE.replace(hour=19, minute=0), RESTORED, y, left, right)}{_rect('open', RESTORED, end, y, left, right)}"
    )


def _open(reach: Sequence[Reach], y: int, left: float, right: float) -> str:
    return "".join(_rect("open", each.begins, each.ends, y, left, right) for each in reach)


def _rect(kind: str, begins: datetime, ends: datetime, y: int, left: float, right: float) -> str:
    x = place(begins, left, right)
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{place(ends, left, right) - x:.1f}" height="24"/>'
    )


def _down(run: Run, y: int) -> str:
    if len(run.reach) != 1:
        return ""
    ends = run.reach[0].ends
    x = place(ends)
    return f'<text x="{x + 9:.1f}" y="{y}">down at {ends:%H:%M}</text>' if x < RIGHT - 120 else ""


def place(at: datetime, left: float = LEFT, right: float = RIGHT) -> float:
    """Where a moment stands between noon and noon."""
    begin = HOURS[0][0]
    return left + (right - left) * ((at - begin) / (END - begin))


def _anchor(number: int) -> str:
    return {0: "", len(HOURS) - 1: "end"}.get(number, "mid")
