"""``clerestory notices sample``: the letter for the Attorney General, about nobody."""

import argparse
from pathlib import Path

from clerestory.cli import numbers
from clerestory.cli.outcome import Outcome
from clerestory.governance.notices import notice, private
from clerestory.governance.notices.addressee import LANGUAGES
from clerestory.governance.notices.sample import sample

HELP = "set the sample for the Attorney General: the letter without personal information"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--notice", type=Path, required=True, metavar="N.toml")
    parser.add_argument(
        "--californians", type=numbers.count, required=True, metavar="N", help="how many are notified"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.pdf")


def act(args: argparse.Namespace) -> Outcome:
    """Set it."""
    private.write(args.to, sample(notice.read(args.notice), args.language, args.californians))
    return Outcome(f"the sample: {args.to}", {"file": str(args.to)})
