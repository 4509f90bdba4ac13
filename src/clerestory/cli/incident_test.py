"""``clerestory incident test X-1 DIR``: do the remedies still work? A test that fails opens its recommendation again."""

import argparse

from clerestory.acts import effect
from clerestory.acts.effect import FAILED, PASSED
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import FOUND, InputError

HELP = "run the tests of effect of closed recommendations, or record one; what fails is open again"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument(
        "--item", default="", metavar="NAME", help="only this one (default: all that were closed)"
    )
    parser.add_argument(
        "--outcome", choices=(PASSED, FAILED), help="record what a test in words showed, with --item"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Run or record, and tell what is open again."""
    governed = officer.opened(args)
    if args.outcome and not args.item:
        raise InputError("--outcome is of one test: name its recommendation with --item")
    tried = effect.try_again(
        governed, officer.actor(args, governed), args.incident, args.item, args.outcome or ""
    )
    failed = [each for each in tried if each.outcome == FAILED]
    lines = [f"{each.item} {each.outcome}: {each.test} ({each.stand.value})" for each in tried]
    result = {
        "incident": args.incident,
        "tests": [
            {"item": each.item, "test": each.test, "outcome": each.outcome, "stand": each.stand.value}
            for each in tried
        ],
        "failed": len(failed),
    }
    return Outcome("\n".join(lines) or "nothing was closed yet", result, FOUND if failed else 0)
