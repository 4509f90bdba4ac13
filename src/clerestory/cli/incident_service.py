"""``clerestory incident service DIR --change restart``: ask whether the service may be changed now."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.service import Change
from clerestory.governance.office import room

HELP = "record more capacity, a restart or a warmed cache; under an open claim only the incident lead may"
CHANGES = {"capacity": Change.CAPACITY, "restart": Change.RESTART, "cache": Change.CACHE}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--change", required=True, choices=tuple(CHANGES), help="what is to be changed")
    parser.add_argument("--reason", required=True, help="why, in a sentence")


def act(args: argparse.Namespace) -> Outcome:
    """Refuse it, or record it before it is done."""
    change = CHANGES[args.change]
    governed = officer.opened(args)
    room.change_service(governed.desk, officer.actor(args, governed), change, args.reason)
    return Outcome(f"{change.value}: go on; it is in the log", {"change": change.value, "allowed": True})
