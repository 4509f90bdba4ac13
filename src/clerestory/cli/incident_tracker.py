"""``clerestory incident tracker X-1 DIR``: every recommendation, who has it until when, and what shows that it works."""

import argparse
from dataclasses import asdict
from datetime import date

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.findings import Finding, Item, Stand, findings
from clerestory.governance.office import room
from clerestory.governance.store import happenings

HELP = "list the findings and recommendations of an incident: owner, due day, proof, state; overdue ones are marked"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """List them."""
    with officer.opened(args).desk.store.reading() as look:
        found = findings(happenings.incident(look, args.incident).happened)
        items, today = room.items(look, args.incident), look.now.date()
    listed = [told(each, today) for each in items]
    result = {
        "incident": args.incident,
        "findings": [{**asdict(each), "kind": each.kind.value} for each in found],
        "items": listed,
        "open": sum(each.stand is not Stand.CLOSED for each in items),
        "overdue": sum(bool(each["overdue"]) for each in listed),
    }
    lines = [_finding(each) for each in found] + [_item(each, today) for each in items]
    return Outcome("\n".join(lines) or "no finding and no recommendation yet", result)


def told(item: Item, today: date) -> dict[str, object]:
    """An item as ``--json`` tells it."""
    return {**asdict(item), "stand": item.stand.value, "overdue": is_overdue(item, today)}


def is_overdue(item: Item, today: date) -> bool:
    """Whether its day is over and it is not closed; a re-opened one is late from the first day."""
    return item.stand is not Stand.CLOSED and item.due < today.isoformat()


def _finding(each: Finding) -> str:
    return f"{each.id} ({each.kind.value}) {each.told}\n    sought: {each.sought}\n    limits: {each.limits}"


def _item(item: Item, today: date) -> str:
    late = "  OVERDUE" if is_overdue(item, today) else ""
    proof = f"\n    evidence: {item.evidence}\n    test: {item.test}" if item.test else ""
    return f"{item.id} [{item.stand.value}{late}] {item.title} ({item.owner}, until {item.due}){proof}"
