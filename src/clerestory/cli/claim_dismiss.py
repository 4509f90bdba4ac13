"""``clerestory claim dismiss CLAIM DIR --reason ...``: not without evidence of safety."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import response
from clerestory.vocabulary.roles import Role

HELP = "dismiss a claim that was shown to be safe: probed by somebody apart, and compared with the vault"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    officer.folder(parser)
    officer.officer(parser, Role.INCIDENT_LEAD)
    parser.add_argument("--reason", required=True, help="why, in a sentence")


def act(args: argparse.Namespace) -> Outcome:
    """Dismiss it, or say what is missing."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.INCIDENT_LEAD)
    with respond.changing(governed, args.claim):
        response.dismiss(governed.desk, by, args.claim, args.reason)
    return Outcome(f"{args.claim} is dismissed", {"claim": args.claim, "open": False})
