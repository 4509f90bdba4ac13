"""``clerestory claim check FILE D``: is this file a dataset that is under an open claim?"""

import argparse
from pathlib import Path

from clerestory.acts import claims, govern
from clerestory.cli.outcome import Outcome

HELP = "ask whether a CSV or Parquet file is a dataset under an open claim, in whatever form"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the records: .csv or .parquet")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DIR", help="default: here")


def act(args: argparse.Namespace) -> Outcome:
    """Compare it with every open claim; the same dataset is refused."""
    governed = govern.opened(args.folder.absolute())
    shares = claims.check_file(governed, args.file)
    told = "; ".join(f"{name}: {share / 10:.1f} %" for name, share in shares.items()) or "no claim is open"
    return Outcome(f"Not a claimed dataset ({told})", {"shares_per_mille": shares})
