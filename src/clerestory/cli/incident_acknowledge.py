"""``clerestory incident acknowledge X-1 DIR``: whoever was called is there."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor

HELP = "answer a call; unanswered for 10 minutes it moves up, to the executive at last"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Answer it."""
    governed = officer.opened(args)
    with respond.changing(governed, args.incident):
        room.acknowledge(governed.desk, Actor(args.officer), args.incident)
    return Outcome(f"{args.officer} is there", {"incident": args.incident, "acknowledged_by": args.officer})
