"""The audit log: its lines, the proof that each is in it, and everything that an outsider needs to check it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from starlette.responses import Response

from clerestory.errors import InputError
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.log import merkle
from clerestory.governance.log.entry import Entry, from_line
from clerestory.governance.office import looking
from clerestory.governance.office.desk import admitted
from clerestory.governance.store import staff
from clerestory.governance.store.acting import Reading
from clerestory.governance.store.tables import log_entries, log_head
from clerestory.governance.workbench.visit import Page, Visit

A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line, and its hash in the tree."""

    entry: Entry
    hash: str


@dataclass(frozen=True)
class Proof:
    """The way from a line up to the signed root."""

    index: int
    size: int
    path: Sequence[str]
    root: str
    holds: bool


def show(visit: Visit) -> Response:
    """The newest lines that fit what is asked."""
    looking.look_at_log(visit.bench.desk, visit.actor, "log")
    asked = {name: visit.asked(name) for name in ("who", "act", "about", "from")}
    with visit.bench.store.reading() as look:
        lines = _lines(look)
        head = _head(look)
        names = {each.id: each.name for each in staff.officers(look)}
    found = [line for line in reversed(lines) if _fits(line.entry, asked, names)]
    at = int(visit.asked("at")) if visit.asked("at").isdecimal() else 0
    return visit.page(
        "log_lines.html" if visit.is_garnish else "log.html",
        lines=found[at : at + A_PAGE],
        total=len(found),
        at=at,
        a_page=A_PAGE,
        head=head,
        root=merkle.root([bytes.fromhex(line.hash) for line in lines]).hex(),
        is_whole=_is_whole(lines, head),
        asked=asked,
        acts=[each.value for each in (*Act, *Machine)],
        names=names,
        first=lines[0].entry.at,
    )


def show_line(visit: Visit) -> Response:
    """One line, whole, with its proof."""
    line, proof = _proved(visit)
    return visit.page(
        "log_line.html",
        line=line,
        proof=proof,
        detail=json.dumps(line.entry.detail, indent=1, ensure_ascii=False),
    )


def proof(visit: Visit) -> Response:
    """The proof as JSON, to check without us."""
    line, found = _proved(visit)
    content = {
        "line": line.entry.to_line(),
        "leaf": line.hash,
        "index": found.index,
        "size": found.size,
        "path": list(found.path),
        "root": found.root,
        "checkpoint": _note(visit),
    }
    return _download(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n",
        f"proof-{found.index}.json",
        "application/json",
    )


def checkpoint(visit: Visit) -> Response:
    """The newest signed checkpoint, for a witness to keep."""
    looking.look_at_log(visit.bench.desk, visit.actor, "checkpoint")
    return _download(_note(visit), "checkpoint", "text/plain")


def export(visit: Visit) -> Response:
    """Every line; `clerestory log verify` needs nothing else."""
    with admitted(visit.bench.desk, Act.EXPORT_LOG, visit.actor):
        pass
    with visit.bench.store.reading() as look:
        lines = look.rows(sa.select(log_entries.c.line).order_by(log_entries.c.sequence))
    return _download("".join(row["line"] + "\n" for row in lines), "log.jsonl", "application/jsonl")


@dataclass(frozen=True)
class Head:
    """How far the log is, as its signed head says."""

    size: int
    frontier: str
    last_at: datetime
    note: str


def _head(look: Reading) -> Head:
    row = look.one(sa.select(log_head))
    if row is None:
        raise InputError("the log has no head: it was tampered with; keep it, call the auditor")
    return Head(row["size"], row["frontier"], datetime.fromisoformat(row["last_at"]), row["note"])


def _lines(look: Reading) -> list[Line]:
    rows = look.rows(sa.select(log_entries.c.line).order_by(log_entries.c.sequence))
    return [Line(from_line(row["line"]), merkle.leaf_hash(row["line"].encode()).hex()) for row in rows]


def _fits(entry: Entry, asked: dict[str, str], names: dict[str, str]) -> bool:
    who = asked["who"].lower()
    by = f"{entry.by} {names.get(entry.by, '')} {entry.role}".lower()
    since = _day(asked["from"])
    return (
        who in by
        and asked["act"] in ("", entry.act)
        and asked["about"].lower() in f"{entry.about} {entry.detail.get('request', '')}".lower()
        and (since is None or entry.at.date() >= since.date())
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _is_whole(lines: Sequence[Line], head: Head) -> bool:
    """Whether the tree over the lines is the one whose root was signed."""
    grown = merkle.Frontier()
    for line in lines:
        grown.append(bytes.fromhex(line.hash))
    return grown.size == head.size and [root.hex() for root in grown.roots] == head.frontier.split()


def _proved(visit: Visit) -> tuple[Line, Proof]:
    number = visit.part("number")
    looking.look_at_log(visit.bench.desk, visit.actor, f"line {number}" if number.isdecimal() else "line")
    with visit.bench.store.reading() as look:
        lines = _lines(look)
    if not number.isdecimal() or int(number) >= len(lines):
        raise InputError("there is no such line in the log")
    at, leaves = int(number), [bytes.fromhex(line.hash) for line in lines]
    path, root = merkle.inclusion_proof(at, leaves), merkle.root(leaves)
    holds = merkle.includes(leaves[at], at, len(leaves), path, root)
    return lines[at], Proof(at, len(leaves), [each.hex() for each in path], root.hex(), holds)


def _note(visit: Visit) -> str:
    with visit.bench.store.reading() as look:
        return _head(look).note


def _download(content: str, name: str, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


PAGES = (
    Page("/log", show),
    Page("/log/checkpoint", checkpoint),
    Page("/log/export", export),
    Page("/log/{number}", show_line),
    Page("/log/{number}/proof.json", proof),
)
