"""``clerestory source decide D``: a privacy officer approves the purposes of columns, or refuses them."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.sources import Decision
from clerestory.governance.office import sources
from clerestory.vocabulary.roles import Role

HELP = "approve or refuse the columns that were asked for"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.PRIVACY_OFFICER)
    parser.add_argument("--refuse", action="store_true", help="refuse them (default: approve)")
    parser.add_argument(
        "--column", action="append", default=[], metavar="COLLECTION.COLUMN", help="only this (repeatable)"
    )
    parser.add_argument("--reason", default="", help="why, in a sentence")


def act(args: argparse.Namespace) -> Outcome:
    """Decide."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.PRIVACY_OFFICER)
    decision = Decision.REFUSED if args.refuse else Decision.APPROVED
    decided = sources.decide(governed.desk, by, args.column, decision, args.reason)
    names = [f"{each.wanted.collection}.{each.wanted.column}" for each in decided]
    return Outcome(
        f"{decision.value.capitalize()}: {', '.join(names) or 'nothing waits'}",
        {"decision": decision.value, "columns": names},
    )
