"""``clerestory incident find X-1 DIR --kind missed --told ...``: a finding, with the evidence sought and its limits."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.findings import Kind
from clerestory.governance.office import room

HELP = "record a finding: an act, a decision, a missed opportunity or a system cause, with the evidence sought and its limits"
KINDS = {"act": Kind.ACT, "decision": Kind.DECISION, "missed": Kind.MISSED, "system": Kind.SYSTEM}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--kind", required=True, choices=tuple(KINDS), help="what it is; never a person")
    parser.add_argument("--told", required=True, help="what was found, in a sentence")
    parser.add_argument("--sought", required=True, help="which evidence was sought, for and against")
    parser.add_argument("--limits", required=True, help="where that evidence ends")


def act(args: argparse.Namespace) -> Outcome:
    """Record it."""
    words = {"told": args.told, "sought": args.sought, "limits": args.limits}
    governed = officer.opened(args)
    name = room.find(governed.desk, officer.actor(args, governed), args.incident, KINDS[args.kind], words)
    return Outcome(f"{name}: {args.told}", {"incident": args.incident, "finding": name, **words})
