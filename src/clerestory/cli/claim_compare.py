"""``clerestory claim compare CLAIM DIR --officer ID``: the quoted values against the vault, once more."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import DONE, Outcome
from clerestory.errors import FOUND

HELP = (
    "compare the quoted values with the vault again, where it could not be opened before; by somebody apart"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    officer.folder(parser)
    officer.officer(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Compare them."""
    governed = officer.opened(args)
    matching, quoted, severity = respond.compare_again(governed, officer.actor(args, governed), args.claim)
    result = {"claim": args.claim, "matching": matching, "quoted": quoted, "severity": severity.value}
    return Outcome(
        f"{matching} of {quoted} quoted values stand in one record; {severity.value}",
        result,
        FOUND if matching else DONE,
    )
