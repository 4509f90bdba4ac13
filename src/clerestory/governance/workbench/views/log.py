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
from clerestory.governance.store import log as store_log
from clerestory.governance.store import staff
from clerestory.governance.store.acting import Reading
from clerestory.governance.store.tables import log_head
from clerestory.governance.workbench.visit import Page, Visit

A_PAGE = 50
COMPARED = 50_000  # lines up to which every look compares the tree with its signed head


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
    at = int(visit.asked("at")) if visit.asked("at").isdecimal() else 0
    with visit.bench.store.reading() as look:
        head = _head(look)
        names = {each.id: each.name for each in staff.officers(look)}
        wanted = _wanted(asked, names)
        found, total = store_log.found(look, wanted, A_PAGE, at), store_log.count(look, wanted)
        first = from_line(next(store_log.lines(look))).at
        root, is_whole = _compared(look, head)
    return visit.page(
        "log_lines.html" if visit.is_garnish else "log.html",
        lines=[Line(entry, _hash(entry)) for entry in found],
        total=total,
        at=at,
        a_page=A_PAGE,
        head=head,
        root=root,
        is_whole=is_whole,
        asked=asked,
        acts=[each.value for each in (*Act, *Machine)],
        names=names,
        first=first,
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
    """Every line, the head and the newest checkpoint; `clerestory log verify` needs nothing else."""
    looking.take_log(visit.bench.desk, visit.actor)
    with visit.bench.store.reading() as look:
        lines = list(store_log.exported(visit.bench.store, look))
    return _download("".join(line.rstrip("\n") + "\n" for line in lines), "log.jsonl", "application/jsonl")


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


def _hash(entry: Entry) -> str:
    return merkle.leaf_hash(entry.to_line().encode()).hex()


def _compared(look: Reading, head: Head) -> tuple[str, bool | None]:
    """The root over the lines, and whether it is the one that was signed; of a very long log only the latter's root."""
    if head.size > COMPARED:
        grown = merkle.Frontier(head.size, tuple(bytes.fromhex(root) for root in head.frontier.split()))
        return grown.root().hex(), None
    grown = merkle.Frontier()
    for line in store_log.lines(look):
        grown.append(merkle.leaf_hash(line.encode()))
    is_whole = grown.size == head.size and [root.hex() for root in grown.roots] == head.frontier.split()
    return grown.root().hex(), is_whole


def _wanted(asked: dict[str, str], names: dict[str, str]) -> store_log.Asked:
    """What was typed, as the store is asked for it."""
    who = asked["who"].strip()
    ids = tuple(person for person, name in names.items() if who.lower() in name.lower())
    return store_log.Asked(
        act=asked["act"], who=who, ids=ids, on=asked["about"].strip(), since=_day(asked["from"])
    )


def _day(text: str) -> str:
    try:
        return datetime.fromisoformat(text).date().isoformat() if text else ""
    except ValueError:
        return ""


def _proved(visit: Visit) -> tuple[Line, Proof]:
    number = visit.part("number")
    looking.look_at_log(visit.bench.desk, visit.actor, f"line {number}" if number.isdecimal() else "line")
    with visit.bench.store.reading() as look:
        if not number.isdecimal() or int(number) >= _head(look).size:
            raise InputError("there is no such line in the log")
        text, path, size = store_log.inclusion(look, int(number))
        root, _ = _compared(look, _head(look))
    at, leaf = int(number), merkle.leaf_hash(text.encode())
    holds = merkle.includes(leaf, at, size, path, bytes.fromhex(root))
    return Line(from_line(text), leaf.hex()), Proof(at, size, [each.hex() for each in path], root, holds)


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
