"""The report as SARIF 2.1.0, for code hosts: places and counts, no value."""

import hashlib
import json
from urllib.parse import quote

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
        _result(finding.kind.value, finding.path, _sentence(finding), "error", finding.inside)
        for finding in report.findings
    ]
    results += [
        _result(
            "inconclusive", one.path, f"{one.inside} not read: {one.trouble}".strip(), "warning", one.inside
        )
        for one in report.ledger
        if one.trouble
    ]
    results += [
        _result(
            "inconclusive", one.reader, f"the canary was not found by the reader of {one.reader}", "warning"
        )
        for one in report.canary
        if not one.found
    ]
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "utf16CodeUnits",
        "invocations": [{"executionSuccessful": True, "exitCode": report.exit_code}],
        "results": results,
        "properties": {"verdict": report.verdict.value, "people": report.people},
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver() -> dict[str, object]:
    rules = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": _level(name)}}
        for name, text in _RULES.items()
    ]
    return {"name": "clerestory probe", "version": clerestory.__version__, "rules": rules}


def _level(rule: str) -> str:
    return "warning" if rule == "inconclusive" else "error"


def _result(rule: str, path: str, text: str, level: str, inside: str = "") -> dict[str, object]:
    physical = {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}
    logical = {"logicalLocations": [{"fullyQualifiedName": inside}]} if inside else {}
    told = hashlib.blake2b(
        "\n".join((rule, path, inside)).encode("utf-8", "replace"), digest_size=16
    ).hexdigest()
    return {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "level": level,
        "message": {"text": text},
        "locations": [{**physical, **logical}],
        "partialFingerprints": {"place/v1": told},
    }


def _uri(path: str) -> str:
    """A path as a URI reference; an address, and what stands behind it in brackets, as they are but escaped."""
    return quote(path.replace("\\", "/"), safe="/%:?#[]@!$&'()*+,;=~-._")


def _sentence(finding: Finding) -> str:
    where = f" in {finding.inside}" if finding.inside else ""
    return f"{finding.rows} rows, {finding.people} people{where} ({finding.visibility.value}): {finding.why}"
