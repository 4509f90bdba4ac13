"""The public account of protected tables as one page: no script, no request to anywhere, light and dark."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

Account = Mapping[str, Any]

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--wash:#f6f4ee;--wash2:#ebe8de;--ink:#141c2e;--ink2:#495166;--line:#dcd8cc;
--edge:#737988;--link:#1b4f9c;--sun:#f5bd41;--bar:#1b4080;--ok:#17663f;--stop:#ab1f1f}
@media(prefers-color-scheme:dark){:root{--paper:#0f1522;--wash:#161e2f;--wash2:#202a3f;--ink:#eceff5;--ink2:#b2bacb;
--line:#2c3750;--edge:#7f8aa3;--link:#9cc4ff;--sun:#f7c65a;--bar:#6ea6ff;--ok:#7fd3a3;--stop:#ff9d90}}
*{box-sizing:border-box}
body{margin:0;background:var(--wash2);color:var(--ink);font:1.0625rem/1.55 "Source Sans 3",system-ui,sans-serif;
font-variant-numeric:tabular-nums}
main{background:var(--paper);max-width:54rem;margin:clamp(0rem,3vw,2.5rem) auto;padding:clamp(1.25rem,6vw,4.5rem)}
header{border-bottom:3px solid var(--sun);padding-bottom:1rem;margin-bottom:2rem;color:var(--ink2);font-size:.9rem;
display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 2rem}
header b{color:var(--ink)}
h1{font-size:clamp(1.75rem,1.5rem + 1.4vw,2.375rem);line-height:1.15;margin:0 0 1rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.375rem;line-height:1.25;margin:2.75rem 0 .75rem}
p{max-width:42rem;margin:.75rem 0}
.lede{font-size:1.1875rem}
dl.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,9rem),1fr));gap:1.25rem;margin:1.75rem 0 0}
dl.figures div{border-top:2px solid var(--edge);padding-top:.4rem}
dt{font-size:.9rem;color:var(--ink2)}
dl.figures dd{margin:0;font-size:2rem;font-weight:650;line-height:1.2;letter-spacing:-.01em}
dd small{display:block;font-size:.9rem;font-weight:400;letter-spacing:0;line-height:1.35;color:var(--ink2)}
.scroll{overflow-x:auto;border-block:1px solid var(--line)}
.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%}
th,td{padding:.45rem .75rem .45rem 0;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
tbody tr{border-top:1px solid var(--line)}
thead th{font-size:.9rem;color:var(--ink2);font-weight:600}
tbody th{font-weight:600;overflow-wrap:anywhere;min-width:8rem}
.bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.35rem .9rem;align-items:center;margin-top:1rem}
.bars span.bar{background:var(--bar);height:1.1rem;border-radius:2px;min-width:2px;display:block}
code{font:0.85em/1.4 ui-monospace,monospace;overflow-wrap:anywhere;color:var(--ink2)}
.verdict{font-weight:650;color:var(--ok)}.verdict.no{color:var(--stop)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;color:var(--ink2);font-size:.9rem}
@media print{body{background:none}main{margin:0;padding:0;max-width:none}.bars span.bar{print-color-adjust:exact}}
"""


def evidence_page(account: Account) -> str:
    """The whole page."""
    title = escape(str(account["title"]))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>Evidence: {title}</title><meta name="robots" content="noindex"><style>{STYLE}</style></head>\n'
        f"<body><main>{_head(account, title)}{_figures(account)}{_rules(account)}{_tables(account)}"
        f"{_proof(account)}{_tried(account)}{_earlier(account)}{_made(account)}</main></body></html>\n"
    )


NOTEBOOK = """
.clerestory{max-width:48rem;font-variant-numeric:tabular-nums;line-height:1.5}
.clerestory dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem;margin:1rem 0}
.clerestory dl div{border-top:2px solid #f5bd41;padding-top:.25rem}
.clerestory dt,.clerestory small{font-size:.85em;font-weight:400;opacity:.75}
.clerestory dd{margin:0;font-size:1.6em;font-weight:650}
.clerestory dd small{display:block;font-size:.55em}
.clerestory h2{font-size:1.15em;margin:1.25rem 0 .25rem}
.clerestory table{border-collapse:collapse}
.clerestory th,.clerestory td{text-align:left;padding:.25rem 1rem .25rem 0}
.clerestory .n{text-align:right}
"""


def evidence_fragment(account: Account) -> str:
    """The same in short, for a notebook: it takes the notebook's own colours."""
    return (
        f'<style>{NOTEBOOK}</style><div class="clerestory"><h2>{escape(str(account["title"]))}</h2>'
        f"<p>{_verdict(account)}</p>{_figures(account)}<details><summary>Rules and attack</summary>{_rules(account)}"
        f"{_tried(account)}</details></div>"
    )


def _head(account: Account, title: str) -> str:
    return (
        f"<header><b>Evidence</b><span>{escape(str(account['made_with']))}</span></header>"
        f'<h1>{title}</h1><p class="lede">{_verdict(account)}</p>'
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
    return (
        f'<span class="verdict{" no" if opened else ""}">{verdict}</span> {proven} '
        f"Then an intruder who shares no code with the protection tried all tables together."
    )


def _figures(account: Account) -> str:
    cells, tried = account["patterns"], account["tried"]
    shown = [
        ("Cells", _n(cells["cells"]), "with every total"),
        ("Published", _n(cells["published"]), _share(cells["published"], cells["cells"])),
        ("Withheld", _n(cells["withheld"]), _share(cells["withheld"], cells["cells"])),
        ("Worked out by the intruder", _n(tried.get("recoverable", 0)), "exactly, or too narrowly"),
    ]
    rows = "".join(
        f"<div><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>" for name, value, note in shown
    )
    return f'<dl class="figures">{rows}</dl>'


def _rules(account: Account) -> str:
    rules = account["rules"]
    proofs = {
        "integer": "another table in whole numbers",
        "continuous": "another table in whole numbers where one is found, else a linear relaxation",
    }
    merging = {"apply": "applied where nothing else proves", "propose": "never without being asked"}
    rows = [
        ("A number is small", f"from 1 to {rules['minimum'] - 1}"),
        ("Zero", "is shown" if rules["zeros"] == "published" else escape(str(rules["zeros"]))),
        ("Owed to a small number", f"an interval at least {rules['width_owed']} wide"),
        ("Accepted as proof", proofs.get(rules["proof"], escape(str(rules["proof"])))),
        ("Merging of categories", merging.get(rules["recode"], escape(str(rules["recode"])))),
        ("Seed", f"{rules['seed']}: the same records give the same tables"),
    ]
    return "<h2>The rules</h2>" + _table("The rules", ("Rule", "Here"), rows)


def _tables(account: Account) -> str:
    rows = []
    for table in account["tables"]:
        over = f"<br><small>{escape(table['over'])}</small>" if table.get("over") else ""
        merged = "".join(f"<br><small>merged: {escape(code)}</small>" for code in table.get("merged", ()))
        rows.append((
            f"{escape(table['table'])}{over}{merged}",
            escape(", ".join(table["variables"])),
            _n(table["cells"]),
            _n(table["withheld"]),
            _share(table["withheld"], table["cells"]),
        ))  # fmt: skip
    together = "<p>Protected together, as one system: a number that two tables share is one number.</p>"
    return (
        "<h2>The tables</h2>"
        + (together if len(rows) > 1 else "")
        + _table("The tables", ("Table", "By", "Cells", "Withheld", "Share"), rows, numbers=3)
    )


def _proof(account: Account) -> str:
    proof = account["proof"]
    if not proof["unsafe"]:
        return "<h2>The proof</h2><p>No number is small, so nothing needs one.</p>"
    tiers = f"{_n(proof['integer'])} proven in whole numbers, {_n(proof['continuous'])} over the linear relaxation"
    most = max(proof["widths"].values(), default=1)
    bars = "".join(
        f'<span>{escape(name)}</span><span class="bar" style="width:{100 * count / most:.1f}%"></span>'
        f"<span>{_n(count)}</span>"
        for name, count in proof["widths"].items()
    )
    return (
        f"<h2>The proof</h2><p>{tiers}, by {_n(proof['certificates'])} alternative tables. The narrowest interval "
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
    rows = [(words, _n(tried[key])) for key, words in TRIED.items() if key in tried]
    if not rows:
        return "<h2>What was tried</h2><p>The certificates were checked; no attack was asked for.</p>"
    return "<h2>What was tried</h2>" + _table("What was tried", ("Attack", "Cells"), rows, numbers=1)


def _earlier(account: Account) -> str:
    if not account.get("earlier"):
        return ""
    items = "".join(f"<li>{escape(str(one))}</li>" for one in account["earlier"])
    return (
        "<h2>Earlier releases</h2><p>What they showed was taken as known, what they withheld stays withheld, and the "
        f"difference to each was protected as a table of its own.</p><ul>{items}</ul>"
    )


def _made(account: Account) -> str:
    seconds = ", ".join(f"{escape(name)} {value:,.2f} s" for name, value in account["seconds"].items())
    versions = ", ".join(f"{escape(name)} {escape(str(own))}" for name, own in account["versions"].items())
    files = "".join(
        f"<br>{escape(table['table'])}: <code>{escape(table['sha256'])}</code>"
        for table in account["tables"]
        if table.get("sha256")
    )
    return (
        f"<footer><p>{escape(str(account['made_with']))}; {versions}. {seconds[:1].upper()}{seconds[1:]}.</p>"
        f"<p>SHA-256 of the confidential evidence, which holds the alternative tables and is not published: "
        f"<code>{escape(str(account['confidential_evidence_sha256']))}</code>{files}</p></footer>"
    )


def _table(name: str, head: Iterable[str], rows: Iterable[Iterable[str]], numbers: int = 0) -> str:
    words = list(head)
    right = {len(words) - 1 - at for at in range(numbers)}
    top = "".join(f'<th scope="col"{_class(at, right)}>{word}</th>' for at, word in enumerate(words))
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{cell}</th>' if at == 0 else f"<td{_class(at, right)}>{cell}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {name}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _class(at: int, right: set[int]) -> str:
    return ' class="n"' if at in right else ""


def _n(number: object) -> str:
    return f"{number:,}" if isinstance(number, int) else escape(str(number))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "none"
