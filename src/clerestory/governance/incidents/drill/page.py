"""The drill as a page that people watch, and as text: 2022 against now, and what each safeguard buys."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from clerestory.governance.incidents.drill.scenario import (
    END,
    LIVE,
    OUTAGE,
    RESTORED,
    Reach,
    Run,
    length_in_words,
)
from clerestory.release.sheet import figures, sheet, table

LEFT, RIGHT = 190, 980
HOURS = ((LIVE.replace(minute=0), "noon"), (LIVE.replace(hour=18, minute=0), "6 p.m."), (END.replace(hour=0), "midnight"),
         (END.replace(hour=6), "6 a.m."), (END, "noon"))  # fmt: skip
IN_2022 = length_in_words(END.replace(hour=11, minute=50) - LIVE)
STYLE = """
.lanes{margin:.75rem 0 0}.lanes svg{width:100%;height:auto;font:500 14px var(--font);fill:var(--ink2)}.lanes .narrow{display:none}
.lanes .open{fill:#c2470f}.lanes .soft{fill:#c2470f;opacity:.45}.lanes .safe{fill:#107b70}.lanes .base{stroke:var(--edge);stroke-width:1.5}
.lanes .t{stroke:var(--line)}.lanes .now{fill:var(--ink);font-weight:650;font-size:15px}.mid{text-anchor:middle}.end{text-anchor:end}
.line{list-style:none;padding:0!important}.line li{display:grid;grid-template-columns:4.6rem 1fr;gap:.2rem .9rem;padding:0 0 .8rem 1.1rem;border-left:2px solid var(--line);position:relative;margin:0 0 0 .4rem!important}
.line li::before{content:"";position:absolute;left:-.45rem;top:.4rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--paper);border:2px solid var(--edge)}
.line .auto::before{border-radius:2px;background:var(--link);border-color:var(--link)}.line time{font-variant-numeric:tabular-nums;color:var(--ink2)}
.verdict{display:inline-block;font-weight:650;padding:.2rem .8rem;border-radius:99px}.verdict.ok{background:var(--okwash);color:var(--ok)}.verdict.stop{background:var(--stopwash);color:var(--stop)}
.brief{white-space:pre-line;background:var(--wash);border-radius:8px;padding:1rem 1.2rem;overflow-wrap:anywhere}
main.sheet{max-width:64rem}
@media(max-width:40rem){.lanes .wide{display:none}.lanes .narrow{display:block}.line li{grid-template-columns:1fr}}
@media screen and (prefers-color-scheme:dark){.lanes .open,.lanes .soft{fill:#e8764a}.lanes .safe{fill:#7fe9d3}}
"""


def page(run: Run, ablation: Sequence[Run] = ()) -> str:
    """The whole page, of itself: no script, no network."""
    made = sheet("June 2022 against now", "Drill", "California firearms", _parts(run, ablation))
    return made.replace("</style>", f"{STYLE}</style>", 1)


def text(run: Run, ablation: Sequence[Run] = ()) -> str:
    """For the terminal."""
    met = sum(each.met for each in run.results)
    left = f", without {', '.join(each.value for each in run.without)}" if run.without else ""
    lines = [f"June 27 and 28, 2022, replayed{left}: {met} of {len(run.results)} limits met"]
    lines += [
        f"  {'met   ' if each.met else 'MISSED'}  {each.milestone.words:<42} 2022: {each.milestone.in_2022:<34} "
        f"now: {each.now:<28} limit: {each.milestone.limit}"
        for each in run.results
    ]
    lines.append(
        f"Records could be reached: 2022 about {IN_2022}; now, with the first gate off, {length_in_words(run.reachable)}"
    )
    lines.append(
        f"With the first gate on: {len(run.refused_columns)} columns refused by name, nothing goes live"
    )
    if ablation:
        lines.append("What each safeguard buys:")
        lines += [
            f"  without {each.without[0].value:<10} {_more(each, run):<22} {_loss(each)}" for each in ablation
        ]
    return "\n".join(lines)


def _parts(run: Run, ablation: Sequence[Run]) -> Iterator[str]:
    met = sum(each.met for each in run.results)
    kind, word = ("ok", "Passed") if run.passed else ("stop", "Not passed")
    yield f'<p><span class="verdict {kind}">{word}, {met} of {len(run.results)}</span></p>'
    yield (
        '<p class="lede">The published facts of June 27 and 28, 2022, replayed against the running software: a signed release on '
        "a live server, strangers who fetch it, and nobody who decides. Waiting is skipped; the machine’s own work counts at "
        "its real length.</p>"
    )
    if run.without:
        yield f"<p><b>Left out:</b> {escape(', '.join(each.words for each in run.without))}.</p>"
    yield figures(_figures(run))
    yield "<h2>When strangers could reach the records</h2>"
    yield '<p class="small quiet">From noon on June 27 to noon on June 28. Paler: the sources say only “evening”.</p>'
    yield _lanes(run)
    yield "<h2>Step by step</h2>"
    yield table("Step by step", ("Step", "2022", "Now, first gate off", "Limit", "Result"), _steps(run))
    if ablation:
        yield "<h2>What each safeguard buys</h2>"
        yield '<p class="small quiet">The drill again, once with each left out: that step is then done as it was done in 2022.</p>'
        yield table("What each safeguard buys", ("Left out", "Then", "Reachable for"), _bought(run, ablation))
    yield "<h2>What happened in the drill</h2>"
    yield '<p class="small quiet">Square marks: the machine, by itself.</p>'
    yield _line(run)
    if run.brief:
        yield "<h2>The brief at 17:35, made from state</h2>"
        yield f'<p class="brief">{escape(run.brief)}</p>'
    yield (
        '<p class="small quiet">Sources: the public independent report of November 2022, the department’s statements and press '
        "reports. Where they disagree (2,734 downloads or “more than 2,800”; 240,000 rows, about 192,000 people), the "
        "incident report keeps both. Records, names and officers of the drill are made up.</p>"
    )


def _figures(run: Run) -> Iterator[tuple[str, str, str]]:
    yield (
        "Reachable in 2022",
        f"about {IN_2022}",
        "less an outage of unknown length; about 12 hours of downloads, 2,734 of them",
    )
    yield (
        "Reachable now",
        "0 min",
        f"the build refuses {len(run.refused_columns)} columns by name; nothing goes live",
    )
    down = next((each for each in run.results if each.milestone.step.value == "takedown"), None)
    yield (
        "From message to takedown",
        down.now if down else "Never",
        "with that gate off, to test the rest; in 2022, about 18 hours",
    )


def _steps(run: Run) -> Iterator[tuple[str, ...]]:
    for each in run.results:
        yield (
            each.milestone.words,
            each.milestone.in_2022,
            each.now,
            each.milestone.limit,
            "Met" if each.met else "Missed",
        )


def _bought(run: Run, ablation: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    for each in ablation:
        control = each.without[0]
        yield (
            f"{control.words} ({control.number})",
            _loss(each),
            length_in_words(each.reachable),
            _more(each, run),
        )


def _loss(each: Run) -> str:
    missed = ", ".join(_small(result.milestone.words) for result in each.results if not result.met)
    told = "; ".join(each.losses) or "another safeguard holds"
    words = f"{told[0].upper()}{told[1:]}"
    return f"{words}. Missed: {missed}" if missed else words


def _small(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _more(each: Run, run: Run) -> str:
    more = each.reachable - run.reachable
    return f"{length_in_words(more)} more" if more.total_seconds() >= 60 else "no longer"


def _line(run: Run) -> str:
    items = "".join(
        f"<li{' class=auto' if each.by_machine else ''}><time>{each.at:%H:%M:%S}</time><div>{escape(each.words)}</div></li>"
        for each in run.line
    )
    return f'<ol class="line">{items}</ol>'


def _lanes(run: Run) -> str:
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
        f'<path class="t" d="M{_x(at):.1f} 24V194"/><text class="{_anchor(number)}" x="{_x(at):.1f}" y="212">{word}</text>'
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
        f'could be reached</title><desc id="lwd">{escape(told)}</desc>{marks}{lanes}</svg>'
    )


def _narrow(run: Run, told: str) -> str:
    left, right = 4, 336
    marks = "".join(
        f'<path class="t" d="M{_x(at, left, right):.1f} 24V218"/><text class="{_anchor(number)}" x="{_x(at, left, right):.1f}" y="236">'
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
        f'could be reached</title><desc id="lnd">{escape(told)}</desc>{marks}{lanes}</svg>'
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
    x = _x(begins, left, right)
    return f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{_x(ends, left, right) - x:.1f}" height="24"/>'


def _down(run: Run, y: int) -> str:
    if len(run.reach) != 1:
        return ""
    ends = run.reach[0].ends
    x = _x(ends)
    return f'<text x="{x + 9:.1f}" y="{y}">down at {ends:%H:%M}</text>' if x < RIGHT - 120 else ""


def _x(at: datetime, left: float = LEFT, right: float = RIGHT) -> float:
    begin = HOURS[0][0]
    return left + (right - left) * ((at - begin) / (END - begin))


def _anchor(number: int) -> str:
    return {0: "", len(HOURS) - 1: "end"}.get(number, "mid")
