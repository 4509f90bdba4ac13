"""What the commands that propose the next root of trust take: where it is, and the keys that come in."""

import argparse
from pathlib import Path


def folder(parser: argparse.ArgumentParser) -> None:
    """Where the root is."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with trust/ in it")


def added(parser: argparse.ArgumentParser, told: str) -> None:
    """The keys that may sign from then on; their public parts are read."""
    parser.add_argument("--add", type=Path, metavar="FILE", action="append", default=[], help=told)


def of_a_key_that_is_gone(parser: argparse.ArgumentParser) -> None:
    """Whose key is lost or stolen, and the key in its place."""
    folder(parser)
    parser.add_argument("--officer", required=True, metavar="ID", help="whose key it was")
    added(parser, "their new key, or of who takes over")
