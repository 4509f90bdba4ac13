"""The two pictures of a comparison, as SVG: what happens to the cells, and how far numbers stray.

Each is drawn twice, narrow and wide, so that text keeps its size; the style sheet chooses.
"""

import math
from collections.abc import Callable
from html import escape

from clerestory.acts.compare.measured import SIZES, Comparison, Measured

WIDTHS = {"narrow": 344, "wide": 560}
ROW = 52
MARKS = "●■▲◆▼"
FAR = (0.1, 1, 10, 100, 1000)  # per cent: the grid of errors, in powers of ten


def twice(draw: Callable[[int], str]) -> str:
    """A drawing for phones and one for wider screens."""
    return "".join(f'<div class="{name}">{draw(width)}</div>' for name, width in WIDTHS.items())


def cells(comparison: Comparison) -> str:
    """A bar a method: shown as counted, shown changed, withheld."""
    drawn = [one for one in comparison.methods if not one.refused]
    told = "; ".join(f"{one.title}: {_shares(one, comparison)}" for one in drawn)
    return twice(lambda width: _cells(drawn, comparison, width, told))


def errors(comparison: Comparison) -> str:
    """A line a method: the mean error in per cent, by the size of the true count."""
    drawn = [one for one in comparison.methods if not one.refused and any(one.error_by_size)]
    return twice(lambda width: _errors(drawn, width)) if drawn else ""


def _cells(drawn: list[Measured], comparison: Comparison, width: int, told: str) -> str:
    parts = []
    for at, one in enumerate(drawn):
        top, left = at * ROW, 0.0
        parts.append(f'<text x="0" y="{top + 15}" class="name">{escape(one.title)}</text>')
        for kind, number in _kinds(one, comparison):
            wide = width * number / comparison.cells
            if number:
                parts.append(
                    f'<rect class="{kind}" x="{left:.1f}" y="{top + 23}" width="{max(wide - 1, 1):.1f}" height="16"/>'
                )
            left += wide
        parts.append(
            f'<text x="{width}" y="{top + 15}" class="axis" text-anchor="end">{escape(_end(one, comparison))}</text>'
        )
    return _svg(width, len(drawn) * ROW, "What happens to the cells", told, parts)


def _kinds(one: Measured, comparison: Comparison) -> tuple[tuple[str, int], ...]:
    true = comparison.cells - one.withheld - one.changed
    return ("true", true), ("changed", one.changed), ("withheld", one.withheld)


def _end(one: Measured, comparison: Comparison) -> str:
    """The value at a bar's end: what is lost, or how much is changed."""
    number, word = (one.withheld, "withheld") if one.withheld else (one.changed, "changed")
    return f"{100 * number / comparison.cells:.0f}% {word}"


def _shares(one: Measured, comparison: Comparison) -> str:
    names = {"true": "as counted", "changed": "changed", "withheld": "withheld"}
    return ", ".join(f"{number:,} {names[kind]}" for kind, number in _kinds(one, comparison))


def _errors(drawn: list[Measured], width: int) -> str:
    height, left, bottom = 300, 46, 262
    right = width - 20

    def across(at: int) -> float:
        return left + 24 + (right - left - 48) * at / (len(SIZES) - 1)

    def up(percent: float) -> float:
        least, most = math.log10(FAR[0]), math.log10(FAR[-1])
        share = (math.log10(min(max(percent, FAR[0]), FAR[-1])) - least) / (most - least)
        return bottom - (bottom - 26) * share

    parts = [_grid(up(percent), f"{percent:g}%", left, right) for percent in FAR]
    parts += [
        f'<text x="{across(at):.1f}" y="{bottom + 22}" class="axis" text-anchor="middle">{escape(size_words(*size))}</text>'
        for at, size in enumerate(SIZES)
    ]
    for number, one in enumerate(drawn):
        points = [
            (across(at), up(percent)) for at, percent in enumerate(one.error_by_size) if percent is not None
        ]
        parts.append(_line(points, number))
    told = "; ".join(f"{one.title}: {_told(one)}" for one in drawn)
    return _svg(width, height, "How far numbers stray from the truth", told, parts)


def _grid(y: float, label: str, left: int, right: int) -> str:
    return (
        f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{left - 8}" y="{y + 5:.1f}" class="axis" text-anchor="end">{label}</text>'
    )


def _line(points: list[tuple[float, float]], number: int) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = "".join(
        f'<text class="point s{number + 1}" x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle">{mark_of(number)}</text>'
        for x, y in points
    )
    return f'<polyline class="line s{number + 1}" points="{path}"/>{marks}'


def mark_of(number: int) -> str:
    """The shape of a line's points: never colour alone."""
    return MARKS[number % len(MARKS)]


def size_words(least: int, most: int | None) -> str:
    """ "11–100", "over 1,000"."""
    return f"over {least - 1:,}" if most is None else f"{least:,}–{most:,}"


def _told(one: Measured) -> str:
    told = [
        f"{percent:.2g}% at counts of {size_words(*size)}"
        for size, percent in zip(SIZES, one.error_by_size, strict=True)
        if percent is not None
    ]
    return ", ".join(told)


def _svg(width: int, height: int, title: str, told: str, parts: list[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>{''.join(parts)}</svg>"
    )
