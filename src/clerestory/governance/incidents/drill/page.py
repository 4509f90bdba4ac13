"""The drill as a page that people watch, and as text: 2022 against now, and what each safeguard buys."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from clerestory.governance.incidents.drill import story
from clerestory.governance.incidents.drill.lanes import lanes
from clerestory.governance.incidents.drill.scenario import (
    DOWN_IN_2022,
    END,
    LIVE,
    Result,
    Run,
)
from clerestory.governance.incidents.length import length_in_words
from clerestory.release.sheet import figures, sheet

IN_2022 = length_in_words(DOWN_IN_2022 - LIVE)
OK = '<path d="M4 10.5l4 4L16 6"/>'
NO = '<path d="M5 5l10 10M15 5L5 15"/>'
STYLE = """
:root{--open:#c2470f;--safe:#107b70;--sunwash:#fdf4da}
@media screen and (prefers-color-scheme:dark){:root{--open:#e8764a;--safe:#7fe9d3;--sunwash:#2c2614}}
main.sheet{max-width:72rem}
.lanes{margin:.75rem 0 0}.lanes svg{width:100%;height:auto;font:500 14px var(--font);fill:var(--ink2)}.lanes .narrow{display:none}
.lanes .open{fill:var(--open)}.lanes .soft{fill:var(--open);opacity:.45}.lanes .safe{fill:var(--safe)}.lanes .base{stroke:var(--edge);stroke-width:1.5}
.lanes .t{stroke:var(--line)}.lanes .now{fill:var(--ink);font-weight:650;font-size:15px}.mid{text-anchor:middle}.end{text-anchor:end}
.mark{display:inline-flex;align-items:center;gap:.35rem;font-weight:650;padding:.1rem .65rem;border-radius:99px;font-size:.9375rem;white-space:nowrap}
.mark svg{width:.85em;height:.85em;fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round}
.mark.ok{background:var(--okwash);color:var(--ok)}.mark.stop{background:var(--stopwash);color:var(--stop)}.big{font-size:1.125rem;padding:.3rem 1rem;margin-top:1rem}
.big+.mark{margin-left:.5rem}td b{font-weight:650}.bar{display:block;height:.6rem;width:9rem;max-width:100%;background:var(--wash2);border-radius:2px;margin-top:.3rem}
.bar i{display:block;height:100%;background:var(--open);border-radius:2px}
.brief{white-space:pre-line;background:var(--wash);border-radius:8px;padding:1rem 1.2rem;overflow-wrap:anywhere;margin:.75rem 0 0}
.names{columns:12rem;padding-left:1.1rem;font-family:var(--mono);font-size:.875rem}
@media(max-width:40rem){.lanes .wide{display:none}.lanes .narrow{display:block}}
"""


def page(run: Run, ablation: Sequence[Run] = ()) -> str:
    """The whole page, of itself: no script, no network."""
    made = sheet("June 2022 against now", "Drill", "California firearms", _parts(run, ablation))
    return made.replace("</style>", f"{STYLE}{story.style(run)}</style>", 1)


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
    kind, word, sign = ("ok", "Passed", OK) if run.passed else ("stop", "Not passed", NO)
    yield f'<p class="mark big {kind}"><svg viewBox="0 0 20 20" aria-hidden="true">{sign}</svg>{word}, {met} of {len(run.results)}</p>'
    yield (
        '<p class="lede">The published facts of June 27 and 28, 2022, replayed against the running software: a signed release on '
        "a live server, strangers who fetch it, and nobody who decides. Waiting is skipped; the machine’s own work counts at "
        "its real length.</p>"
    )
    if run.without:
        yield f"<p><b>Left out:</b> {escape(', '.join(each.words for each in run.without))}.</p>"
    yield figures(_figures(run))
    yield "<h2>When strangers could reach the records</h2>"
    yield '<p class="small quiet">From noon on June 27 to noon on June 28. Paler, and the times before 21:30: the sources say only “evening”. Square marks: the machine, by itself.</p>'
    yield story.story(run, lanes(run))
    yield "<h2>Step by step</h2>"
    yield _table("Step by step", ("Step", "2022", "Now, first gate off", "Limit", "Result"), _steps(run))
    if ablation:
        yield "<h2>What each safeguard buys</h2>"
        yield '<p class="small quiet">The drill again, once with each left out: that step is then done as it was done in 2022.</p>'
        yield _table(
            "What each safeguard buys",
            ("Left out", "Then", "Limits missed", "Reachable for"),
            _bought(run, ablation),
        )
    if run.brief:
        yield "<h2>The brief at 17:35, made from state</h2>"
        yield '<p class="small quiet">In 2022 the message that went up the chain at this hour left out that the data was there.</p>'
        yield f'<p class="brief">{escape(run.brief)}</p>'
    if run.refused_columns:
        names = "".join(f"<li>{escape(each)}</li>" for each in run.refused_columns)
        yield f"<h2>With the first gate on</h2><p>The build stops, and names the {len(run.refused_columns)} columns that no chart needs:</p>"
        yield f'<ul class="names">{names}</ul>'
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
        told = each.milestone
        yield (
            f"<b>{escape(told.words)}</b>",
            escape(told.in_2022),
            f"<b>{escape(each.now)}</b>",
            escape(told.limit),
            _mark(each),
        )


def _mark(result: Result) -> str:
    kind, word, sign = ("ok", "Met", OK) if result.met else ("stop", "Missed", NO)
    return f'<span class="mark {kind}"><svg viewBox="0 0 20 20" aria-hidden="true">{sign}</svg>{word}</span>'


def _bought(run: Run, ablation: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    for each in ablation:
        control = each.without[0]
        missed = [_small(result.milestone.words) for result in each.results if not result.met]
        share = 100 * (each.reachable / (END - LIVE))
        yield (
            f"<b>{escape(control.words)}</b><small>{control.number}, {control.value}</small>",
            escape(_losses(each)),
            escape(f"{len(missed)}: {', '.join(missed)}" if missed else "None"),
            f'<b>{length_in_words(each.reachable)}</b><small>{_more(each, run)}</small><span class="bar"><i style="width:{share:.0f}%"></i></span>',
        )


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are markup; on a phone it becomes a list."""
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "".join(
        "<tr>"
        + "".join(f'<td data-head="{column}">{cell}</td>' for column, cell in zip(columns, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="tw" tabindex="0" role="region" aria-label="{caption}"><table><caption class="vh">{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _loss(each: Run) -> str:
    missed = ", ".join(_small(result.milestone.words) for result in each.results if not result.met)
    return f"{_losses(each)}. Missed: {missed}" if missed else _losses(each)


def _losses(each: Run) -> str:
    told = "; ".join(each.losses) or "another safeguard holds"
    return f"{told[0].upper()}{told[1:]}"


def _small(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def _more(each: Run, run: Run) -> str:
    more = each.reachable - run.reachable
    return f"{length_in_words(more)} more" if more.total_seconds() >= 60 else "no longer"
