"""The report as a tagged PDF by Typst: the same parts, the same bytes for the same log."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from clerestory.governance.incidents.report.report import Report

_TEMPLATE = """
#let d = json(bytes(sys.inputs.report))
#set document(title: d.title, date: none)
#set page(paper: "us-letter", margin: (x: 20mm, y: 22mm), numbering: "1")
#set text(size: 11pt, lang: "en")
#set par(leading: 0.62em)
#show heading: set block(above: 1.4em, below: 0.7em)
#text(weight: 600)[Incident report] #h(1fr) #d.publisher
#line(length: 100%, stroke: 2pt + rgb("#f5bd41"))
#title(d.title)
Incident #d.incident. Made from lines #d.first to #d.last of the log. The same log gives the same report, byte for byte.
= What happened
#enum(..d.sentences.map(s => [#s.when. #s.words #text(size: 9pt, fill: rgb("#495166"))[\\[#s.events.join(", ")\\]]]))
#let rows(head, body) = if body.len() > 0 {
  table(columns: head.len(), stroke: 0.5pt + rgb("#dcd8cc"), table.header(..head.map(strong)), ..body.flatten())
}
#if d.known.len() > 0 [= Who knew what, and when
#rows(("Role", "Fact", "From", "Events"), d.known)]
#if d.gaps.len() > 0 [= What was left out
#rows(("Told", "By", "When", "Without the fact", "Events"), d.gaps)]
#if d.sayings.len() > 0 [= Where the sources disagree
#rows(("Topic", "What is said", "Source", "Event"), d.sayings)]
#if d.spread != "" [= Copies elsewhere
#d.spread]
#if d.findings.len() > 0 [= Findings
#rows(("Finding", "Kind", "Evidence sought", "Its limits", "Event"), d.findings)]
#if d.items.len() > 0 [= Recommendations, and what became of them
#rows(("Recommendation", "Owner", "Due", "Proof that it works", "State"), d.items)]
Roles stand for people; the key is sealed. Every bracket names a line of the log.
"""


def pdf(made: Report) -> bytes:
    """The report's bytes."""
    import typst

    content = typst.compile(
        _TEMPLATE.encode(), sys_inputs={"report": json.dumps(_parts(made))}, timestamp=0, pdf_standards="ua-1"
    )
    return bytes(content)


def _parts(made: Report) -> dict[str, object]:
    sayings: list[Sequence[str]] = [
        (each.topic, each.value, each.source, each.event) for said in made.sayings for each in said
    ]
    return {
        "title": made.title, "publisher": made.publisher, "incident": made.incident,
        "first": str(made.first), "last": str(made.last), "sentences": [asdict(each) for each in made.sentences],
        "known": [(each.who, each.fact, each.when, ", ".join(each.events)) for each in made.known],
        "gaps": [(each.who, each.teller, each.when, each.fact, ", ".join(each.events)) for each in made.gaps],
        "sayings": sayings, "spread": made.spread,
        "findings": [(each.told, each.kind.value, each.sought, each.limits, each.event) for each in made.findings],
        "items": [(each.title, each.owner, each.due, each.test or "none yet", each.stand.value) for each in made.items],
    }  # fmt: skip
