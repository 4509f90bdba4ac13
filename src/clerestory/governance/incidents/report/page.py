"""The report as one sheet: read on screen, printed on paper."""

from collections.abc import Iterator, Sequence
from html import escape

from clerestory.governance.incidents.report.report import Report, Saying, matrix
from clerestory.governance.incidents.report.sentences import Sentence
from clerestory.release.sheet import figures, sheet, table

STYLE = """
.paras{list-style:none;padding:0!important;counter-reset:p}.paras>li{counter-increment:p;display:grid;grid-template-columns:2.4rem 1fr;margin-top:.75rem}.paras p{margin:0}
.paras>li::before{content:counter(p);color:var(--ink2);font-size:.9em;padding-top:.12em}.ev{font-size:.8125em;color:var(--ink2)}.sumbox small{font-size:.875rem}
.two-say{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:1rem;margin-top:.75rem}.two-say>div{background:var(--wash);border-radius:8px;padding:1rem 1.2rem}.two-say p{margin:.2rem 0 0}
@media print{.paras>li,.two-say>div{break-inside:avoid}}
"""


def page(made: Report) -> str:
    """The whole page."""
    whole = sheet(made.title, "Incident report", made.publisher, _parts(made))
    return whole.replace("</style>", f"{STYLE}</style>", 1)


def _parts(made: Report) -> Iterator[str]:
    yield (
        f'<p class="quiet">Incident {escape(made.incident)}. Made from lines {made.first:,} to {made.last:,} of the log. The same log '
        "gives the same report, byte for byte. Times are UTC, or as the source tells them that is named.</p>"
    )
    if made.figures:
        yield figures(
            (each.what, each.figure, f"{each.note} [{_events(each.events)}]") for each in made.figures
        )
    yield "<h2>What happened</h2>"
    yield f'<ol class="paras">{"".join(map(_sentence, made.sentences))}</ol>'
    if made.known or made.gaps:
        facts, rows = matrix(made)
        yield "<h2>Who knew what, and when</h2>"
        yield table("Who knew what, and when", ("Role", *(f"That {fact}" for fact in facts)),
                    [(row.who, *(f"{words} [{_events(events)}]" if events else words for words, events in row.cells))
                     for row in rows])  # fmt: skip
    if made.gaps:
        yield "<h2>What was left out</h2>"
        yield table(
            "What was left out",
            ("Told", "By", "When", "Without the fact", "Learnt it", "Events"),
            _gaps(made),
        )
    if made.sayings:
        yield "<h2>Where the sources disagree</h2><p>We keep both, and say which we use.</p>"
        yield from (f'<div class="two-say">{_topic(each)}</div>' for each in made.sayings)
    if made.spread:
        yield f"<h2>Copies elsewhere</h2><p>{escape(made.spread)}</p>"
    if made.findings:
        yield "<h2>Findings</h2>"
        yield table("Findings", ("Finding", "Kind", "Evidence sought", "Its limits", "Event"),
                    [(each.told, each.kind.value, each.sought, each.limits, _events((each.event,))) for each in made.findings])  # fmt: skip
    if made.items:
        yield "<h2>Recommendations, and what became of them</h2>"
        yield table("Recommendations", ("Recommendation", "Owner", "Due", "Proof that it works", "State"),
                    [(each.title, each.owner, each.due, each.test or "none yet", each.stand.value) for each in made.items])  # fmt: skip
    yield '<p class="quiet">Roles stand for people; the key is sealed. Every bracket names a line of the log.</p>'


def _sentence(each: Sentence) -> str:
    source = f"; {escape(each.source)}" if each.source else ""
    return f'<li><p><b>{escape(each.when)}.</b> {escape(each.words)} <span class="ev">[{", ".join(each.events)}{source}]</span></p></li>'


def _events(events: Sequence[str]) -> str:
    """Names of lines that do not break."""
    return ", ".join(each.replace("-", "\u2011") for each in events)


def _gaps(made: Report) -> Iterator[tuple[str, ...]]:
    for each in made.gaps:
        learnt = each.learnt.when if each.learnt else "not in the log"
        yield each.who, each.teller, each.when, each.fact, learnt, _events(each.events)


def _topic(said: Sequence[Saying]) -> str:
    return "".join(
        f"<div><b>{escape(each.value)}</b><p>{escape(each.source)}.{' Used here.' if each.used else ''} "
        f'<span class="ev">[{each.event}]</span></p></div>'
        for each in said
    )
