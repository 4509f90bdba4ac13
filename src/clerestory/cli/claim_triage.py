"""``clerestory claim triage CLAIM DIR --severity S3 --reason ...``: how grave it is."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.incidents import BY_PEOPLE, Severity
from clerestory.governance.office import response
from clerestory.vocabulary.roles import Role

HELP = "say how grave a claim is; lower only once it is shown to be safe"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    officer.folder(parser)
    officer.officer(parser, Role.INCIDENT_LEAD)
    parser.add_argument(
        "--severity", required=True, choices=[each.value for each in BY_PEOPLE], help="S1 slight, S4 grave"
    )
    parser.add_argument("--reason", required=True, help="why, in a sentence")


def act(args: argparse.Namespace) -> Outcome:
    """Set it."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.INCIDENT_LEAD)
    with respond.changing(governed, args.claim):
        response.triage(governed.desk, by, args.claim, Severity(args.severity), args.reason)
    return Outcome(f"{args.claim} is {args.severity}", {"claim": args.claim, "severity": args.severity})
