"""``clerestory release propose D``: the author asks for the review of what was built."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.requests import Haste
from clerestory.governance.office import releases
from clerestory.vocabulary.roles import Role

HELP = "ask for the review of the staged release"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.ANALYST)
    parser.add_argument(
        "--expedite",
        choices=[each.value for each in Haste],
        help="why it hurries; a privacy officer has to agree, and no check is left out",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Propose."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.ANALYST)
    request = governed.request()
    releases.propose(governed.desk, by, request.id, Haste(args.expedite) if args.expedite else None)
    tables = list(request.built.tables) if request.built else []
    text = f"Proposed {request.id}: {len(tables)} tables wait for two output checkers"
    return Outcome(text, {"request": request.id, "state": "proposed", "tables": tables})
