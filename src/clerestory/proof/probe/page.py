"""The report as one page for people: self-contained, without scripts; places and counts, no value.

The answer first: the verdict as a word, a shape and a sentence; then what was found and the way a stranger
takes to it, what could not be looked at, whether the probe was awake, and everything that was visited.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from clerestory.proof.probe.report import Finding, Report
from clerestory.release.sheet import figures, sheet
from clerestory.vocabulary.status import Verdict

_MOST = 500  # rows of one table on the page; the JSON has them all
_SHAPES = {
    Verdict.CLEAN: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    Verdict.FOUND: '<path d="M12 4v10M12 19v.5"/>',
    Verdict.INCONCLUSIVE: '<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.3M12 19v.5"/>',
}
_TITLES = {
    Verdict.CLEAN: "Nothing confidential was found",
    Verdict.FOUND: "Confidential content can be reached",
    Verdict.INCONCLUSIVE: "We could not look at everything",
}
_NEXT = {
    Verdict.CLEAN: "Everything was read, and every reader found the made-up record that was planted for it. "
    "Probe again when anything changes, and again once it is published.",
    Verdict.FOUND: "Do not publish this. If it is public already, take it down now; if you are unsure, take it down. "
    "Remove the rows at their source, not from the display, and probe again.",
    Verdict.INCONCLUSIVE: "Do not publish this yet. What could not be read is listed below with its reason; "
    "remove it, unlock it, or give the missing reader, and probe again.",
}
_KINDS = {
    "member": "a person",
    "table": "a table of people",
    "structure": "records by their shape",
    "pattern": "personal identifiers",
    "small-count": "a small count",
}


def html(report: Report) -> str:
    """The whole page."""
    parts = [_verdict(report), _found(report), _unread(report), _awake(report), _visited(report)]
    return sheet(
        _TITLES[report.verdict], "Probe report", "What a stranger can reach: places and counts only", parts
    )


def _verdict(report: Report) -> str:
    verdict = report.verdict
    places = {one.path for one in report.ledger} | {one.path for one in report.findings}
    unread = sum(1 for one in report.ledger if one.trouble)
    boxes = (
        ("People who can be found", f"{report.people:,}", "by membership in the records"),
        ("Findings", f"{len(report.findings):,}", "places of confidential content"),
        ("Looked at", f"{len(places):,}", "files and addresses"),
        ("Not looked at", f"{unread:,}", "parts, each with its reason"),
    )
    return (
        f'<p class="verdict {verdict.value}"><svg viewBox="0 0 24 24" aria-hidden="true">'
        f"{_SHAPES[verdict]}</svg><b>{verdict.value}</b></p>"
        f'<p class="lede">{_NEXT[verdict]}</p>{figures(boxes)}'
    )


def _found(report: Report) -> str:
    if not report.findings:
        return ""
    ways = {str(step["address"]): step for step in report.reach}
    rows = [
        (_place(one.path, one.inside), _what(one), f"{one.rows:,}", f"{one.people:,}", _way(one.path, ways))
        for one in sorted(report.findings, key=lambda one: -one.people)
    ]
    heads = ("Where", "What", "Rows", "People", "The way a stranger takes")
    return _section("What was found", "", heads, rows, numbers={2, 3})


def _what(finding: Finding) -> str:
    bits = f", {finding.evidence_bits:.0f} bits" if finding.evidence_bits else ""
    why = f"{escape(finding.why)}{bits}"
    return (
        f"<b>{_KINDS[finding.kind.value]}</b> <span class=tag>{escape(finding.visibility.value)}</span>"
        f"<small>{why}</small>"
    )


def _way(path: str, ways: Mapping[str, Mapping[str, object]]) -> str:
    """The steps from the named address to a finding; for a file, opening it."""
    steps: list[str] = []
    step = ways.get(path)
    while step is not None and len(steps) < 8:
        steps.append(
            f"{escape(str(step.get('way', '')))}: <span class=path>{escape(str(step['address']))}</span>"
        )
        before = ways.get(str(step.get("from", "")))
        step = before if before is not step else None
    if not steps:
        return "opening the file"
    return "<ol class=way>" + "".join(f"<li>{one}</li>" for one in reversed(steps)) + "</ol>"


def _unread(report: Report) -> str:
    rows = [
        (_place(one.path, one.inside), escape(one.reader), escape(one.trouble))
        for one in report.ledger
        if one.trouble
    ]
    text = "What was not read is not clean."
    return _section("What could not be looked at", text, ("Where", "Reader", "Why"), rows)


def _awake(report: Report) -> str:
    rows = [
        (escape(one.reader), escape(one.planted), "found" if one.found else "<b class=stop>not found</b>")
        for one in report.canary
    ]
    text = "A made-up record is planted for every reader that was needed. A reader that misses it voids the verdict."
    return _section("Was the probe awake?", text, ("Reader", "Planted in", "Made-up record"), rows)


def _visited(report: Report) -> str:
    rows = [
        (
            f"<span class=path>{escape(str(step['address']))}</span>",
            escape(str(step.get("way", ""))),
            escape(str(step.get("says", step.get("status", "")))),
            f"{step['bytes']:,}" if isinstance(step.get("bytes"), int) else "",
        )
        for step in report.reach
    ]
    if not rows:
        return ""
    heads = ("Address", "Way", "Answer", "Bytes")
    inner = _section("Everything that was visited", "", heads, rows, numbers={3})
    return (
        f"<details><summary>Everything that was visited: {len(rows):,} addresses</summary>{inner}</details>"
    )


def _place(path: str, inside: str) -> str:
    within = f"<small class=path>{escape(inside)}</small>" if inside else ""
    return f"<span class=path>{escape(path)}</span>{within}"


def _section(
    title: str, text: str, heads: Sequence[str], rows: Sequence[Iterable[str]], *, numbers: Iterable[int] = ()
) -> str:
    """A heading and a table; cells are markup already."""
    if not rows:
        return ""
    right = frozenset(numbers)
    top = "".join(
        f'<th scope="col"{_right(at in right)}>{escape(head)}</th>' for at, head in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{escape(heads[at])}"{_right(at in right)}>{cell}</td>'
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows[:_MOST]
    )
    more = (
        f'<p class="quiet">And {len(rows) - _MOST:,} more, in the JSON of this probe.</p>'
        if len(rows) > _MOST
        else ""
    )
    told = f'<p class="quiet">{escape(text)}</p>' if text else ""
    region = f'<div class="tw" tabindex="0" role="region" aria-label="Table: {escape(title)}">'
    caption = f'<caption class="vh">{escape(title)}</caption>'
    table = f"<table>{caption}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    return f"<h2>{escape(title)}</h2>{told}{region}{table}{more}"


def _right(number: bool) -> str:  # noqa: FBT001
    return ' class="n"' if number else ""
