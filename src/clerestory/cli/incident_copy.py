"""``clerestory incident copy X-1 DIR --seen ADDRESS``: a copy elsewhere, what was asked, what was answered."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.copies import Step
from clerestory.governance.office import room

HELP = (
    "record a copy seen elsewhere, a request to remove it, the answer, that it is gone, or a look for copies"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--seen", default="", metavar="ADDRESS", help="a copy was seen there: a new one")
    parser.add_argument("--of", default="", metavar="COPY", help="which copy the rest is about: K-1")
    parser.add_argument("--asked", default="", metavar="TEXT", help="whom you asked to remove it, and how")
    parser.add_argument("--answer", default="", metavar="TEXT", help="what they answered")
    parser.add_argument("--gone", action="store_true", help="it is no longer there; somebody looked")
    parser.add_argument(
        "--looked", default="", metavar="WHERE", help="copies were looked for: where, with which words"
    )
    parser.add_argument("--source", required=True, metavar="TEXT", help="who told, or who did it")


def act(args: argparse.Namespace) -> Outcome:
    """Record it, and tell how far the data has spread."""
    step = Step(args.of, args.seen, args.asked, args.answer, args.gone, args.looked)
    governed = officer.opened(args)
    name, spread = room.copy_step(
        governed.desk, officer.actor(args, governed), args.incident, step, args.source
    )
    return Outcome(
        f"{step.event(name)}\n{spread.words()}",
        {"incident": args.incident, "copy": name, "status": spread.words()},
    )
