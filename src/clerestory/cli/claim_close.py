"""``clerestory claim close CLAIM D --reason ...``: the claim is answered."""

import argparse
from pathlib import Path

from clerestory.acts import govern, respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import claims
from clerestory.vocabulary.roles import Role

HELP = "close a claim; what it kept down may then pass the whole gate again"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DIR", help="default: here")
    officer.officer(parser, Role.INCIDENT_LEAD)
    parser.add_argument("--reason", required=True, help="why, in a sentence")


def act(args: argparse.Namespace) -> Outcome:
    """Close it."""
    governed = govern.opened(args.folder.absolute())
    by = officer.actor(args, governed, Role.INCIDENT_LEAD)
    with respond.changing(governed, args.claim):
        claims.close_claim(governed.desk, by, args.claim, args.reason)
    return Outcome(f"Claim {args.claim} is closed", {"claim": args.claim, "open": False})
