"""``clerestory claim show CLAIM DIR``: what is known of a claim, and what is missing to dismiss it."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.investigation import missing_for_safety
from clerestory.governance.store import happenings

HELP = "one claim: what was tried, what is missing to show that it is safe"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Show it."""
    with officer.opened(args).desk.store.reading() as look:
        room = happenings.of_claim(look, args.claim)
    claim = room.claim(args.claim)
    missing = missing_for_safety(claim)
    result = {
        "claim": claim.id, "incident": room.id, "release": claim.release, "collections": list(claim.collections),
        "paths": list(claim.paths), "severity": claim.severity.value, "open": claim.is_open, "quoted": claim.quoted,
        "matching": claim.matching, "investigator": claim.investigator, "missing_for_safety": list(missing),
        "outages": [each.id for each in room.outages], "events": [each.id for each in room.happened],
    }  # fmt: skip
    told = "; ".join(missing) or "nothing: it is shown to be safe"
    stands = "open" if claim.is_open else "closed"
    return Outcome(
        f"{claim.id} ({room.id}): {claim.severity.value}, {stands}; missing to show that it is safe: {told}",
        result,
    )
