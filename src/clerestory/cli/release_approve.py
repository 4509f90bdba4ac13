"""``clerestory release approve D --officer ID``: a checker's claim on exactly these bytes."""

import argparse

from clerestory.acts import officiate
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.approvals import STATEMENT, Kind

HELP = "approve the release as an output checker: a claim bound to its bytes and evidence"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--words", default="", help="anything that the claim does not say by itself")


def act(args: argparse.Namespace) -> Outcome:
    """Approve."""
    governed = officer.opened(args)
    by = officer.actor(args, governed)
    outcome = officiate.approve(governed, by, args.words)
    request = governed.request()
    text = f"{by.person}: {STATEMENT[Kind.REVIEWED]}\n{request.id} is {request.state.value}"
    return Outcome(text, {"request": request.id, "state": request.state.value, "outcome": outcome.value})
