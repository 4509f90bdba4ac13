"""``clerestory notices vendor-key``: a pair of keys, made by the mail house on its own machine."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.governance.notices import mailhouse

HELP = "make the mail house's pair of keys (for the mail house; only the public one is passed on)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("folder", type=Path, metavar="FOLDER")


def act(args: argparse.Namespace) -> Outcome:
    """Make them."""
    public, secret = mailhouse.make_keys(args.folder)
    return Outcome(
        f"made {public} to pass on, and {secret} to keep", {"public": str(public), "private": str(secret)}
    )
