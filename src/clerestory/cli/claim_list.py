"""``clerestory claim list DIR``: the one queue of all claims."""

import argparse
import sys

from clerestory.acts.watchkeeper import is_watched
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.incidents import Claim
from clerestory.governance.incidents import timers
from clerestory.governance.incidents.investigation import is_shown_safe
from clerestory.governance.store import happenings, incidents

HELP = "every claim in one queue: how grave, since when, when it comes down by itself"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """List them."""
    governed = officer.opened(args)
    with governed.desk.store.reading() as look:
        rooms, every = happenings.every(look), incidents.every_claim(look)
    in_rooms = {each.id for room in rooms for each in room.claims}
    claims: list[dict[str, object]] = [_by_itself(each) for each in every if each.id not in in_rooms]
    claims += [
        {
            "claim": each.id, "incident": room.id, "release": each.release, "severity": each.severity.value,
            "open": each.is_open, "at": each.at.isoformat(), "messages": each.messages, "safe": is_shown_safe(each),
            "down_at": timers.down_at(each).isoformat() if timers.is_counting(each) else "",
        }
        for room in rooms
        for each in room.claims
    ]  # fmt: skip
    lines = [
        f"{each['claim']:<6} {each['incident']:<6} {each['severity']:<17} {'open' if each['open'] else 'closed':<7} "
        f"{each['release']:<10} {each['messages'] or 'no'} messages"
        + (f", comes down by itself at {each['down_at']}" if each["down_at"] else "")
        for each in claims
    ]
    if any(each["down_at"] for each in claims) and not is_watched(governed.folder):
        sys.stderr.write(
            "nobody keeps watch, so nothing comes down by itself: run `clerestory incident watch`\n"
        )
    return Outcome("\n".join(lines) or "no claim was ever made", {"claims": claims})


def _by_itself(claim: Claim) -> dict[str, object]:
    """A claim that an older version opened outside any incident: it keeps its datasets down, and no clock runs for it."""
    return {
        "claim": claim.id, "incident": "", "release": claim.release, "severity": claim.severity.value,
        "open": claim.is_open, "at": claim.at.isoformat(), "messages": 0, "safe": False, "down_at": "",
    }  # fmt: skip
