"""``clerestory incident acknowledge X-1 DIR``: whoever was called is there."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import room

HELP = "answer a call; unanswered for 10 minutes it moves up, to the executive at last"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Answer it."""
    governed = officer.opened(args)
    by = officer.actor(args, governed)
    with respond.changing(governed, args.incident):
        room.acknowledge(governed.desk, by, args.incident)
    return Outcome(f"{by.person} is there", {"incident": args.incident, "acknowledged_by": by.person})
