"""``clerestory notices unseal``: what the mail house does with a sealed batch."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import Outcome
from clerestory.governance.notices import mailhouse

HELP = "open a sealed batch with the mail house's private key (for the mail house)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE.sealed")
    parser.add_argument("--key", type=Path, required=True, metavar="KEY", help="the mail house's private key")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.pdf")


def act(args: argparse.Namespace) -> Outcome:
    """Open it."""
    mailhouse.unseal(args.file, args.to, mailhouse.read_private(args.key))
    return Outcome(f"opened: {args.to}", {"file": str(args.to)})
