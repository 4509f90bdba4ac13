"""``clerestory release restore D --officer ID``: one of the two who let something come back."""

import argparse

from clerestory.acts import officiate
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.incidents import RESTORING
from clerestory.governance.store import incidents, requests
from clerestory.vocabulary.roles import Role

HELP = "after a takedown: agree that a release may go live again (two must, none the author)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    roles = [role.value for role in Role if role in RESTORING]
    parser.add_argument("--role", required=True, choices=roles, help="in which role")
    parser.add_argument("--words", default="", help="anything that the claim does not say by itself")


def act(args: argparse.Namespace) -> Outcome:
    """Agree."""
    governed = officer.opened(args)
    officiate.restore(governed, officer.actor(args, governed), Role(args.role), args.words)
    request = governed.request()
    with governed.desk.store.reading() as look:
        agreed = [each.person for each in incidents.restores_of(look, requests.get(look, request.id))]
    text = f"Agreed to restore {request.id}: {', '.join(agreed)}"
    return Outcome(text, {"request": request.id, "agreed": agreed})
