"""The report as SARIF (for code hosts) and as one HTML page (for people); places and counts, no value."""

import html as markup
import json

import clerestory
from clerestory.proof.probe.report import Finding, Report

_RULES = {
    "member": "A person of the index can be reached",
    "table": "A table whose rows match the index more often than chance",
    "structure": "Records in the open: a row-level table, a nearly unique or an undeclared column",
    "pattern": "Values that look like, and check as, personal identifiers",
    "small-count": "A published count that is small, or can be worked out",
    "inconclusive": "A part that could not be read",
}


def sarif(report: Report) -> str:
    """SARIF 2.1.0."""
    results = [
        _result(finding.kind.value, finding.path, _sentence(finding), "error") for finding in report.findings
    ]
    results += [
        _result("inconclusive", one.path, f"{one.inside} not read: {one.trouble}".strip(), "warning")
        for one in report.ledger
        if one.trouble
    ]
    driver = {
        "name": "clerestory probe",
        "version": clerestory.__version__,
        "rules": [{"id": name, "shortDescription": {"text": text}} for name, text in _RULES.items()],
    }
    run = {"tool": {"driver": driver}, "results": results, "properties": {"verdict": report.verdict.value}}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(rule: str, path: str, text: str, level: str) -> dict[str, object]:
    place = {"physicalLocation": {"artifactLocation": {"uri": path.replace("\\", "/")}}}
    return {"ruleId": rule, "level": level, "message": {"text": text}, "locations": [place]}


def _sentence(finding: Finding) -> str:
    where = f" in {finding.inside}" if finding.inside else ""
    return f"{finding.rows} rows, {finding.people} people{where} ({finding.visibility.value}): {finding.why}"


_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.6rem}table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #d5dae1;vertical-align:top;overflow-wrap:anywhere}
.found{color:#9b1c1c}.inconclusive{color:#7a4d00}.clean{color:#0d5c3a}
@media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181d}th,td{border-color:#333b45}
.found{color:#ff9d94}.inconclusive{color:#ffcf70}.clean{color:#7fd6a8}}
"""


def html(report: Report) -> str:
    """One page without scripts."""
    verdict = report.verdict.value
    unread = [account for account in report.ledger if account.trouble]
    parts = [
        f"<h1>Probe: <span class={verdict}>{verdict}</span></h1>",
        f"<p>{len({one.path for one in report.ledger})} files looked at, {len(report.findings)} findings, "
        f"{report.people} people reachable, {len(unread)} parts not read.</p>",
        _section("Found", ("File", "Inside", "Kind", "Visibility", "Rows", "People", "Why"), [
            (one.path, one.inside, one.kind.value, one.visibility.value, one.rows, one.people, one.why)
            for one in report.findings
        ]),
        _section("Not read", ("File", "Inside", "Reader", "Why"), [
            (one.path, one.inside, one.reader, one.trouble) for one in unread
        ]),
        _section("Canaries", ("Reader", "Planted in", "Found"), [
            (one.reader, one.planted, "yes" if one.found else "no") for one in report.canary
        ]),
    ]  # fmt: skip
    head = f'<meta charset=utf-8><meta name=viewport content="width=device-width"><title>Probe: {verdict}</title>'
    return f"<!doctype html><html lang=en>{head}<style>{_STYLE}</style><body>{''.join(parts)}</body></html>\n"


def _section(title: str, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    if not rows:
        return ""
    top = "".join(f"<th scope=col>{markup.escape(head)}</th>" for head in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{markup.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<h2>{markup.escape(title)}</h2><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
