"""The public account of protected tables as one page: no script, no request to anywhere, light and dark."""

from collections.abc import Mapping
from html import escape
from typing import Any

from clerestory.release.sheet import figures, sheet, table

Account = Mapping[str, Any]


def evidence_page(account: Account) -> str:
    """The whole page."""
    parts = (
        f'<p class="lede">{_verdict(account)}</p>',
        figures(_figures(account)),
        _rules(account),
        _tables(account),
        _proof(account),
        _tried(account),
        _earlier(account),
        _made(account),
    )
    return sheet(str(account["title"]), "Evidence of protection", str(account["made_with"]), parts)


NOTEBOOK = """
.clerestory{max-width:48rem;font-variant-numeric:tabular-nums;line-height:1.5}
.clerestory dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem;margin:1rem 0}
.clerestory dl div{border-top:2px solid #f5bd41;padding-top:.25rem}
.clerestory dt,.clerestory small{font-size:.85em;font-weight:400;opacity:.75}
.clerestory dd{margin:0;font-size:1.6em;font-weight:650}
.clerestory dd small{display:block;font-size:.55em}
.clerestory h2{font-size:1.15em;margin:1.25rem 0 .25rem}
.clerestory table{border-collapse:collapse;font-size:inherit}
.clerestory th,.clerestory td{text-align:left;padding:.25rem 1rem .25rem 0}
.clerestory .n{text-align:right}
.clerestory .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
"""


def notebook(body: str) -> str:
    """A part of a notebook: it takes the notebook's own colours."""
    return f'<style>{NOTEBOOK}</style><div class="clerestory">{body}</div>'


def evidence_fragment(account: Account) -> str:
    """The same in short, for a notebook."""
    return notebook(
        f"<h2>{escape(str(account['title']))}</h2><p>{_verdict(account)}</p>{figures(_figures(account))}"
        f"<details><summary>Rules and attack</summary>{_rules(account)}{_tried(account)}</details>"
    )


def _verdict(account: Account) -> str:
    proof, opened = account["proof"], int(account["tried"].get("recoverable", 0))
    verdict = (
        f"{_n(opened)} withheld numbers can be worked out."
        if opened
        else "Nothing that is withheld can be worked out."
    )
    proven = (
        f"For each of the {_n(proof['unsafe'])} small numbers there are other whole tables that agree with everything "
        f"published and differ by at least {proof['width_owed']} there."
        if proof["unsafe"]
        else "No number here is small."
    )
    stop = ' class="stop"' if opened else ""
    return (
        f"<b{stop}>{verdict}</b> {proven} "
        f"Then an intruder who shares no code with the protection tried all tables together."
    )


def _figures(account: Account) -> list[tuple[str, str, str]]:
    cells, tried = account["patterns"], account["tried"]
    return [
        ("Cells", _n(cells["cells"]), "with every total"),
        ("Published", _n(cells["published"]), _share(cells["published"], cells["cells"])),
        ("Withheld", _n(cells["withheld"]), _share(cells["withheld"], cells["cells"])),
        ("Worked out by the intruder", _n(tried.get("recoverable", 0)), "exactly, or too narrowly"),
    ]


PROOFS = {
    "integer": "another table in whole numbers",
    "continuous": "another table in whole numbers where one is found, else a linear relaxation",
}
MERGING = {"apply": "applied where nothing else proves", "propose": "never without being asked"}


def _rules(account: Account) -> str:
    rules = account["rules"]
    rows = [
        ("A number is small", f"from 1 to {rules['minimum'] - 1}"),
        ("Zero", "is shown" if rules["zeros"] == "published" else str(rules["zeros"])),
        *_more_rules(rules),
        ("Owed to a small number", f"an interval at least {rules['width_owed']} wide"),
        ("Accepted as proof", PROOFS.get(rules["proof"], str(rules["proof"]))),
        ("Merging of categories", MERGING.get(rules["recode"], str(rules["recode"]))),
        ("Seed", f"{rules['seed']}: the same records give the same tables"),
    ]
    return "<h2>The rules</h2>" + table("The rules", ("Rule", "Here"), rows)


def _more_rules(rules: Account) -> list[tuple[str, str]]:
    """The rules that are not of every table."""
    rows = []
    if rules.get("group_disclosure"):
        rows.append(("Group disclosure", "nobody is told by " + ", ".join(rules["group_disclosure"])))
    if rules.get("score_limit"):
        rows.append(("CalHHS publication score", f"at most {rules['score_limit']}"))
    if rules.get("forced"):
        rows.append(
            (
                "Shown whatever the rules say",
                _counted(rules["forced"], "cell that a law demands", "cells that a law demands"),
            )
        )
    if rules.get("weights"):
        rows.append(
            ("What readers miss most", _counted(rules["weights"], "weight was given", "weights were given"))
        )
    return rows


def _tables(account: Account) -> str:
    rows = [
        (
            own["table"],
            ", ".join(own["variables"]),
            own.get("over") or "all records",
            f"{_n(own['withheld'])} of {_n(own['cells'])} ({_share(own['withheld'], own['cells'])})",
        )
        for own in account["tables"]
    ]
    together = '<p class="quiet">Tables of one collection are protected together: a number that two share is one.</p>'
    columns = ("Table", "By", "Over", "Withheld")
    return (
        "<h2>The tables</h2>"
        + (together if len(rows) > 1 else "")
        + table("The tables", columns, rows)
        + _merged(account)
    )


def _merged(account: Account) -> str:
    codes = dict.fromkeys(code for own in account["tables"] for code in own.get("merged", ()))
    told = "; ".join(escape(code) for code in codes)
    return f'<p class="quiet">Merged categories: {told}.</p>' if codes else ""


def _proof(account: Account) -> str:
    proof = account["proof"]
    if not proof["unsafe"]:
        return '<h2>The proof</h2><p class="quiet">No number is small, so nothing needs one.</p>'
    tiers = f"{_n(proof['integer'])} proven in whole numbers, {_n(proof['continuous'])} over the linear relaxation"
    most = max(proof["widths"].values(), default=1)
    bars = "".join(
        f'<span>{escape(name)}</span><span class="bar" style="width:{100 * count / most:.1f}%"></span>'
        f"<span>{_n(count)}</span>"
        for name, count in proof["widths"].items()
    )
    return (
        f'<h2>The proof</h2><p class="quiet">{tiers}, '
        f"by {_n(proof['certificates'])} alternative tables. The narrowest interval "
        f"is {_n(proof['narrowest'])} wide; {proof['width_owed']} are owed. Real intervals may be wider than proven.</p>"
        f'<div class="bars" role="img" aria-label="Small numbers by the width proven: '
        f'{escape(", ".join(f"{name}: {count}" for name, count in proof["widths"].items()))}">'
        f"<small>Width</small><small></small><small>Numbers</small>{bars}</div>"
    )


TRIED: Mapping[str, str] = {
    "equations": "Worked out by adding and subtracting",
    "bounds": "Worked out because no count is negative",
    "whole_numbers": "Worked out because nobody is half a person",
    "determined": "Small numbers that the published ones determine",
    "narrow": "Small numbers with too narrow an interval",
    "wide": "Shown wide by whole tables",
    "wide_over_reals": "Shown wide over the linear relaxation only",
    "undecided": "Not decided",
    "linked_cells": "Distinct cells over all tables",
    "linked_equations": "Sums between them",
}


def _tried(account: Account) -> str:
    tried = account["tried"]
    rows = [(words, int(tried[key])) for key, words in TRIED.items() if key in tried]
    if not rows:
        return '<h2>What was tried</h2><p class="quiet">The certificates were checked; no attack was asked for.</p>'
    return "<h2>What was tried</h2>" + table("What was tried", ("Attack", "Cells"), rows)


def _earlier(account: Account) -> str:
    if not account.get("earlier"):
        return ""
    items = "".join(f"<li>{escape(str(one))}</li>" for one in account["earlier"])
    return (
        '<h2>Earlier releases</h2><p class="quiet">What they showed was taken as known, and the difference to each was '
        f"tried as a table of its own.</p><ul>{items}</ul>"
    )


def _made(account: Account) -> str:
    seconds = ", ".join(f"{escape(name)} {value:,.2f} s" for name, value in account["seconds"].items())
    versions = ", ".join(f"{escape(name)} {escape(str(own))}" for name, own in account["versions"].items())
    sums = [(own["table"], own["sha256"]) for own in account["tables"] if own.get("sha256")]
    sums.append(("the confidential evidence", str(account["confidential_evidence_sha256"])))
    told = "".join(
        f'<li>{escape(name)}: <span class="path sum">{escape(digest)}</span></li>' for name, digest in sums
    )
    return (
        f'<h2>Made with</h2><p class="quiet">{escape(str(account["made_with"]))}; {versions}. '
        f"{seconds[:1].upper()}{seconds[1:]}.</p>"
        '<p class="quiet">SHA-256 of the tables, and of the confidential evidence, which holds the alternative tables '
        f'and is not published:</p><ul class="way">{told}</ul>'
    )


def _n(number: object) -> str:
    return f"{number:,}" if isinstance(number, int) else escape(str(number))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "none"


def _counted(number: int, one: str, more: str) -> str:
    return f"{_n(number)} {one if number == 1 else more}"
