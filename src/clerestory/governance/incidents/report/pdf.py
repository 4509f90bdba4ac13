"""The report as a tagged PDF by Typst: the same parts, the same bytes for the same log."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import as_file, files

from clerestory.governance.incidents.report.report import Report, matrix

_TEMPLATE = """
#let d = json(bytes(sys.inputs.report))
#set document(title: d.title, date: none)
#set page(paper: "us-letter", margin: (x: 20mm, y: 22mm), numbering: "1 of 1",
  header: context if counter(page).get().first() > 1 [#set text(size: 9pt, fill: rgb("#495166")); #d.title #h(1fr) Incident #d.incident])
#set text(size: 11pt, lang: "en", font: ("Source Sans 3", "Libertinus Serif"))
#set par(leading: 0.62em)
#show heading: set block(above: 1.6em, below: 0.8em)
#show table.cell: set text(size: 10pt)
#show table.cell.where(y: 0): set text(weight: 600, fill: rgb("#495166"))
#let lines(events) = text(size: 9pt, fill: rgb("#495166"))[\\[#events\\]]
#text(weight: 600)[Incident report] #h(1fr) #d.publisher
#line(length: 100%, stroke: 2pt + rgb("#f5bd41"))
#title(d.title)
Incident #d.incident. Made from lines #d.first to #d.last of the log. The same log gives the same report, byte for byte.
#let rows(head, body, columns) = if body.len() > 0 {
  table(columns: columns, stroke: (x: none, top: none, bottom: 0.5pt + rgb("#dcd8cc")), inset: (left: 0pt, right: 10pt, y: 5pt),
    table.header(..head), ..body.flatten())
}
#if d.figures.len() > 0 {
  block(above: 1.2em, grid(columns: (1fr,) * d.figures.len(), stroke: (x: none, bottom: none, top: 1pt + rgb("#737988")),
    inset: (left: 0pt, right: 10pt, y: 6pt), ..d.figures.map(f => [#f.at(0) \\ #text(size: 20pt, weight: 600)[#f.at(1)] \\ #f.at(2) #lines(f.at(3))])))
}
= What happened
#enum(spacing: 0.9em, ..d.sentences.map(s => [*#s.when.* #s.words #lines(s.events.join(", ") + if s.source != "" { "; " + s.source })]))
#if d.known.len() > 1 [= Who knew what, and when
#rows(d.known.first(), d.known.slice(1), (auto,) + (1fr,) * (d.known.first().len() - 1))]
#if d.gaps.len() > 0 [= What was left out
#rows(("Told", "By", "When", "Without the fact", "Learnt it", "Events"), d.gaps, (auto, auto, 1fr, 1fr, 1fr, auto))]
#if d.sayings.len() > 0 [= Where the sources disagree
We keep both, and say which we use.
#rows(("Topic", "What is said", "Source", "", "Event"), d.sayings, (auto, 1fr, 1fr, auto, auto))]
#if d.spread != "" [= Copies elsewhere
#d.spread]
#if d.findings.len() > 0 [= Findings
#rows(("Finding", "Kind", "Evidence sought", "Its limits", "Event"), d.findings, (2fr, auto, 1fr, 1fr, auto))]
#if d.items.len() > 0 [= Recommendations, and what became of them
#rows(("Recommendation", "Owner", "Due", "Proof that it works", "State"), d.items, (1fr, auto, auto, 1fr, auto))]
#v(1em)
Roles stand for people; the key is sealed. Every bracket names a line of the log.
"""


def pdf(made: Report) -> bytes:
    """The report's bytes."""
    import typst

    with as_file(files("clerestory.governance.notices") / "fonts") as fonts:
        content = typst.compile(
            _TEMPLATE.encode(),
            sys_inputs={"report": json.dumps(_parts(made))},
            font_paths=[fonts],
            ignore_system_fonts=True,
            timestamp=0,
            pdf_standards="ua-1",
        )
    return bytes(content)


def _parts(made: Report) -> dict[str, object]:
    sayings: list[Sequence[str]] = [
        (each.topic, each.value, each.source, "used here" if each.used else "", each.event)
        for said in made.sayings
        for each in said
    ]
    return {
        "title": made.title, "publisher": made.publisher, "incident": made.incident,
        "first": str(made.first), "last": str(made.last), "sentences": [asdict(each) for each in made.sentences],
        "figures": [(each.what, each.figure, each.note, ", ".join(each.events)) for each in made.figures],
        "known": _known(made),
        "gaps": [(each.who, each.teller, each.when, each.fact, each.learnt.when if each.learnt else "not in the log",
                  ", ".join(each.events)) for each in made.gaps],
        "sayings": sayings, "spread": made.spread,
        "findings": [(each.told, each.kind.value, each.sought, each.limits, each.event) for each in made.findings],
        "items": [(each.title, each.owner, each.due, each.test or "none yet", each.stand.value) for each in made.items],
    }  # fmt: skip


def _known(made: Report) -> list[Sequence[str]]:
    """The head and the rows of who knew what."""
    facts, rows = matrix(made)
    head = ("Role", *(f"That {fact}" for fact in facts))
    return [
        head,
        *(
            (row.who, *(f"{words} [{', '.join(events)}]" if events else words for words, events in row.cells))
            for row in rows
        ),
    ]
