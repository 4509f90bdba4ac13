"""``clerestory claim assign CLAIM DIR --investigator ID``: who looks into it; never who made or approved it."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import response
from clerestory.vocabulary.roles import Role

HELP = "name who looks into a claim; whoever made or approved the release is a witness and is refused"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    officer.folder(parser)
    officer.officer(parser, Role.INCIDENT_LEAD)
    parser.add_argument("--investigator", required=True, metavar="ID", help="who looks into it")


def act(args: argparse.Namespace) -> Outcome:
    """Name them."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.INCIDENT_LEAD)
    with respond.changing(governed, args.claim):
        response.assign(governed.desk, by, args.claim, args.investigator)
    return Outcome(
        f"{args.investigator} looks into {args.claim}",
        {"claim": args.claim, "investigator": args.investigator},
    )
