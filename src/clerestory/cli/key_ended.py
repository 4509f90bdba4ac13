"""What `keys lost` and `keys stolen` have in common: whose key ended, and what takes its place."""

import argparse
from pathlib import Path

from clerestory.acts import rotate
from clerestory.acts.places import Places
from clerestory.governance.signing import expiry


def arguments(parser: argparse.ArgumentParser) -> None:
    """What both commands take."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with trust/ in it")
    parser.add_argument("--officer", required=True, metavar="ID", help="whose key it was")
    add_new(parser, "their new key, or of who takes over")


def add_new(parser: argparse.ArgumentParser, told: str) -> None:
    """The keys that the next root names."""
    parser.add_argument("--add", type=Path, metavar="FILE", action="append", default=[], help=told)


def places(args: argparse.Namespace) -> Places:
    """The publication."""
    return Places.below(args.folder.absolute())


def proposed(args: argparse.Namespace) -> rotate.Rotated:
    """The next root, without any key of that person."""
    return rotate.propose(places(args), args.add, [args.officer], expiry.now())
