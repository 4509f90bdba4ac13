"""``clerestory claim open RELEASE D``: somebody says that people can be seen; its datasets stay down."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from clerestory.acts import govern, respond
from clerestory.cli import moments, officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.incidents import BY_PEOPLE, Severity
from clerestory.vocabulary.roles import Role

HELP = "open a claim on a release: from then on none of its datasets goes live again"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("release", metavar="RELEASE", help="which release: 2026-1")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DIR", help="default: here")
    officer.officer(parser, Role.INCIDENT_LEAD)
    parser.add_argument("--time", default="", metavar="ISO", help="when it was said (default: now)")
    parser.add_argument(
        "--severity", required=True, choices=[each.value for each in BY_PEOPLE], help="S1 slight, S4 grave"
    )
    parser.add_argument("--told", default="", help="what was said, in a sentence, without any value")
    parser.add_argument(
        "--collection", action="append", default=[], metavar="NAME", help="only this collection (repeatable)"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Open it."""
    governed = govern.opened(args.folder.absolute())
    by = officer.actor(args, governed, Role.INCIDENT_LEAD)
    at = moments.moment(args.time, "--time") if args.time else datetime.now(UTC)
    claim, incident = respond.open_claim(
        governed, by, args.release, at, Severity(args.severity), args.told, args.collection
    )
    text = (
        f"Claim {claim.id} ({incident}) is open on {claim.release} ({', '.join(claim.collections)}): its datasets cannot go live again. "
        f'If it is not shown to be safe, take it down: clerestory takedown {claim.release} {args.folder} --reason "..."'
    )
    result = {
        "claim": claim.id,
        "incident": incident,
        "release": claim.release,
        "collections": list(claim.collections),
    }
    return Outcome(text, {**result, "severity": claim.severity.value, "time": claim.at.isoformat()})
