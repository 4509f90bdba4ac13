"""``clerestory claim probe CLAIM DIR --officer ID``: try the claimed path from outside."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import DONE, Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import COULD_NOT_LOOK, FOUND

HELP = (
    "try the claimed path and every other address from outside; by somebody who neither made nor approved it"
)
CODES = {"clean": DONE, "found": FOUND}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("claim", metavar="CLAIM", help="which claim: C-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument(
        "--site", metavar="URL", help="where it is served (default: the server on this machine)"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Try it."""
    from clerestory.acts.examine import examine

    governed = officer.opened(args)
    with Steps() as steps:
        probed = examine(governed, officer.actor(args, governed), args.claim, args.site, steps)
    result = {"claim": args.claim, "verdict": probed.verdict, "site": probed.site, "addresses": len(probed.paths),
              "parts": probed.parts, "digest": probed.digest}  # fmt: skip
    text = f"{probed.verdict}: {len(probed.paths)} addresses of {probed.site}, {probed.parts} parts"
    return Outcome(text, result, CODES.get(probed.verdict, COULD_NOT_LOOK))
